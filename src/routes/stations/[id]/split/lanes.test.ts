import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRADES } from '#domain/batch/goods.ts';
import type { Code } from '#domain/kernel/code.ts';
import { add, compare, formatRational, rational, ZERO } from '#domain/kernel/quantity.ts';
import { quantity } from '../../../../../tests/support/floor.ts';
import { amountsIn, changeLane, childrenOf, layOut, leftToPlace, mostContainers, place, unfinished } from './lanes.ts';

const bolts = layOut(quantity('120 pcs'));
const amounts = (layout: typeof bolts) => GRADES.map((grade) => formatRational(layout.lanes[grade].amount));

describe('laying out a batch', () => {
	test('all of it starts as firsts, and could be recorded as it is', () => {
		expect(amounts(bolts)).toEqual(['120', '0', '0']);
		expect(unfinished(bolts)).toBeNull();
	});

	test('seconds, waste and what stays are taken from the firsts', () => {
		const laid = place(place(place(bolts, 'seconds', rational(9n)), 'waste', rational(3n)), 'kept', rational(8n));
		expect(amounts(laid)).toEqual(['100', '9', '3']);
		expect(leftToPlace(laid)).toEqual(ZERO);
		expect(unfinished(laid)).toBe('reason');
		expect(unfinished(changeLane(laid, 'waste', { reason: 'Burr' }))).toBeNull();
	});

	test('fewer firsts leave something to be placed, more than there is stands out', () => {
		expect(unfinished(place(bolts, 'firsts', rational(100n)))).toBe('left');
		expect(unfinished(place(bolts, 'seconds', rational(130n)))).toBe('over');
		expect(unfinished(place(bolts, 'kept', rational(120n)))).toBe('nothing');
	});

	test('a lane in several containers is cut as evenly as whole units allow', () => {
		const cut = (amount: bigint, containers: number) =>
			amountsIn({ amount: rational(amount), containers, reason: '' }, rational(1n)).map(formatRational);
		expect(cut(108n, 3)).toEqual(['36', '36', '36']);
		expect(cut(10n, 3)).toEqual(['4', '3', '3']);
		expect(mostContainers(place(bolts, 'waste', rational(3n)), 'waste')).toBe(3);
		expect(mostContainers(bolts, 'firsts')).toBe(50);
	});

	test('blank labels go to the containers in the order of the lanes', () => {
		const laid = changeLane(place(bolts, 'seconds', rational(20n)), 'firsts', { containers: 2 });
		const children = childrenOf({ ...laid, blanks: ['b1', 'b2'] as unknown as Code[] });
		expect(children.map(({ grade, quantity: { amount }, label }) => [grade, amount, label])).toEqual([
			['firsts', '50', 'b1'],
			['firsts', '50', 'b2'],
			['seconds', '20', null]
		]);
	});

	test('whatever is cut, nothing is lost and nothing comes of itself', () => {
		fc.assert(
			fc.property(fc.bigInt(1n, 100_000n), fc.integer({ min: 1, max: 50 }), (thousandths, wanted) => {
				const amount = rational(thousandths, 1000n);
				const containers = Math.min(wanted, Number(thousandths));
				const parts = amountsIn({ amount, containers, reason: '' }, rational(1n, 1000n));
				expect(compare(parts.reduce(add, ZERO), amount)).toBe(0);
				expect(parts.every((part) => part.n > 0n)).toBe(true);
			})
		);
	});
});
