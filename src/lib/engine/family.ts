import type { EntityId } from '#domain/kernel/event.ts';
import { familyRange, threads, type Thread } from '#domain/kernel/thread.ts';
import type { Reader } from '#ports/store.ts';

/** The thread of an entity with those of its whole family: what its views are folded from. Empty when nothing is known of it. */
export async function readFamily(reader: Reader, entity: EntityId): Promise<readonly Thread[]> {
	const thread = await reader.get(threads, entity);
	if (thread === undefined) return [];
	return thread.family === undefined ? [thread] : reader.range(threads, familyRange(thread.family));
}

/** Families that are asked for one by one; of more, all that stand between the first and the last of each stretch are read. */
const STRETCH = 100;

/**
 * The whole families of these entities, each once. What was planned together stands together: thousands of families of one run are
 * few questions to the storage.
 */
export async function readFamilies(
	reader: Reader,
	entities: readonly EntityId[]
): Promise<readonly (readonly Thread[])[]> {
	const known = (await reader.getMany(threads, [...new Set(entities)])).filter((thread) => thread !== undefined);
	const alone = known.filter(({ family }) => family === undefined).map((thread) => [thread]);
	const wanted = [...new Set(known.flatMap(({ family }) => family ?? []))].sort();
	const step = wanted.length <= STRETCH ? 1 : STRETCH;
	const read: Promise<Thread[]>[] = [];
	for (let at = 0; at < wanted.length; at += step) {
		const [from, to] = [wanted[at] ?? '', wanted[Math.min(at + step, wanted.length) - 1] ?? ''];
		read.push(reader.range(threads, { index: 'family', from, to: `${to}\u0000` }));
	}
	const asked = new Set(wanted);
	const together = Map.groupBy((await Promise.all(read)).flat(), ({ family }) => family ?? '');
	return [...alone, ...[...together].flatMap(([family, members]) => (asked.has(family) ? [members] : []))];
}
