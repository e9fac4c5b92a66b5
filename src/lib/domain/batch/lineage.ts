import type { EntityId } from '../kernel/event.ts';

/**
 * The batches, and what they were made of, each after its sources: what flows down the genealogy is then settled in one pass,
 * however deep it is. Where forged facts make batches their own ancestors, one of them comes before a source.
 */
export function sourcesFirst(
	batches: Iterable<EntityId>,
	sourcesOf: (batch: EntityId) => readonly EntityId[]
): Iterable<EntityId> {
	const begun = new Set<EntityId>();
	const order = new Set<EntityId>();
	for (const first of batches) {
		const pending = [first];
		for (let batch: EntityId | undefined = first; batch !== undefined; batch = pending.at(-1)) {
			const sources = begun.has(batch) ? [] : sourcesOf(batch);
			begun.add(batch);
			const before = sources.filter((source) => !begun.has(source));
			if (before.length > 0) pending.push(...before);
			else order.add(pending.pop() ?? batch);
		}
	}
	return order;
}
