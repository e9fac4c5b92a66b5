import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Code } from '../kernel/code.ts';
import { formatRational, type Quantity } from '../kernel/quantity.ts';
import type { StepRow } from '../step/step.ts';
import { startsOf, wayTo, worthOf, worthTogether, type Way } from './way.ts';

const pieces = (amount: string | number): Quantity => ({ amount: `${amount}`, unit: 'pcs', kind: 'count', ratio: '1' });

/** `making('shoe', ['top', 1], ['sole', 2, '1/4'])`: what one of it takes, and the allowance. */
const making = (
	item: string,
	...parts: readonly (readonly [item: string, each: number, allowance?: string])[]
): StepRow => ({
	id: `t${item}` as Code,
	name: item,
	revision: '',
	heads: [],
	archived: false,
	unread: 0,
	exceptions: [],
	plannedMinutes: null,
	consumes: parts.map(([part, each, allowance = null]) => ({ item: part, quantity: pieces(each), allowance })),
	produces: { item, quantity: pieces(1) }
});

const to = (item: string, amount: number, steps: readonly StepRow[], begins: readonly string[] = []): Way =>
	wayTo({ item, quantity: pieces(amount) }, steps, new Set(['glue']), new Set(begins));

const begun = (way: Way) => startsOf(way).map(({ item, quantity }) => `${quantity.amount} ${item}`);

const shoes = [
	making('shoe', ['top', 1], ['sole', 2, '1/4'], ['glue', 1]),
	making('top', ['leather', 2], ['lace', 1, '1/10']),
	making('leather', ['glue', 3])
];

describe('what batches begin with', () => {
	test('is reckoned back through the steps, waste and all, to every part that no step makes of others', () => {
		expect(begun(to('shoe', 100, shoes))).toEqual(['200 leather', '110 lace', '250 sole']);
	});

	test('is what is wanted, where no step makes it or all that goes into it is material', () => {
		expect(begun(to('sole', 7, shoes))).toEqual(['7 sole']);
		expect(begun(to('leather', 7, shoes))).toEqual(['7 leather']);
	});

	test('is the parts that somebody says it is, wherever they are on the way', () => {
		expect(begun(to('shoe', 100, shoes, ['top']))).toEqual(['100 top', '250 sole']);
		expect(begun(to('shoe', 100, shoes, ['shoe', 'top']))).toEqual(['100 shoe']);
	});

	test('is one amount of a part that goes into several others, in the unit it is first taken in', () => {
		const dozen: Quantity = { amount: '1', unit: 'dozen', kind: 'count', ratio: '12' };
		const [top] = [making('top', ['lace', 1])];
		const sole = making('sole', ['lace', 1]);
		const byTheDozen = { ...sole, consumes: [{ item: 'lace', quantity: dozen, allowance: null }] };
		expect(begun(to('shoe', 12, [making('shoe', ['top', 1], ['sole', 1]), top, byTheDozen])).sort()).toEqual([
			'156 lace'
		]);
	});

	test('a ring of steps ends before it meets itself', () => {
		const dyed = making('dyed', ['knitted', 1, '1/20'], ['sock', 1]);
		expect(begun(to('dyed', 100, [dyed, making('sock', ['dyed', 1])]))).toEqual(['105 knitted', '100 sock']);
		expect(begun(to('sock', 100, [making('sock', ['sock', 1])]))).toEqual(['100 sock']);
	});

	test('nothing is reckoned through a step that makes it in another kind of quantity', () => {
		const byWeight = { item: 'shoe', quantity: { ...pieces(1), kind: 'mass', unit: 'kg' } } as const;
		expect(begun(to('shoe', 5, [{ ...making('shoe', ['top', 1]), produces: byWeight }]))).toEqual(['5 shoe']);
	});

	test('parts of parts that go into everything cost no more than others', () => {
		const depth = 60;
		const steps = Array.from({ length: depth }, (_, level) => [
			making(`a${level}`, [`a${level + 1}`, 1], [`b${level + 1}`, 1]),
			making(`b${level}`, [`a${level + 1}`, 1], [`b${level + 1}`, 1])
		]).flat();
		const half = 2n ** BigInt(depth - 1);
		expect(begun(to('a0', 1, steps)).sort()).toEqual([`${half} a${depth}`, `${half} b${depth}`]);
	});
});

describe('what a batch is worth on the way', () => {
	const way = to('shoe', 100, shoes);
	const worth = (item: string, amount: number) => formatRational(worthOf(way, { item, quantity: pieces(amount) }));

	test('is what it is expected to become by itself', () => {
		expect([worth('shoe', 50), worth('sole', 50), worth('lace', 55)]).toEqual(['1/2', '1/5', '1/2']);
	});

	test('is nothing beside the way, or in another kind of quantity', () => {
		expect(worth('boot', 50)).toBe('0');
		expect(worthOf(way, { item: 'shoe', quantity: { ...pieces(50), kind: 'mass' } }).n).toBe(0n);
	});

	test('of parts that become one the least decides, and what is put together already comes on top', () => {
		const there: Readonly<Record<string, number>> = { shoe: 10, top: 20, leather: 100, lace: 22, sole: 250 };
		const all = worthTogether(way, (item) => worthOf(way, { item, quantity: pieces(there[item] ?? 0) }));
		expect(formatRational(all)).toBe('1/2');
	});
});

const ITEMS = ['a', 'b', 'c', 'd', 'e', 'glue'];
const anyPart = fc.tuple(
	fc.constantFrom(...ITEMS),
	fc.integer({ min: 1, max: 7 }),
	fc.constantFrom('1/20', '1/3', '2')
);
const anySteps = fc.array(
	fc
		.tuple(fc.constantFrom(...ITEMS), fc.array(anyPart, { maxLength: 4 }))
		.map(([item, parts]) => making(item, ...parts)),
	{ maxLength: 8 }
);

test('batches begin with what comes to exactly what is wanted, however steps lead to each other', () => {
	fc.assert(
		fc.property(anySteps, fc.subarray(ITEMS), fc.integer({ min: 1, max: 999 }), (steps, begins, amount) => {
			const way = to('a', amount, steps, begins);
			const starts = new Map(startsOf(way).map((start) => [start.item, start]));
			const whole = worthTogether(way, (item) => worthOf(way, starts.get(item) ?? { item, quantity: pieces(0) }));
			expect(formatRational(whole)).toBe('1');
		})
	);
});
