import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { spread } from '#domain/batch/genealogy.ts';
import type { Direction } from '#domain/batch/trace.ts';
import type { EntityId } from '#domain/kernel/event.ts';

/** Records that the deepest choice but "all" follows. */
export const DEEPEST = 5;

/** Which way to go from a batch, and how many records far; null: all the way. */
export interface Reach {
	readonly direction: Direction;
	readonly depth: number | null;
}

export const WHOLE_LINE: Reach = { direction: 'both', depth: null };

/**
 * A batch with what it was made of (below zero) and what was made of it (above), each at its nearest distance: as far as the domain's
 * genealogy says, for any number of questions about one flow.
 */
export function distancesIn({ edges }: BatchFlow): (batch: EntityId, reach: Reach) => ReadonlyMap<EntityId, number> {
	const outOf = Map.groupBy(edges, ({ from }) => from);
	const into = Map.groupBy(edges, ({ to }) => to);
	return (batch, { direction, depth }) => {
		const distances = new Map([[batch, 0]]);
		if (direction !== 'back') spread([batch], 1, distances, (id) => outOf.get(id)?.map(({ to }) => to) ?? []);
		if (direction !== 'forward') spread([batch], -1, distances, (id) => into.get(id)?.map(({ from }) => from) ?? []);
		if (depth === null) return distances;
		return new Map([...distances].filter(([, distance]) => Math.abs(distance) <= depth));
	};
}

/** The flow of a batch's own line: its relatives that far, and every record between two of them. */
export function lineOf(flow: BatchFlow, batch: EntityId, reach: Reach = WHOLE_LINE): BatchFlow {
	const line = distancesIn(flow)(batch, reach);
	return keepOnly(flow, (id) => line.has(id));
}

/** What is left of a flow: some of its batches, and the edges that have both ends among them. */
export function keepOnly({ nodes, edges }: BatchFlow, isKept: (batch: EntityId) => boolean): BatchFlow {
	return {
		nodes: nodes.filter(({ id }) => isKept(id)),
		edges: edges.filter(({ from, to }) => isKept(from) && isKept(to))
	};
}
