import { describe, expect, it } from 'vitest';
import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { drawFlow } from '../../../tests/support/drawn-flow.ts';
import { columnsOf } from './flow-columns.ts';

/** Column by column, the batches layer by layer. */
function picture(flow: BatchFlow): string[] {
	const { columns, placeOf } = columnsOf(flow);
	return columns.map(({ step, reworked, layers }, index) => {
		const inLayers = Array.from({ length: layers }, (_, layer) =>
			flow.nodes
				.filter(({ id }) => placeOf.get(id)?.column === index && placeOf.get(id)?.layer === layer)
				.map(({ id }) => id)
				.join('')
		);
		return `${step ?? '-'}${reworked > 0 ? ` again ${reworked}` : ''}: ${inLayers.join(' ')}`;
	});
}

describe('the columns of a flow', () => {
	it('are its steps, each after all that lead to it', () => {
		const flow = drawFlow({ a: 'z-knit', b: 'm-dye', c: 'a-pack', d: '' }, ['move a b', 'move b c']);
		expect(picture(flow)).toEqual(['-: d', 'z-knit: a', 'm-dye: b', 'a-pack: c']);
	});

	it('put a step behind the longest way to it, though a shorter one leads there too', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye', c: 'pack', d: 'knit', e: 'pack' }, [
			'move a b',
			'move b c',
			'move d e'
		]);
		expect(picture(flow)).toEqual(['knit: ad', 'dye: b', 'pack: ce']);
	});

	it('have what is split or merged at a step side by side in it', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit', c: 'knit', d: 'knit', e: 'dye' }, [
			'split a b 30',
			'split a c 20',
			'merge b d 30',
			'merge c d 20',
			'move d e'
		]);
		expect(picture(flow)).toEqual(['knit: a bc d', 'dye: e']);
	});

	it('have a step once more behind a rework, so that the flow never turns left', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye', c: 'knit', d: 'dye', e: 'knit', f: 'dye' }, [
			'move a b',
			'rework b c',
			'move c d',
			'move e f'
		]);
		expect(picture(flow)).toEqual(['knit: ae', 'dye: bf', 'knit again 1: c', 'dye again 1: d']);
	});

	it('put what came through no step with what it was made of', () => {
		const flow = drawFlow({ a: 'knit', b: '', c: '' }, ['split a b 10', 'unknown b c'], { c: { known: false } });
		expect(picture(flow)).toEqual(['knit: a b c']);
	});

	it('stand in the same order whatever the order of the batches', () => {
		const flow = drawFlow({ a: 'body', b: 'sleeve', c: 'sew', d: 'body' }, ['merge a c', 'merge b c']);
		const columns = columnsOf(flow);
		expect(columns.columns.map(({ step }) => step)).toEqual(['body', 'sleeve', 'sew']);
		expect(columnsOf({ nodes: flow.nodes.toReversed(), edges: flow.edges }).columns).toEqual(columns.columns);
	});

	it('go on to the right from column to column, except where records go round in a ring', () => {
		const ring = drawFlow({ a: 'knit', b: 'dye' }, ['move a b', 'move b a']);
		expect(columnsOf(ring).columns).toHaveLength(2);
		const lines = drawFlow({ a: 'knit', b: 'dye', c: 'dye', d: 'knit' }, ['move a b', 'move c d']);
		expect(columnsOf(lines).columns).toHaveLength(2);
	});

	it('of nothing are none', () => {
		expect(columnsOf({ nodes: [], edges: [] })).toEqual({ columns: [], placeOf: new Map() });
	});
});
