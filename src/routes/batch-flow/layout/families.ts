import type { LayoutEdge, LayoutGraph, LayoutNode } from './graph.ts';

export interface Family {
	readonly nodes: readonly LayoutNode[];
	readonly edges: readonly LayoutEdge[];
}

/** What nothing leads between, apart; in the order of their first boxes, so that a new one moves no other out of its place. */
export function familiesIn({ nodes, edges }: Pick<LayoutGraph, 'nodes' | 'edges'>): Family[] {
	const beside = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
	for (const { from, to } of edges) {
		beside.get(from)?.push(to);
		beside.get(to)?.push(from);
	}
	const familyOf = new Map<string, number>();
	let count = 0;
	for (const { id } of nodes) {
		if (familyOf.has(id)) continue;
		const family = count++;
		familyOf.set(id, family);
		const reached = [id];
		for (const member of reached) {
			for (const next of beside.get(member) ?? []) {
				if (familyOf.has(next)) continue;
				familyOf.set(next, family);
				reached.push(next);
			}
		}
	}
	const nodesOf = Map.groupBy(nodes, ({ id }) => familyOf.get(id));
	const edgesOf = Map.groupBy(edges, ({ from }) => familyOf.get(from));
	return Array.from({ length: count }, (_, family) => ({
		nodes: nodesOf.get(family) ?? [],
		edges: edgesOf.get(family) ?? []
	}));
}
