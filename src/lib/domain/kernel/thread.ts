import { compareEvents, type EntityId, type EventId, type FloorEvent } from './event.ts';
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
	/** Events that its author held and could not read. Missing when there are none. */
	readonly unseen?: readonly EventId[];
	/** What its author knew of the people in `by`. */
	readonly rights?: FloorEvent['rights'];
	/** How far its author had seen every chain. Missing where it does not say. */
	readonly seen?: FloorEvent['seen'];
	readonly at: string;
	readonly device: string;
	/** Its place in its device's chain. */
	readonly seq: number;
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
	/** The least entity of those that some fact joined with this one, so that all of them are found at once. Missing when there is no other. */
	readonly family?: EntityId;
}

/** What each known entity's views are folded from. Derived from the log. */
export const threads = table<Thread>('threads', 'entity', ['family']);

/** Where a family's threads stand together. */
export const familyRange = (family: EntityId) => ({ index: 'family', from: family, to: `${family}\u0000` });

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

/**
 * What the authors of all facts in these threads knew, through the heads on any of them. In key order a head comes before its
 * follower, so one pass closes the relation. A row of bits a fact: families of thousands of facts stay small.
 */
export function knowledgeOf(family: readonly Thread[]): Knows {
	const headsById = new Map<EventId, EventId[]>();
	const unseenBy = new Map<EventId, ReadonlySet<EventId>>();
	for (const { facts } of family) {
		for (const { id, heads, unseen } of facts) {
			headsById.set(id, [...(headsById.get(id) ?? []), ...heads]);
			if (unseen !== undefined) unseenBy.set(id, new Set(unseen));
		}
	}
	const order = [...new Set([...headsById.keys(), ...[...headsById.values()].flat()])].sort(compareEvents);
	const places = new Map(order.map((id, place) => [id, place]));
	const reach = new Map<EventId, Uint32Array>();
	for (const [place, id] of order.entries()) {
		const heads = headsById.get(id);
		if (heads === undefined) continue;
		const bits = new Uint32Array((place + 31) >>> 5);
		for (const head of heads) {
			const at = places.get(head) ?? 0;
			bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
			for (const [index, word] of reach.get(head)?.entries() ?? []) bits[index] = (bits[index] ?? 0) | word;
		}
		reach.set(id, bits);
	}
	return (follower, earlier) => {
		const at = places.get(earlier);
		// What followed may have been read by others: only the author's own knowledge lacks it.
		if (at === undefined || unseenBy.get(follower)?.has(earlier)) return false;
		return ((reach.get(follower)?.[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
	};
}
