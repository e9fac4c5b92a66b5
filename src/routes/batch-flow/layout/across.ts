import { Graph, layout, type RankerFunction } from '@dagrejs/dagre';
import type { Family } from './families.ts';
import type { Heading, LayoutEdge, LayoutNode } from './graph.ts';

/** How far across the heading everything of a family stands. */
export interface Across {
	/** From the family's own border: where each box begins. */
	readonly starts: ReadonlyMap<string, number>;
	/** For each edge where it goes past each rank between its ends, in the order from `from` to `to`. */
	readonly passes: ReadonlyMap<string, readonly number[]>;
	readonly size: number;
}

/** Pixels across the heading: between boxes, and between a box and a line that goes past it. */
export interface Gaps {
	readonly boxes: number;
	readonly lines: number;
}

/**
 * Order and places by dagre, which is told the ranks: its own would tear the columns apart, and are what takes it longest. It lays
 * out downwards here; along the heading nothing is asked of it.
 */
export function placeAcross(
	{ nodes, edges }: Family,
	rankOf: ReadonlyMap<string, number>,
	heading: Heading,
	gaps: Gaps
): Across {
	const graph = new Graph<object, Place, Line>({ multigraph: true });
	const rank = (id: string): number => rankOf.get(id) ?? 0;
	const first = Math.min(...nodes.map(({ id }) => rank(id)));
	// Between two ranks it has one more, where it would put an edge's label.
	const byRank: RankerFunction = (inner) => {
		for (const id of inner.nodes()) Object.assign(inner.node(id), { rank: 2 * (rank(id) - first) });
	};
	graph.setGraph({ ranker: byRank, nodesep: gaps.boxes, edgesep: gaps.lines });
	for (const node of nodes) graph.setNode(node.id, { width: acrossOf(node, heading), height: 1 });
	for (const { id, from, to } of edges) {
		const along = rank(to) - rank(from);
		// In a ring of forged records one leads back, or stays where it is.
		if (along > 0) graph.setEdge(from, to, {}, id);
		else if (along < 0) graph.setEdge(to, from, {}, id);
	}
	layout(graph);
	return {
		starts: new Map(nodes.map(({ id }) => [id, startOf(graph.node(id))])),
		passes: new Map(edges.map((edge) => [edge.id, passesOf(graph, edge, rank(edge.to) - rank(edge.from))])),
		size: (graph.graph() as { readonly width?: number }).width ?? 0
	};
}

interface Place {
	readonly width: number;
	readonly height: number;
	readonly x?: number;
}

interface Line {
	readonly points?: readonly { readonly x: number }[];
}

export const acrossOf = ({ width, height }: LayoutNode, heading: Heading): number =>
	heading === 'right' ? height : width;

const startOf = ({ x = 0, width }: Place): number => x - width / 2;

function passesOf(graph: Graph<object, Place, Line>, { id, from, to }: LayoutEdge, along: number): number[] {
	if (along === 0) return [];
	const [v, w] = along > 0 ? [from, to] : [to, from];
	const points = graph.edge({ v, w, name: id }).points ?? [];
	// One for each of its ranks between the ends, and the ends: every second is one of ours.
	const passed = points.slice(1, -1).flatMap(({ x }, index) => (index % 2 === 1 ? [x] : []));
	return along > 0 ? passed : passed.reverse();
}
