import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { isWaiting, knowledgeOf, type KnownFact, type Knows, type Thread } from '../kernel/thread.ts';
import { factsOf } from '../kernel/view.ts';
import {
	BatchClosed,
	BatchesPlanned,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	LabelBound,
	LabelsPrinted,
	type BatchClosedData,
	type BatchInitialisedData,
	type BatchVoidedData,
	type FactUndoneData,
	type LabelBoundData,
	type Make,
	type Planned,
	type Take,
	type Transformed
} from './batch.ts';

/** A fact that made the batch: its planning, or a transformation. */
export interface Making {
	readonly fact: KnownFact<Planned> | KnownFact<Transformed>;
	readonly make: Make;
	/** Undefined when it was planned. */
	readonly transformed: Transformed | undefined;
}

/** A fact that took of the batch. */
export interface Taking {
	readonly fact: KnownFact<Transformed>;
	readonly take: Take;
}

/** The facts on one batch, sorted into what they are, each list in key order. */
export interface Member {
	readonly id: EntityId;
	readonly thread: Thread;
	readonly makings: readonly Making[];
	readonly takings: readonly Taking[];
	readonly inits: readonly KnownFact<BatchInitialisedData>[];
	readonly closes: readonly KnownFact<BatchClosedData>[];
	readonly voids: readonly KnownFact<BatchVoidedData>[];
	readonly undos: readonly KnownFact<FactUndoneData>[];
	/** Labels bound to it, or the batch that its code was bound to. */
	readonly bindings: readonly KnownFact<LabelBoundData>[];
	/** How many labels with this code were printed. */
	readonly prints: number;
	/** Something an author had seen has not arrived here. */
	readonly isWaiting: boolean;
}

/** Batches joined by what was taken and made: life goes up in it, shares go down, nothing leaves it. */
export interface Family {
	readonly members: ReadonlyMap<EntityId, Member>;
	readonly knows: Knows;
}

export function familyOf(threads: readonly Thread[]): Family {
	return {
		members: new Map(threads.map((thread) => [thread.entity, memberOf(thread)])),
		knows: knowledgeOf(threads)
	};
}

function memberOf(thread: Thread): Member {
	const transformations = factsOf(thread, BatchesTransformed);
	const planned = factsOf(thread, BatchesPlanned).map((fact): Making => ({
		fact,
		make: fact.data.make,
		transformed: undefined
	}));
	const made = transformations.flatMap((fact): Making[] => {
		const { make } = fact.data;
		return make ? [{ fact, make, transformed: fact.data }] : [];
	});
	return {
		id: thread.entity,
		thread,
		makings: [...planned, ...made].sort((a, b) => compareEvents(a.fact.id, b.fact.id)),
		takings: transformations.flatMap((fact): Taking[] => {
			const { take } = fact.data;
			return take ? [{ fact, take }] : [];
		}),
		inits: factsOf(thread, BatchInitialised),
		closes: factsOf(thread, BatchClosed),
		voids: factsOf(thread, BatchVoided),
		undos: factsOf(thread, FactUndone),
		bindings: factsOf(thread, LabelBound),
		prints: factsOf(thread, LabelsPrinted).reduce((sum, { data }) => sum + data.copies, 0),
		isWaiting: isWaiting(thread)
	};
}

export type Killer = KnownFact<BatchVoidedData> | KnownFact<FactUndoneData>;

/** What is dead of a family's facts: void, or undone. */
export interface Life {
	readonly isAlive: (fact: EventId) => boolean;
	/** Whether a fact's making of one batch still counts: it may be void while what else it made lives on. */
	readonly isMade: (batch: EntityId, fact: EventId) => boolean;
	/** The voids and undos that name a fact as a whole. */
	readonly killersOf: (fact: EventId) => readonly Killer[];
	/** Undos that a use stands against: the uses that live, sorted. */
	readonly blocked: readonly { readonly undo: KnownFact<FactUndoneData>; readonly uses: readonly EventId[] }[];
}

/**
 * Void names facts: dead. Undone: dead when every use of what the fact made is dead; the least such set, so that what stands on
 * itself lives. Life looks only down the genealogy, never at keys: in whatever order a use and an undo came, the use wins.
 */
export function lifeOf({ members }: Family): Life {
	const dead = new Set<EventId>();
	const unmade = new Set<string>();
	const voiding = new Map<EventId, Map<EventId, KnownFact<BatchVoidedData>>>();
	const undos = new Map<EventId, KnownFact<FactUndoneData>>();
	const killable = new Set<EventId>();
	for (const { id, voids, makings, takings, inits, closes, bindings, undos: mine } of members.values()) {
		// A planning dies batch by batch: nothing takes back the fifty of a chunk at once.
		const transformations = makings.flatMap(({ fact, transformed }) => (transformed ? [fact] : []));
		for (const fact of [
			...transformations,
			...takings.map((taking) => taking.fact),
			...inits,
			...closes,
			...bindings
		]) {
			killable.add(fact.id);
		}
		for (const voided of voids) {
			for (const fact of voided.data.facts) {
				if (makings.some((making) => making.fact.id === fact)) unmade.add(`${id} ${fact}`);
				else voiding.set(fact, (voiding.get(fact) ?? new Map()).set(voided.id, voided));
			}
		}
		for (const undo of mine) undos.set(undo.id, undo);
	}

	for (const fact of voiding.keys()) if (killable.has(fact)) dead.add(fact);

	const uses = usesIn(members);
	const living = (fact: EventId): EventId[] => (uses.get(fact) ?? []).filter((use) => !dead.has(use));
	const named = [...undos.values()]
		.filter(({ data }) => killable.has(data.fact))
		.sort((a, b) => compareEvents(a.id, b.id));
	const undone = new Set(named.map(({ data }) => data.fact));
	for (let before = -1; before !== dead.size;) {
		before = dead.size;
		for (const fact of undone) if (living(fact).length === 0) dead.add(fact);
	}
	return {
		isAlive: (fact) => !dead.has(fact),
		isMade: (batch, fact) => !dead.has(fact) && !unmade.has(`${batch} ${fact}`),
		killersOf: (fact) => [
			...(killable.has(fact) ? (voiding.get(fact)?.values() ?? []) : []),
			...named.filter(({ data }) => data.fact === fact)
		],
		blocked: named.filter(({ data }) => !dead.has(data.fact)).map((undo) => ({ undo, uses: living(undo.data.fact) }))
	};
}

/** Whether a fact about a batch still counts, by the batch and the fact. `threads`: of a whole family. */
export const countingIn = (threads: readonly Thread[]): Life['isMade'] => lifeOf(familyOf(threads)).isMade;

/** What stands on a fact: the takes of what it made, or of the batch it initialised. */
function usesIn(members: Family['members']): Map<EventId, EventId[]> {
	const uses = new Map<EventId, EventId[]>();
	for (const { makings, inits, takings } of members.values()) {
		const takes = takings.map(({ fact }) => fact.id);
		for (const { id } of [...makings.map(({ fact }) => fact), ...inits]) {
			uses.set(id, [...new Set([...(uses.get(id) ?? []), ...takes])].sort());
		}
	}
	return uses;
}
