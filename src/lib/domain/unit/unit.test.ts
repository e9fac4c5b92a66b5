import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { convert, inBaseUnits, multiply, ONE, QUANTITY_KINDS, quantitySchema, rational } from '../kernel/quantity.ts';
import { findUnit, quantityIn, rounded, UNITS, unitsOfKind } from './unit.ts';

describe('units', () => {
	test('have names of their own', () => {
		expect(new Set(UNITS.map(({ name }) => name)).size).toBe(UNITS.length);
	});

	test.each(QUANTITY_KINDS)('of %s: one is the base unit', (kind) => {
		expect(unitsOfKind(kind).filter(({ ratio }) => ratio.n === 1n && ratio.d === 1n)).toHaveLength(1);
	});

	test.each(UNITS)('$name is written as a quantity that is accepted', (unit) => {
		expect(v.is(quantitySchema, quantityIn(unit, unit.smallest))).toBe(true);
	});

	// The legal definitions, in base units.
	test.each([
		['dozen', rational(12n)],
		['t', rational(1_000_000n)],
		['lb', rational(45_359_237n, 100_000n)],
		['oz', rational(45_359_237n, 1_600_000n)],
		['in', rational(254n, 10n)],
		['ft', rational(3048n, 10n)],
		['h', rational(3600n)],
		['m2', rational(1_000_000n)]
	])('one %s is exact', (name, base) => {
		const unit = findUnit(name);
		expect(unit && inBaseUnits(quantityIn(unit, ONE))).toEqual(base);
	});

	test.each([
		['lb', 16, 'oz'],
		['ft', 12, 'in'],
		['dozen', 12, 'pcs'],
		['h', 60, 'min'],
		['t', 1000, 'kg'],
		['l', 1000, 'ml']
	])('one %s is %s %s', (large, count, small) => {
		const [from, to] = [findUnit(large), findUnit(small)];
		if (!from || !to) throw new Error('unit missing');
		expect(convert(quantityIn(from, ONE), quantityIn(to, ONE))).toEqual({
			ok: true,
			value: quantityIn(to, rational(BigInt(count)))
		});
	});

	test('a countable unit has a whole number of pieces as its smallest', () => {
		for (const { ratio, smallest } of unitsOfKind('count')) expect(multiply(ratio, smallest).d).toBe(1n);
	});

	test('an unknown name is none', () => {
		expect(findUnit('stone')).toBeUndefined();
		expect(findUnit('')).toBeUndefined();
	});

	test.each([
		['pcs', '7/2', '3', '4'],
		['dozen', '7/24', '1/4', '1/3'],
		['kg', '1/3', '333/1000', '167/500'],
		['pcs', '5', '5', '5'],
		['a unit of later days', '7/2', '3', '4']
	])('%s: %s is counted out as %s or %s', (unit, amount, down, up) => {
		const quantity = { amount, unit, kind: 'count', ratio: '1' } as const;
		expect(rounded(quantity, 'down')).toEqual({ ...quantity, amount: down });
		expect(rounded(quantity, 'up')).toEqual({ ...quantity, amount: up });
	});
});
