import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { relativesIn, type Direction } from '#domain/batch/relatives.ts';
import type { EntityId } from '#domain/kernel/event.ts';

/** Records that the deepest choice but "all" follows. */
export const DEEPEST = 5;

/** Which way to go from a batch, and how many records far; null: all the way. */
export interface Reach {
	readonly direction: Direction;
	readonly depth: number | null;
}

export const WHOLE_LINE: Reach = { direction: 'both', depth: null };

/** The relatives of a batch, itself among them, as far as somebody wants to see; for any number of questions about one flow. */
export function distancesIn({ edges }: BatchFlow): (batch: EntityId, reach: Reach) => ReadonlyMap<EntityId, number> {
	const relatives = relativesIn(edges);
	return (batch, { direction, depth }) => {
		const distances = relatives([batch], direction);
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
