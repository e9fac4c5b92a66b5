import type { EntityId } from '#domain/kernel/event.ts';
import { familyRange, threads, type Thread } from '#domain/kernel/thread.ts';
import type { Reader } from '#ports/store.ts';

/** The thread of an entity with those of its whole family: what its views are folded from. Empty when nothing is known of it. */
export async function readFamily(reader: Reader, entity: EntityId): Promise<readonly Thread[]> {
	const thread = await reader.get(threads, entity);
	if (thread === undefined) return [];
	return thread.family === undefined ? [thread] : reader.range(threads, familyRange(thread.family));
}
