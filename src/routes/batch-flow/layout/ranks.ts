import { sourcesFirst } from '#domain/kernel/sources-first.ts';
import type { LayoutGraph, LayoutNode } from './graph.ts';

export interface Ranks {
	/** From 0: what leads to a box of the same column stands before it, in a layer of its own. */
	readonly rankOf: ReadonlyMap<string, number>;
	/** For each rank the column that it is a layer of. */
	readonly columns: readonly number[];
}

/** How far along the heading each box stands, as far as what is recorded does not go round in a ring. */
export function ranksOf({ nodes, edges }: Pick<LayoutGraph, 'nodes' | 'edges'>): Ranks {
	const byId = new Map<string, LayoutNode>(nodes.map((node) => [node.id, node]));
	const into = Map.groupBy(edges, ({ to }) => to);
	const besideOf = (id: string): string[] =>
		(into.get(id) ?? []).flatMap(({ from }) => (byId.get(from)?.column === byId.get(id)?.column ? [from] : []));
	const layers = new Map<string, number>();
	for (const id of sourcesFirst(byId.keys(), besideOf)) {
		layers.set(id, Math.max(-1, ...besideOf(id).map((from) => layers.get(from) ?? -1)) + 1);
	}
	const depths = new Map<number, number>();
	for (const { id, column } of nodes) {
		depths.set(column, Math.max(depths.get(column) ?? 0, (layers.get(id) ?? 0) + 1));
	}
	const inOrder = [...depths].sort(([a], [b]) => a - b);
	const columns = inOrder.flatMap(([column, depth]) => Array.from({ length: depth }, () => column));
	const first = new Map(inOrder.map(([column]) => [column, columns.indexOf(column)]));
	return {
		rankOf: new Map(nodes.map(({ id, column }) => [id, (first.get(column) ?? 0) + (layers.get(id) ?? 0)])),
		columns
	};
}
