import type { EntityId } from '../kernel/event.ts';

/** What batches were made of (`back`), what was made of them (`forward`), or both. */
export const DIRECTIONS = ['both', 'back', 'forward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * The relatives of batches, for any number of questions about the same records: each with how many records it is away from the
 * nearest batch that is asked for, below zero what that was made of, above zero what was made of it. A ring of forged facts ends
 * where it meets itself.
 */
export function relativesIn(
	links: Iterable<{ readonly from: EntityId; readonly to: EntityId }>
): (batches: readonly EntityId[], direction: Direction) => Map<EntityId, number> {
	const outOf = new Map<EntityId, EntityId[]>();
	const into = new Map<EntityId, EntityId[]>();
	for (const { from, to } of links) {
		put(outOf, from, to);
		put(into, to, from);
	}
	return (batches, direction) => {
		const distances = new Map(batches.map((id) => [id, 0]));
		if (direction !== 'back') spread(batches, 1, distances, outOf);
		if (direction !== 'forward') spread(batches, -1, distances, into);
		return distances;
	};
}

function put(lists: Map<EntityId, EntityId[]>, key: EntityId, value: EntityId): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}

/** Level by level, so that each stands at its nearest distance. */
function spread(
	starts: readonly EntityId[],
	sign: 1 | -1,
	distances: Map<EntityId, number>,
	next: ReadonlyMap<EntityId, readonly EntityId[]>
): void {
	let level = starts;
	for (let distance: number = sign; level.length > 0; distance += sign) {
		level = level
			.flatMap((id) => next.get(id) ?? [])
			.filter((id) => {
				if (distances.has(id)) return false;
				distances.set(id, distance);
				return true;
			});
	}
}

/** The furthest ancestors first, what was asked for at distance 0; within a distance in the order of the ids. */
export const furthestFirst = (
	a: { readonly batch: EntityId; readonly distance: number },
	b: { readonly batch: EntityId; readonly distance: number }
): number => a.distance - b.distance || (a.batch < b.batch ? -1 : 1);
