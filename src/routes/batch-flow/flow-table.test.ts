import { describe, expect, it } from 'vitest';
import { drawFlow } from '../../../tests/support/drawn-flow.ts';
import { tableOf } from './flow-table.ts';

const FLOW = drawFlow({ a: 'knit', b: 'knit', c: 'dye', d: 'knit', e: '' }, [
	'split d b 20',
	'split d a 30',
	'move b c 20',
	'merge a c 30'
]);

describe('the table of a flow', () => {
	it('has a row for each batch in the order of the columns, with what it came from and became', () => {
		expect(
			tableOf(FLOW).batches.map(({ node, column, sources, made }) => [node.id, column?.step, sources, made])
		).toEqual([
			['e', null, [], []],
			['d', 'knit', [], ['a', 'b']],
			['a', 'knit', ['d'], ['c']],
			['b', 'knit', ['d'], ['c']],
			['c', 'dye', ['a', 'b'], []]
		]);
	});

	it('has a row for each link in the order of the records', () => {
		expect(tableOf(FLOW).links.map(({ edge, from, to }) => `${edge.operation} ${from.id} ${to.id}`)).toEqual([
			'split d b',
			'split d a',
			'move b c',
			'merge a c'
		]);
	});

	it('is the same whatever order the batches come in', () => {
		expect(tableOf({ ...FLOW, nodes: FLOW.nodes.toReversed() })).toEqual(tableOf(FLOW));
	});
});
