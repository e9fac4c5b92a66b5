import type { FlowEdge, FlowNode } from '#domain/batch/batch-flow.ts';
import type { Grade } from '#domain/batch/goods.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { sumOf, type Quantity } from '#domain/kernel/quantity.ts';
import type { Operation } from '#domain/batch/batch.ts';
import type { FlowColumn } from './flow-columns.ts';

/** What one box of the graph stands for. `id` stays the same while the flow grows. */
export type ShownNode = ShownBatch | ShownChain | ShownStep;

interface Shown {
	readonly id: string;
	/** All that it stands for: of a chain in the order of the moves, else in the order of the codes. */
	readonly batches: readonly FlowNode[];
	/** Index of the column it stands in; of a chain that of its first batch. */
	readonly column: number;
	/** Index of the column it reaches to: another one only of a chain. */
	readonly lastColumn: number;
	/** One of them is in dispute. */
	readonly isDisputed: boolean;
}

export interface ShownBatch extends Shown {
	readonly kind: 'batch';
	readonly batch: FlowNode;
}

/** Batches that were moved on whole, one after the other, and nothing else: the first and the last and what is between. */
export interface ShownChain extends Shown {
	readonly kind: 'chain';
	readonly first: FlowNode;
	readonly last: FlowNode;
	readonly moves: number;
}

/** All batches of one item at one step. */
export interface ShownStep extends Shown {
	readonly kind: 'step';
	readonly step: EntityId | null;
	/** Null: it is not known what they are. */
	readonly item: EntityId | null;
	/** What came of them here, without what was made into another batch here: a split is counted once. */
	readonly sums: readonly GradeSum[];
}

export interface GradeSum {
	readonly grade: Grade;
	readonly batches: number;
	readonly quantity: Quantity;
}

/** All records from one box to another. */
export interface ShownEdge {
	/** `<from> <to>` */
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly edges: readonly FlowEdge[];
	/** What the records are, each once; empty where only a pointer to one is here. */
	readonly operations: readonly Operation[];
	/** Together, in the unit of the first; null where it is not known, or of several kinds. */
	readonly quantity: Quantity | null;
	readonly isDisputed: boolean;
}

export interface ShownFlow {
	readonly nodes: readonly ShownNode[];
	readonly edges: readonly ShownEdge[];
	readonly columns: readonly FlowColumn[];
	/** The id of the box that a batch is in, by batch. */
	readonly boxOf: ReadonlyMap<EntityId, string>;
}

/** The edges between boxes, in the order of their first records. What stays inside of a box is none. */
export function edgesBetween(edges: readonly FlowEdge[], boxOf: ReadonlyMap<EntityId, string>): ShownEdge[] {
	const between = new Map<string, { readonly from: string; readonly to: string; readonly edges: FlowEdge[] }>();
	for (const edge of edges) {
		const [from, to] = [boxOf.get(edge.from), boxOf.get(edge.to)];
		if (from === undefined || to === undefined || from === to) continue;
		const id = `${from} ${to}`;
		const shown = between.get(id);
		if (shown) shown.edges.push(edge);
		else between.set(id, { from, to, edges: [edge] });
	}
	return [...between].map(([id, shown]) => ({
		id,
		...shown,
		operations: [...new Set(shown.edges.flatMap(({ operation }) => operation ?? []))],
		quantity: sumOf(shown.edges.map(({ quantity }) => quantity)),
		isDisputed: shown.edges.some(({ isDisputed }) => isDisputed)
	}));
}
