import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../tests/contract/seeded-random.ts';
import { HEADINGS, type LaidOutFlow, type LayoutGraph } from './graph.ts';
import { layOutInPieces } from './lay-out-in-pieces.ts';

const EM = 16;
const box = (id: string, column: number, height = 100) => ({ id, column, width: 240, height });
const line = (from: string, to: string) => ({ id: `${from} ${to}`, from, to });

function layOut(graph: Pick<LayoutGraph, 'nodes' | 'edges'> & Partial<LayoutGraph>): LaidOutFlow {
	const pieces = layOutInPieces({ heading: 'right', em: EM, ...graph });
	for (let piece = pieces.next(); ; piece = pieces.next()) if (piece.done) return piece.value;
}

/** Moves, splits and merges over six steps, as batches make them. */
function drawnFlow(seed: number, least: number) {
	const random = createSeededRandom(seed);
	const nodes: ReturnType<typeof box>[] = [];
	const edges: ReturnType<typeof line>[] = [];
	const make = (column: number, ...sources: string[]): string => {
		const id = `b${nodes.length.toString(36).padStart(4, '0')}`;
		nodes.push(box(id, column, random() < 0.2 ? 140 : 100));
		for (const source of sources) edges.push(line(source, id));
		return id;
	};
	while (nodes.length < least) {
		let here = Array.from({ length: 4 }, () => make(0));
		for (let step = 1; step < 6; step++) {
			const next = here.flatMap((source) => {
				const moved = make(step, source);
				return random() < 0.3 ? [make(step, moved), make(step, moved), make(step, moved)].slice(0, 2) : [moved];
			});
			const [first, second, ...others] = next;
			const merges = first !== undefined && second !== undefined && random() < 0.4;
			here = merges ? [make(step, first, second), ...others] : next;
		}
	}
	return { nodes, edges };
}

describe('a laid out flow', () => {
	test.each(HEADINGS)(
		'has no box over another, each in its column, and lines from border to border (%s)',
		(heading) => {
			const graph = drawnFlow(11, 300);
			const { nodes, edges, columns, width, height } = layOut({ ...graph, heading });
			expect(nodes.map(({ id }) => id).sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
			for (const [index, a] of nodes.entries()) {
				expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true);
				for (const b of nodes.slice(index + 1)) {
					const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
					expect(apart || `${a.id} lies over ${b.id}`).toBe(true);
				}
			}
			const byId = new Map(nodes.map((node) => [node.id, node]));
			const reach = new Map(columns.map((column) => [column.column, column]));
			for (const { id, column } of graph.nodes) {
				const { start = NaN, size = NaN } = reach.get(column) ?? {};
				const { x = NaN, y = NaN, width: wide = NaN, height: high = NaN } = byId.get(id) ?? {};
				const [begin, end] = heading === 'right' ? [x, x + wide] : [y, y + high];
				expect(begin >= start && end <= start + size).toBe(true);
			}
			expect(edges).toHaveLength(graph.edges.length);
			for (const { from, to, points } of edges) {
				const [source, target] = [byId.get(from)!, byId.get(to)!];
				const [begin, end] = [points[0]!, points.at(-1)!];
				if (heading === 'right') {
					expect([begin.x, end.x]).toEqual([source.x + source.width, target.x]);
					expect([begin.y, end.y]).toEqual([source.y + source.height / 2, target.y + target.height / 2]);
				} else {
					expect([begin.y, end.y]).toEqual([source.y + source.height, target.y]);
					expect([begin.x, end.x]).toEqual([source.x + source.width / 2, target.x + target.width / 2]);
				}
			}
		}
	);

	test('is the same each time, whatever was laid out before', () => {
		const graph = drawnFlow(12, 200);
		const once = layOut(graph);
		layOut(drawnFlow(13, 50));
		expect(layOut(graph)).toEqual(once);
	});

	test('has a line run straight through the columns that it goes past', () => {
		const { edges, nodes } = layOut({
			nodes: [box('a', 0), box('b', 1), box('c', 2)],
			edges: [line('a', 'b'), line('b', 'c'), line('a', 'c')]
		});
		const points = edges.find(({ id }) => id === 'a c')?.points ?? [];
		const passed = nodes.find(({ id }) => id === 'b')!;
		expect(points).toHaveLength(4);
		expect(points.slice(1, 3).map(({ x }) => x)).toEqual([passed.x, passed.x + passed.width]);
		expect(points[1]?.y).toBe(points[2]?.y);
		expect(points[1]!.y < passed.y || points[1]!.y > passed.y + passed.height).toBe(true);
	});

	test('gives no room to a column that nothing stands in', () => {
		const { columns } = layOut({ nodes: [box('a', 0), box('b', 5)], edges: [line('a', 'b')] });
		expect(columns.map(({ column }) => column)).toEqual([0, 5]);
		expect(columns[1]!.start - columns[0]!.size).toBeLessThan(240);
	});

	test('keeps what is split at a step in its column, after what it was made of', () => {
		const { nodes, columns } = layOut({
			nodes: [box('a', 0), box('b', 0), box('c', 0), box('d', 1)],
			edges: [line('a', 'b'), line('a', 'c'), line('c', 'd')]
		});
		const x = new Map(nodes.map((node) => [node.id, node.x]));
		expect(x.get('b')).toBe(x.get('c'));
		expect(x.get('b')).toBeGreaterThan(x.get('a')!);
		expect(x.get('d')).toBeGreaterThan(x.get('c')!);
		expect(columns.map(({ column }) => column)).toEqual([0, 1]);
	});

	test('keeps every family above its place while one below it grows', () => {
		const before = layOut({ nodes: [box('a', 0), box('b', 1), box('x', 0)], edges: [line('a', 'b')] });
		const after = layOut({
			nodes: [box('a', 0), box('b', 1), box('x', 0), box('y', 1), box('z', 1)],
			edges: [line('a', 'b'), line('x', 'y'), line('x', 'z')]
		});
		for (const id of ['a', 'b']) {
			expect(after.nodes.find((node) => node.id === id)).toEqual(before.nodes.find((node) => node.id === id));
		}
	});

	test('survives records that go round in a ring, within a column and between columns', () => {
		const { nodes, edges } = layOut({
			nodes: [box('a', 0), box('b', 0), box('c', 1), box('d', 2)],
			edges: [line('a', 'b'), line('b', 'a'), line('b', 'c'), line('c', 'd'), line('d', 'a')]
		});
		expect(nodes).toHaveLength(4);
		expect(edges).toHaveLength(5);
		for (const { points } of edges) for (const { x, y } of points) expect(Number.isFinite(x + y)).toBe(true);
	});

	test('of nothing is empty', () => {
		expect(layOut({ nodes: [], edges: [] })).toMatchObject({ width: 0, height: 0, nodes: [], columns: [] });
	});
});
