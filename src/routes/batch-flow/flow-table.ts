import type { BatchFlow, FlowEdge, FlowNode } from '#domain/batch/batch-flow.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { columnsOf, type FlowColumn } from './flow-columns.ts';

/** The flow as two tables that say the same as the graph: to read, to hear and to export. */
export interface FlowTable {
	/** Column by column as the graph has them, and within one layer by layer, in the order of the codes. */
	readonly batches: readonly BatchLine[];
	/** In the order of the records. */
	readonly links: readonly LinkLine[];
}

export interface BatchLine {
	readonly node: FlowNode;
	readonly column: FlowColumn | null;
	/** What it was made of, and what was made of it: sorted, each once. */
	readonly sources: readonly EntityId[];
	readonly made: readonly EntityId[];
}

export interface LinkLine {
	readonly edge: FlowEdge;
	readonly from: FlowNode;
	readonly to: FlowNode;
}

export function tableOf(flow: BatchFlow): FlowTable {
	const { columns, placeOf } = columnsOf(flow);
	const outOf = Map.groupBy(flow.edges, ({ from }) => from);
	const into = Map.groupBy(flow.edges, ({ to }) => to);
	const byId = new Map<EntityId, FlowNode>(flow.nodes.map((node) => [node.id, node]));
	const place = ({ id }: FlowNode) => placeOf.get(id) ?? { column: 0, layer: 0 };
	const compare = (a: FlowNode, b: FlowNode): number =>
		place(a).column - place(b).column || place(a).layer - place(b).layer || (a.id < b.id ? -1 : 1);
	return {
		batches: flow.nodes.toSorted(compare).map((node) => ({
			node,
			column: columns[place(node).column] ?? null,
			sources: [...new Set(into.get(node.id)?.map(({ from }) => from))].sort(),
			made: [...new Set(outOf.get(node.id)?.map(({ to }) => to))].sort()
		})),
		links: flow.edges.flatMap((edge): LinkLine[] => {
			const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
			return from && to ? [{ edge, from, to }] : [];
		})
	};
}
