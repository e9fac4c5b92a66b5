import { describe, expect, test } from 'vitest';
import { flowGraph } from './flow-graph.ts';
import { drawn } from '../../../tests/support/drawn-step.ts';

const mill = [
	drawn('pack', ['dyed', 'band'], 'pair'),
	drawn('knit', ['yarn'], 'knitted'),
	drawn('dye', ['knitted', 'colour'], 'dyed')
];

describe('who feeds whom', () => {
	test('in working order, however the steps are listed', () => {
		const { order, rank } = flowGraph(mill);
		expect(order).toEqual(['knit', 'dye', 'pack']);
		expect(Object.fromEntries(rank)).toEqual({ knit: 0, dye: 1, pack: 2 });
	});

	test('two flows side by side are told one after the other', () => {
		const { order } = flowGraph([
			drawn('finish', ['b'], 'c'),
			drawn('knit hiking', [], 'x'),
			drawn('dye hiking', ['x'], 'y'),
			drawn('knit', [], 'a'),
			drawn('dye', ['a'], 'b')
		]);
		expect(order).toEqual(['knit hiking', 'dye hiking', 'knit', 'dye', 'finish']);
	});

	test('with what comes from outside, and what nobody consumes', () => {
		expect(flowGraph(mill).links).toEqual([
			{ from: 'dye', to: 'pack', item: 'dyed', back: false },
			{ from: null, to: 'pack', item: 'band', back: false },
			{ from: null, to: 'knit', item: 'yarn', back: false },
			{ from: 'knit', to: 'dye', item: 'knitted', back: false },
			{ from: null, to: 'dye', item: 'colour', back: false },
			{ from: 'pack', to: null, item: 'pair', back: false }
		]);
	});

	test('a step stands after the longest way to it', () => {
		const { rank } = flowGraph([drawn('a', [], 'x'), drawn('b', ['x'], 'y'), drawn('c', ['x', 'y'], 'z')]);
		expect(rank.get('c')).toBe(2);
	});

	test('two producers of one item both feed its consumer', () => {
		const { links } = flowGraph([drawn('left', [], 'x'), drawn('right', [], 'x'), drawn('end', ['x'], null)]);
		expect(links.map(({ from, to }) => [from, to])).toEqual([
			['left', 'end'],
			['right', 'end']
		]);
	});

	test('an item that is consumed twice by one step is one link', () => {
		expect(flowGraph([drawn('a', [], 'x'), drawn('b', ['x', 'x'], null)]).links).toHaveLength(1);
	});
});

describe('what is no tidy flow', () => {
	test('a cycle: the link that closes it leads back', () => {
		const { links, order } = flowGraph([
			drawn('sew', ['cut', 'mended'], 'sewn'),
			drawn('check', ['sewn'], 'checked'),
			drawn('mend', ['checked'], 'mended')
		]);
		expect(order).toEqual(['sew', 'check', 'mend']);
		expect(links.filter(({ back }) => back)).toEqual([{ from: 'mend', to: 'sew', item: 'mended', back: true }]);
	});

	test('a step that consumes what it produces', () => {
		const { links, rank } = flowGraph([drawn('stir', ['soup'], 'soup')]);
		expect(links).toEqual([{ from: 'stir', to: 'stir', item: 'soup', back: true }]);
		expect(rank.get('stir')).toBe(0);
	});

	test('steps without any item', () => {
		expect(flowGraph([drawn('a', [], null), drawn('b', [], null)])).toMatchObject({ order: ['a', 'b'], links: [] });
	});

	test('no steps', () => {
		expect(flowGraph([])).toMatchObject({ order: [], links: [] });
	});

	test('ten thousand steps in a row', () => {
		const { rank } = flowGraph(Array.from({ length: 10_000 }, (_, i) => drawn(`s${i}`, [`i${i}`], `i${i + 1}`)));
		expect(rank.get('s9999')).toBe(9_999);
	});
});
