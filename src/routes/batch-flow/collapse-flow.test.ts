import { describe, expect, it } from 'vitest';
import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { drawFlow, drawOccasion } from '../../../tests/support/drawn-flow.ts';
import { quantity } from '../../../tests/support/floor.ts';
import { collapseChains, collapseSteps, showBatches } from './collapse-flow.ts';
import { columnsOf } from './flow-columns.ts';
import type { ShownFlow } from './shown-flow.ts';

const chains = (flow: BatchFlow, open: readonly string[] = []) => collapseChains(flow, columnsOf(flow), new Set(open));

const boxes = ({ nodes }: ShownFlow): string[] => nodes.map(({ batches }) => batches.map(({ id }) => id).join(''));
const links = ({ edges }: ShownFlow): string[] =>
	edges.map(({ id, operations, quantity: sum }) => `${id}: ${operations.join('+')} ${sum?.amount ?? '?'}`);

describe('a flow batch by batch', () => {
	it('has a box for each, and one edge for all records between two', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye' }, ['move a b 20', 'rework a b 12', 'pointer a b']);
		const shown = showBatches(flow, columnsOf(flow));
		expect(boxes(shown)).toEqual(['a', 'b']);
		expect(shown.edges).toMatchObject([{ id: 'a b', operations: ['move', 'rework'], quantity: null }]);
		expect(shown.edges[0]?.edges).toHaveLength(3);
		expect(shown.nodes.map(({ kind, column, lastColumn }) => [kind, column, lastColumn])).toEqual([
			['batch', 0, 0],
			['batch', 1, 1]
		]);
	});
});

describe('straight chains', () => {
	const FLOW = drawFlow({ a: 'knit', b: 'dye', c: 'press', d: 'pack', e: 'pack', f: 'pack' }, [
		'move a b',
		'move b c',
		'move c d',
		'split d e 30',
		'split d f 20'
	]);

	it('are one box with their end points, up to where they part', () => {
		const shown = chains(FLOW);
		expect(boxes(shown)).toEqual(['abcd', 'e', 'f']);
		expect(shown.nodes[0]).toMatchObject({
			kind: 'chain',
			id: 'chain:a',
			first: { id: 'a' },
			last: { id: 'd' },
			moves: 3,
			column: 0,
			lastColumn: 3
		});
		expect(links(shown)).toEqual(['chain:a e: split 30', 'chain:a f: split 20']);
	});

	it('tell the box of every batch in them', () => {
		const { boxOf } = chains(FLOW);
		expect([...boxOf]).toEqual([...'abcd'].map((id) => [id, 'chain:a']).concat([['e', 'e']], [['f', 'f']]));
	});

	it('are shown batch by batch when they are opened', () => {
		expect(boxes(chains(FLOW, ['chain:a']))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
	});

	it('begin with what was merged, and end before what is', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit', c: 'knit', d: 'dye', e: 'pack', f: 'pack', g: 'pack' }, [
			'merge a c',
			'merge b c',
			'move c d',
			'move d e',
			'merge e g',
			'merge f g'
		]);
		expect(boxes(chains(flow))).toEqual(['a', 'b', 'cde', 'f', 'g']);
	});

	it.each([
		['a single move is none', ['move a b'], ['a', 'b', 'c', 'd', 'e']],
		['not past a rework', ['move a b', 'move b c', 'rework c d', 'move d e'], ['abc', 'd', 'e']],
		['not past two parts', ['move a b', 'move b c 20', 'move b d 30', 'move d e'], ['a', 'b', 'c', 'd', 'e']],
		[
			'not past a batch that two moves claim',
			['move a b', 'move b c', 'move d c', 'move c e'],
			['a', 'b', 'c', 'd', 'e']
		]
	])('go on as far as they are straight: %s', (_name, records, expected) => {
		const steps = { a: 'knit', b: 'dye', c: 'press', d: 'press', e: 'pack' };
		expect(boxes(chains(drawFlow(steps, records)))).toEqual(expected);
	});

	it('are in dispute when one of their batches is', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye', c: 'pack' }, ['move a b', 'move b c'], { b: { isDisputed: true } });
		expect(chains(flow).nodes).toMatchObject([{ kind: 'chain', isDisputed: true }]);
	});

	it('begin somewhere in a ring of forged moves', () => {
		const flow = drawFlow({ a: 'knit', b: 'dye', c: 'pack' }, ['move a b', 'move b c', 'move c a']);
		expect(boxes(chains(flow))).toEqual(['abc']);
	});
});

describe('a flow step by step', () => {
	const steps = (flow: BatchFlow, unit?: string) => collapseSteps(flow, columnsOf(flow), () => unit);
	const sums = ({ nodes }: ShownFlow) =>
		nodes.map((node) =>
			node.kind === 'step'
				? [
						node.step,
						...node.sums.map((sum) => `${sum.batches} ${sum.grade} ${sum.quantity.amount} ${sum.quantity.unit}`)
					]
				: []
		);

	it('counts what was split once, by grade', () => {
		const flow = drawFlow(
			{ a: 'knit', b: 'knit', c: 'knit', d: 'dye', e: 'knit' },
			['split a b 40', 'split a c 8', 'move b d 40'],
			{
				b: { quantity: quantity('40 pcs') },
				c: { quantity: quantity('8 pcs'), grade: 'waste' },
				d: { quantity: quantity('40 pcs') }
			}
		);
		const shown = steps(flow);
		// What stayed of `a` (2), `b` and `e`.
		expect(sums(shown)).toEqual([
			['knit', '3 firsts 92 pcs', '1 waste 8 pcs'],
			['dye', '1 firsts 40 pcs']
		]);
		expect(links(shown)).toEqual(['step:knit:0:socks:count step:dye:0:socks:count: move 40']);
	});

	it('sums the records between two steps in the unit of the first', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit', c: 'dye', d: 'dye' }, ['move a c 50', 'move b d 46']);
		expect(links(steps(flow))).toEqual(['step:knit:0:socks:count step:dye:0:socks:count: move 96']);
	});

	it('says it in the unit that the item is counted in, where it fits', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit' }, [], {
			a: { quantity: quantity('2 dozen') },
			b: { quantity: quantity('24 pcs') }
		});
		expect(sums(steps(flow, 'pcs'))).toEqual([['knit', '2 firsts 48 pcs']]);
		expect(sums(steps(flow))).toEqual([['knit', '2 firsts 4 dozen']]);
		expect(sums(steps(flow, 'kg'))).toEqual([['knit', '2 firsts 4 dozen']]);
	});

	it('keeps items apart, and what is planned from what is at a step', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit', c: '' }, [], { b: { item: { id: 'caps', revision: 'site:1' } } });
		expect(steps(flow).nodes.map(({ id }) => id)).toEqual([
			'step::0:socks:count',
			'step:knit:0:caps:count',
			'step:knit:0:socks:count'
		]);
	});

	it('has no sum of what is void, or not known', () => {
		const flow = drawFlow({ a: 'knit', b: '' }, [], {
			a: { voided: { ...drawOccasion('void'), reason: null } },
			b: { known: false, item: null, quantity: null }
		});
		expect(sums(steps(flow))).toEqual([[null], ['knit']]);
	});

	it('is never below nothing where more was taken than was there', () => {
		const flow = drawFlow({ a: 'knit', b: 'knit', c: 'knit' }, ['split a b 40', 'split a c 40'], {
			b: { quantity: quantity('40 pcs') },
			c: { quantity: quantity('40 pcs') }
		});
		expect(sums(steps(flow))).toEqual([['knit', '3 firsts 80 pcs']]);
	});
});
