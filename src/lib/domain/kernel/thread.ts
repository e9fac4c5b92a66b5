import { compareEvents, type EntityId, type EventId } from './event.ts';
import { table } from './table.ts';

/**
 * What one event says about one entity: the event reduced to what the entity's fold needs. Facts without `data` still count
 * for order and heads.
 */
export interface Fact {
	readonly id: EventId;
	readonly type: string;
	/** The last events on this entity that the author knew. */
	readonly heads: readonly EventId[];
	readonly at: string;
	readonly device: string;
	readonly by: readonly EntityId[];
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	readonly source: string | null;
	/** Null when it says nothing about this entity, or cannot be read. */
	readonly data: unknown;
	/** True when this version cannot read it (a newer type or schema): the entity is flagged "update the app". */
	readonly unread: boolean;
}

/**
 * All that is known here of one entity: its facts in key order. A set, so that arrival order and repetition leave no
 * trace; every view of the entity is a pure function of it.
 */
export interface Thread {
	readonly entity: EntityId;
	readonly facts: readonly Fact[];
}

/** What each known entity's views are folded from. Derived from the log. */
export const threads = table<Thread>('threads', 'entity');

/** A fact whose data has been read as its event type declares. */
export interface KnownFact<Data> extends Fact {
	readonly data: Data;
}

export const emptyThread = (entity: EntityId): Thread => ({ entity, facts: [] });

/** The thread with `fact` in its place; the same event again replaces its earlier reading. */
export function addFact(thread: Thread, fact: Fact): Thread {
	const facts = thread.facts.filter(({ id }) => id !== fact.id);
	let place = facts.length;
	while (place > 0 && compareEvents(facts[place - 1]?.id ?? '', fact.id) > 0) place--;
	facts.splice(place, 0, fact);
	return { ...thread, facts };
}

/** The last events on the entity, sorted: several when they are concurrent. What a new event writes as its heads. */
export function headsOf(thread: Thread): EventId[] {
	const followed = new Set(thread.facts.flatMap(({ heads }) => heads));
	return thread.facts
		.map(({ id }) => id)
		.filter((id) => !followed.has(id))
		.sort();
}

export const unreadFacts = (thread: Thread): number => thread.facts.filter(({ unread }) => unread).length;

/** True when a fact's author had seen an event that has not arrived here. */
export function isWaiting(thread: Thread): boolean {
	const present = new Set(thread.facts.map(({ id }) => id));
	return thread.facts.some(({ heads }) => heads.some((head) => !present.has(head)));
}

/** Whether the author of one event knew another, by event id: reachable through the heads, never by clocks. */
export type Knows = (follower: EventId, earlier: EventId) => boolean;

/** Facts come in key order and a head's key lies before its follower's, so one pass closes the relation. */
export function knowledgeOf(thread: Thread): Knows {
	const known = new Map<EventId, Set<EventId>>();
	for (const { id, heads } of thread.facts) {
		const reach = new Set<EventId>(heads);
		for (const head of heads) for (const earlier of known.get(head) ?? []) reach.add(earlier);
		known.set(id, reach);
	}
	return (follower, earlier) => known.get(follower)?.has(earlier) ?? false;
}
