import { countingIn } from '#domain/batch/life.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { readFamilies } from '#engine/family.ts';
import type { Reader } from '#ports/store.ts';

/** A record of batches. */
export interface ListedEvent {
	readonly fact: Fact;
	/** Those of the list that it is about, sorted. */
	readonly batches: readonly EntityId[];
	/** False: it was taken back, or never counted. */
	readonly counts: boolean;
}

/** Everything that was recorded of these batches, each record once, the oldest first. */
export const readEvents =
	(batches: readonly EntityId[]) =>
	async (reader: Reader): Promise<ListedEvent[]> => {
		const wanted = new Set(batches);
		const about = new Map<EventId, { readonly fact: Fact; readonly batches: EntityId[]; counts: boolean }>();
		for (const family of await readFamilies(reader, batches)) {
			const counts = countingIn(family);
			for (const { entity, facts } of family) {
				if (!wanted.has(entity)) continue;
				for (const fact of facts) {
					const listed = about.get(fact.id) ?? { fact, batches: [], counts: false };
					listed.batches.push(entity);
					listed.counts ||= counts(entity, fact.id);
					about.set(fact.id, listed);
				}
			}
		}
		return [...about.values()]
			.map((listed) => ({ ...listed, batches: listed.batches.sort() }))
			.sort((a, b) => compareEvents(a.fact.id, b.fact.id));
	};
