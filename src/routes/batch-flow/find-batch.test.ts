import { describe, expect, it } from 'vitest';
import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import { drawFlow } from '../../../tests/support/drawn-flow.ts';
import { bearerOf, findBatches } from './find-batch.ts';

const code = (counter: number): Code => mintCode('b', deviceNumber(1), counter);
const [knitted, dyed, packed, second, other] = [code(1), code(2), code(3), code(4), code(900)];

/** Knitted, dyed and packed under one label, with another one bound to it in the end. */
const FLOW = drawFlow(
	{ [knitted]: 'knit', [dyed]: 'dye', [packed]: 'pack', [other]: 'knit' },
	[`move ${knitted} ${dyed}`, `move ${dyed} ${packed}`],
	{
		[knitted]: { state: 'closed' },
		[dyed]: { state: 'closed', label: knitted },
		[packed]: { label: knitted, aliases: [second] }
	}
);

describe('a search', () => {
	it.each([
		['as it is printed', printCode(dyed)],
		['in small letters', dyed],
		['with blanks', printCode(dyed).replaceAll('-', ' ')]
	])('finds a batch by its code %s', (_name, text) => {
		expect(findBatches(FLOW, text)).toEqual([dyed]);
	});

	it('finds all that travelled under a label: its own batch, then what is open', () => {
		expect(findBatches(FLOW, knitted)).toEqual([knitted, packed, dyed]);
	});

	it('finds a batch by its second label', () => {
		expect(findBatches(FLOW, printCode(second))).toEqual([packed]);
	});

	it('finds what has a part of a code, from three characters on', () => {
		expect(findBatches(FLOW, printCode(other).slice(-5))).toEqual([other]);
		expect(findBatches(FLOW, other.slice(-2))).toEqual([]);
		expect(findBatches(FLOW, '')).toEqual([]);
	});

	it('finds nothing by what is no code', () => {
		expect(findBatches(FLOW, 'a sock')).toEqual([]);
		expect(findBatches(FLOW, code(77))).toEqual([]);
	});
});

describe('a scanned label', () => {
	it('leads to the batch that it is on now', () => {
		expect(bearerOf(FLOW, knitted)).toBe(packed);
		expect(bearerOf(FLOW, second)).toBe(packed);
		expect(bearerOf(FLOW, other)).toBe(other);
	});

	it('leads to its own batch where nothing under it is open any more', () => {
		const closed = {
			...FLOW,
			nodes: FLOW.nodes.map((node) => ({ ...node, state: 'closed' as const }))
		};
		expect(bearerOf(closed, knitted)).toBe(knitted);
	});

	it('leads nowhere when none of these batches ever had it', () => {
		expect(bearerOf(FLOW, code(77))).toBeNull();
	});
});
