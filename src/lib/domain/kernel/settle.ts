import { compareEvents, type EntityId, type EventId } from './event.ts';
import type { KnownFact, Knows, Thread } from './thread.ts';
import { factsOf, type Exception } from './view.ts';
import { ExceptionResolved, type Change, type ExceptionResolvedData } from './decision.ts';

export type Resolution = KnownFact<ExceptionResolvedData>;

/** What leads decided about one exception. */
export interface Decision {
	/** The one that knows the others; of several that do not know of each other the smallest key. Its changes apply. */
	readonly counting: Resolution;
	/** Those that nobody's later decision knows, when they do not all say the same. Sorted; empty when they agree. */
	readonly contested: readonly EventId[];
}

/** The decisions that these threads hold, by exception. */
export function decisionsIn(threads: readonly Thread[], knows: Knows): ReadonlyMap<EntityId, Decision> {
	const resolutions = new Map<EventId, Resolution>();
	for (const thread of threads) for (const fact of factsOf(thread, ExceptionResolved)) resolutions.set(fact.id, fact);
	const byException = new Map<EntityId, Resolution[]>();
	for (const resolution of [...resolutions.values()].sort((a, b) => compareEvents(a.id, b.id))) {
		const { exception } = resolution.data;
		byException.set(exception, [...(byException.get(exception) ?? []), resolution]);
	}
	const decisions = new Map<EntityId, Decision>();
	for (const [exception, all] of byException) {
		const latest = all.filter(({ id }) => !all.some((other) => knows(other.id, id)));
		const [counting] = latest;
		if (counting === undefined) continue;
		const isUnanimous = latest.every(({ data }) => saysTheSame(data.changes, counting.data.changes));
		decisions.set(exception, { counting, contested: isUnanimous ? [] : latest.map(({ id }) => id) });
	}
	return decisions;
}

/** In whatever order the changes were put down. */
function saysTheSame(one: readonly Change[], other: readonly Change[]): boolean {
	const written = (changes: readonly Change[]): string =>
		JSON.stringify(changes.map((change) => JSON.stringify(Object.entries(change).sort())).sort());
	return written(one) === written(other);
}

/** Whether the decision that counts knew everything the exception names: what came to light since opens it again. */
export const isSettled = ({ events }: Exception, { counting, contested }: Decision, knows: Knows): boolean =>
	contested.length === 0 && events.every((event) => knows(counting.id, event));
