import { describe, expect, test } from 'vitest';
import type { Heading, LaidOutFlow } from '../layout/graph.ts';
import { nextBox, type ArrowKey } from './next-box.ts';

/** `a` was split into `b` and `c`, and `c` was moved on to `d`; `e` stands below them by itself. */
function flow(heading: Heading): LaidOutFlow {
	const places = { a: [0, 50], b: [100, 0], c: [100, 110], d: [200, 100], e: [100, 300] };
	const box = ([id, [along = 0, across = 0]]: [string, number[]]) => ({
		id,
		...(heading === 'right' ? { x: along, y: across } : { x: across, y: along }),
		width: 80,
		height: 80
	});
	const edge = (from: string, to: string) => ({ id: `${from} ${to}`, from, to, points: [] });
	return {
		width: 280,
		height: 380,
		heading,
		nodes: Object.entries(places).map(box),
		edges: [edge('a', 'b'), edge('a', 'c'), edge('c', 'd')],
		columns: []
	};
}

describe('an arrow key', () => {
	const right: readonly [string, ArrowKey, string | null][] = [
		['a', 'ArrowRight', 'b'],
		['c', 'ArrowRight', 'd'],
		['d', 'ArrowLeft', 'c'],
		['c', 'ArrowLeft', 'a'],
		['b', 'ArrowDown', 'c'],
		['c', 'ArrowDown', 'e'],
		['e', 'ArrowUp', 'c'],
		['b', 'ArrowUp', null],
		['b', 'ArrowRight', null],
		['e', 'ArrowLeft', null]
	];
	test.each(right)('from %s with %s leads to %s', (from, key, to) => {
		expect(nextBox(flow('right'), from, key)).toBe(to);
	});

	test('follows the heading where it leads down', () => {
		expect(nextBox(flow('down'), 'a', 'ArrowDown')).toBe('b');
		expect(nextBox(flow('down'), 'd', 'ArrowUp')).toBe('c');
		expect(nextBox(flow('down'), 'b', 'ArrowRight')).toBe('c');
	});

	test('leads nowhere from a box that is gone', () => {
		expect(nextBox(flow('right'), 'x', 'ArrowRight')).toBeNull();
	});
});
