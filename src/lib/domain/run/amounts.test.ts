import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiply, ONE, rational, type Quantity, type Rational } from '../kernel/quantity.ts';
import { completeAmounts, derivedField, inBatches, typedNext, type AmountField } from './amounts.ts';

const of = (n: number, d = 1): Rational => rational(BigInt(n), BigInt(d));

describe('any two give the third', () => {
	test('batches and size give the total', () => {
		const { amounts, fault } = completeAmounts({ batches: of(10), each: of(50) }, 'total', ONE);
		expect(fault).toBeNull();
		expect(amounts).toEqual({ batches: 10, each: of(50), total: of(500) });
	});

	test('batches and total give the size', () => {
		const { amounts, fault } = completeAmounts({ batches: of(10), total: of(500) }, 'each', ONE);
		expect(fault).toBeNull();
		expect(amounts?.each).toEqual(of(50));
	});

	test('size and total give the batches', () => {
		const { amounts, fault } = completeAmounts({ each: of(50), total: of(500) }, 'batches', ONE);
		expect(fault).toBeNull();
		expect(amounts?.batches).toBe(10);
	});

	test('whatever is typed, the three agree exactly', () => {
		const amount = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(1, 2, 4, 5, 10, 100));
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5_000 }), amount, (batches, [n, d]) => {
				const each = of(n, d);
				const total = multiply(of(batches), each);
				const all = { batches, each, total };
				const given = { batches: of(batches), each, total };
				for (const derived of ['batches', 'each', 'total'] as const) {
					expect(completeAmounts(given, derived, of(1, 100))).toEqual({ amounts: all, fault: null });
				}
			})
		);
	});

	test('what was written in the field that follows does not count', () => {
		const given = { batches: of(10), each: of(50), total: of(7) };
		expect(completeAmounts(given, 'total', ONE).amounts?.total).toEqual(of(500));
	});
});

describe('what cannot be is said, with what could', () => {
	test.each([
		['each', { batches: of(10) }, 'total'],
		['batches', { each: of(5) }, 'total'],
		['total', { each: of(5) }, 'batches']
	] as const)('%s is missing', (field, given, derived) => {
		expect(completeAmounts(given, derived, ONE).fault).toEqual({ type: 'AmountMissing', field });
	});

	test('nothing is made of zero', () => {
		const { fault } = completeAmounts({ batches: of(0), each: of(50) }, 'total', ONE);
		expect(fault).toEqual({ type: 'AmountNotPositive', field: 'batches' });
	});

	test('two and a half batches', () => {
		expect(completeAmounts({ batches: of(5, 2), each: of(50) }, 'total', ONE).fault?.type).toBe('BatchesNotWhole');
	});

	test('a total that leaves a rest names the totals beside it', () => {
		const { amounts, fault } = completeAmounts({ each: of(30), total: of(500) }, 'batches', ONE);
		expect(amounts).toBeNull();
		expect(fault).toEqual({
			type: 'TotalNotDivisible',
			below: { batches: 16, each: of(30), total: of(480) },
			above: { batches: 17, each: of(30), total: of(510) }
		});
	});

	test('a total below one batch has none below it', () => {
		const { fault } = completeAmounts({ each: of(30), total: of(20) }, 'batches', ONE);
		expect(fault).toMatchObject({ type: 'TotalNotDivisible', below: null, above: { batches: 1 } });
	});

	test('a third of a piece', () => {
		const { amounts, fault } = completeAmounts({ batches: of(3), total: of(100) }, 'each', ONE);
		expect(amounts?.each).toEqual(of(100, 3));
		expect(fault).toEqual({ type: 'TooFine', field: 'each', smallest: ONE });
	});

	test('half a pair is one piece', () => {
		expect(completeAmounts({ batches: of(2), each: of(1, 2) }, 'total', of(1, 2)).fault).toBeNull();
	});
});

describe('which of the three follows', () => {
	const typing = (...fields: AmountField[]): AmountField =>
		derivedField(fields.reduce<readonly AmountField[]>(typedNext, []));

	test.each([
		['total', []],
		['total', ['batches']],
		['total', ['each']],
		['each', ['total']],
		['total', ['batches', 'each']],
		['each', ['batches', 'total']],
		['batches', ['each', 'total']],
		['batches', ['batches', 'each', 'total']],
		['each', ['batches', 'each', 'total', 'batches']],
		['total', ['batches', 'each', 'each', 'batches']]
	] as const)('%s after typing %s', (expected, fields) => {
		expect(typing(...fields)).toBe(expected);
	});
});

describe('a quantity in batches of a size', () => {
	const pieces = (amount: string): Quantity => ({ amount, unit: 'pcs', kind: 'count', ratio: '1' });

	test.each([
		['500', '120', 4, '20'],
		['500', '50', 10, null],
		['30', '50', 0, '30'],
		['999/10', '50', 2, null]
	] as const)('%s in %s', (all, each, batches, rest) => {
		expect(inBatches(pieces(all), pieces(each))).toEqual({ batches, rest: rest && pieces(rest) });
	});

	test('whatever unit it is said in', () => {
		const dozen: Quantity = { amount: '20', unit: 'dozen', kind: 'count', ratio: '12' };
		expect(inBatches(dozen, pieces('100'))).toEqual({ batches: 2, rest: pieces('40') });
	});
});
