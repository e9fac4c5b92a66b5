import type { BatchFlow, FlowNode } from '#domain/batch/batch-flow.ts';
import { sourcesFirst } from '#domain/kernel/sources-first.ts';
import type { EntityId } from '#domain/kernel/event.ts';

/** A step that batches are at. What goes back to a step by rework stands in a column of its own, so that the flow never turns left. */
export interface FlowColumn {
	readonly key: string;
	/** Null: not started, or through no step that is known here. */
	readonly step: EntityId | null;
	/** How often what stands here was sent back, or the most of what it was made of. */
	readonly reworked: number;
	/** Places side by side: what is split or merged at a step stays there, each after what it was made of. */
	readonly layers: number;
}

/** Where a batch stands: numbers from 0, columns from the left, layers within the column. */
export interface FlowPlace {
	readonly column: number;
	readonly layer: number;
}

export interface FlowColumns {
	readonly columns: readonly FlowColumn[];
	readonly placeOf: ReadonlyMap<EntityId, FlowPlace>;
}

/**
 * The steps from left to right: each after all that lead to it, as far as the records do not go round in a ring. Depends on nothing
 * but the flow.
 */
export function columnsOf({ nodes, edges }: BatchFlow): FlowColumns {
	const into = Map.groupBy(edges, ({ to }) => to);
	const byId = new Map<EntityId, FlowNode>(nodes.map((node) => [node.id, node]));
	const inOrder = [...sourcesFirst(byId.keys(), (id) => into.get(id)?.map(({ from }) => from) ?? [])];
	const rounds = new Map<EntityId, number>();
	const steps = new Map<EntityId, EntityId | null>();
	for (const id of inOrder) {
		const sources = into.get(id) ?? [];
		const came = sources.map(({ from, operation }) => (rounds.get(from) ?? 0) + (operation === 'rework' ? 1 : 0));
		rounds.set(id, Math.max(0, ...came));
		const own = byId.get(id)?.began?.step?.id;
		// Through no step that is known: with what it was made of.
		const inherited = sources.map(({ from }) => steps.get(from) ?? null).find((step) => step !== null);
		steps.set(id, own ?? inherited ?? null);
	}
	const keyOf = (id: EntityId): string => `${steps.get(id) ?? ''}:${rounds.get(id) ?? 0}`;
	const columnBefore = new Map<string, Set<string>>(inOrder.map((id) => [keyOf(id), new Set<string>()]));
	for (const { from, to } of edges) {
		const [source, own] = [keyOf(from), keyOf(to)];
		if (source !== own) columnBefore.get(own)?.add(source);
	}
	const keys = inLine(columnBefore);
	const number = new Map(keys.map((key, index) => [key, index]));
	const layers = new Map<EntityId, number>();
	for (const id of inOrder) {
		const beside = (into.get(id) ?? []).filter(({ from }) => keyOf(from) === keyOf(id));
		layers.set(id, Math.max(-1, ...beside.map(({ from }) => layers.get(from) ?? 0)) + 1);
	}
	const widest = new Map<string, number>();
	for (const id of inOrder) widest.set(keyOf(id), Math.max(widest.get(keyOf(id)) ?? 0, (layers.get(id) ?? 0) + 1));
	return {
		columns: keys.map((key) => {
			const [step, reworked] = key.split(':');
			return { key, step: step || null, reworked: Number(reworked), layers: widest.get(key) ?? 1 };
		}),
		placeOf: new Map(inOrder.map((id) => [id, { column: number.get(keyOf(id)) ?? 0, layer: layers.get(id) ?? 0 }]))
	};
}

/** By the longest way that leads to each; of the same length by their keys, where nothing stands before what leads to it. */
function inLine(before: ReadonlyMap<string, ReadonlySet<string>>): string[] {
	const sorted = [...before.keys()].sort();
	const rank = new Map<string, number>();
	for (const key of sourcesFirst(sorted, (one) => [...(before.get(one) ?? [])].sort())) {
		rank.set(key, Math.max(-1, ...[...(before.get(key) ?? [])].map((source) => rank.get(source) ?? -1)) + 1);
	}
	return sorted.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}
