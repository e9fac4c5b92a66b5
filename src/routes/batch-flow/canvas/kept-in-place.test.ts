import { describe, expect, test } from 'vitest';
import { drawFlow } from '../../../../tests/support/drawn-flow.ts';
import { collapseChains, showBatches } from '../collapse-flow.ts';
import { columnsOf } from '../flow-columns.ts';
import type { LaidOutFlow } from '../layout/graph.ts';
import { hasNothingOf, keptInPlace } from './kept-in-place.ts';

const flow = drawFlow({ a: 'knit', b: 'dye', c: 'pack', d: 'knit' }, ['move a b', 'move b c']);
const columns = columnsOf(flow);
const everyBatch = showBatches(flow, columns);
const inChains = collapseChains(flow, columns);

const laidOut = (places: Readonly<Record<string, readonly [number, number]>>): LaidOutFlow => ({
	...{ width: 900, height: 300, heading: 'right', edges: [], columns: [] },
	nodes: Object.entries(places).map(([id, [x, y]]) => ({ id, x, y, width: 200, height: 100 }))
});

const before = {
	shown: everyBatch,
	laidOut: laidOut({ a: [0, 0], b: [300, 0], c: [600, 0], d: [0, 200] }),
	origin: { x: 10, y: 20 }
};
const NOWHERE = { x: 0, y: 0 };

describe('the corner of the next drawing', () => {
	test('goes where what is looked at stays in its place', () => {
		const next = { shown: everyBatch, laidOut: laidOut({ a: [0, 50], b: [300, 70], c: [600, 90], d: [0, 300] }) };
		expect(keptInPlace(before, next, [null, 'b'], NOWHERE)).toEqual({ x: 10, y: -50 });
	});

	test('follows the batch into the box that it is in then', () => {
		const next = { shown: inChains, laidOut: laidOut({ 'chain:a': [600, 0], d: [0, 200] }) };
		expect(keptInPlace(before, next, ['b'], NOWHERE)).toEqual({ x: -290, y: 20 });
	});

	test('follows the nearest to the middle where nothing is looked at, or where that is gone', () => {
		const next = { shown: everyBatch, laidOut: laidOut({ a: [0, 0], d: [0, 150] }) };
		expect(keptInPlace(before, next, [null, null], { x: 0, y: 230 })).toEqual({ x: 10, y: 70 });
		expect(keptInPlace(before, next, ['gone', 'c'], { x: 0, y: 230 })).toEqual({ x: 10, y: 70 });
	});

	test('stays where nothing is left of what was there', () => {
		const nothing = { shown: showBatches({ nodes: [], edges: [] }, columns), laidOut: laidOut({}) };
		expect(keptInPlace(before, nothing, ['a'], NOWHERE)).toEqual(before.origin);
	});

	test('is another matter where no box of the one before is left', () => {
		expect(hasNothingOf(before, { shown: inChains, laidOut: laidOut({ 'chain:a': [600, 0], d: [0, 200] }) })).toBe(
			false
		);
		expect(hasNothingOf(before, { shown: inChains, laidOut: laidOut({ 'step:knit:': [0, 0] }) })).toBe(true);
	});
});
