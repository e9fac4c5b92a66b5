import type { Resolution } from '../kernel/settle.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import type { Fact, KnownFact, Knows, Thread } from '../kernel/thread.ts';
import type { BatchInitialisedData, BatchVoidedData, FactUndoneData, Transformed } from './batch.ts';
import { familyOf, type Family, type Member } from './family.ts';

/** Of a noted scan's second record it is the first one. */
export type Killer = KnownFact<BatchVoidedData> | KnownFact<FactUndoneData> | Resolution | NoteRecord;

/** What is dead of a family's facts: void, undone, or the same thing recorded once more. */
export interface Life {
	readonly isAlive: (fact: EventId) => boolean;
	/** Whether a fact's making of one batch still counts: it may be void while what else it made lives on. */
	readonly isMade: (batch: EntityId, fact: EventId) => boolean;
	/** What took a fact's making of a batch away: what names the fact as a whole, or this making of it. */
	readonly killersOf: (batch: EntityId, fact: EventId) => readonly Killer[];
	/** Undos that a use stands against: the uses that live, sorted. */
	readonly blocked: readonly { readonly undo: KnownFact<FactUndoneData>; readonly uses: readonly EventId[] }[];
	/** Records of a noted scan that was recorded before, elsewhere. */
	readonly repeats: ReadonlySet<EventId>;
	/** Noted scans that a living record names. */
	readonly recordedNotes: ReadonlySet<EventId>;
}

/**
 * Void names facts: dead. Undone: dead when every use of what the fact made is dead; the least such set, so that what stands on
 * itself lives. Life looks only down the genealogy, never at keys: in whatever order a use and an undo came, the use wins.
 */
export function lifeOf({ members, amendments, knows }: Family): Life {
	const killable = killableIn(members);
	const dead = new Set<EventId>();
	const killers = new Map<EventId, Killer[]>();
	const unmade = new Map<string, Killer[]>();
	const undos = new Map<EventId, KnownFact<FactUndoneData>>();
	const name = (map: Map<string, Killer[]>, key: string, killer: Killer): void => {
		const list = map.get(key);
		if (list === undefined) map.set(key, [killer]);
		else if (!list.some(({ id }) => id === killer.id)) list.push(killer);
	};
	for (const { id, voids, undos: mine } of members.values()) {
		for (const voided of voids) {
			for (const fact of voided.data.facts) {
				const made = amendments.meant(fact, id);
				const { makings = [] } = members.get(made) ?? {};
				if (makings.some((making) => making.fact.id === fact)) name(unmade, `${made} ${fact}`, voided);
				else if (killable.has(fact)) name(killers, fact, voided);
			}
		}
		for (const undo of mine) if (killable.has(undo.data.fact)) undos.set(undo.id, undo);
	}
	const emptied = new Set(takenFromNothing(members));
	for (const { by, fact, batch } of amendments.voids) {
		if (batch !== null) name(unmade, `${batch} ${fact}`, by);
		if (batch === null ? killable.has(fact) : emptied.has(fact)) name(killers, fact, by);
	}
	for (const fact of [...killers.keys(), ...emptied]) dead.add(fact);
	for (const fact of twiceRecorded(members, amendments.sameAs)) dead.add(fact);

	const uses = usesIn(members, knows);
	const living = (fact: EventId): EventId[] => (uses.get(fact) ?? []).filter((use) => !dead.has(use));
	// The newest first: what stands on a fact is mostly newer, so one round settles a whole chain.
	const named = [...undos.values()].sort((a, b) => compareEvents(b.data.fact, a.data.fact));
	for (let before = -1; before !== dead.size;) {
		before = dead.size;
		for (const { data } of named) if (!dead.has(data.fact) && living(data.fact).length === 0) dead.add(data.fact);
	}
	for (const undo of named) name(killers, undo.data.fact, undo);
	const { repeats, recordedNotes } = notesIn(members, dead);
	for (const [repeat, first] of repeats) name(killers, repeat, first);

	const isAlive = (fact: EventId): boolean => !dead.has(fact) && !repeats.has(fact);
	return {
		isAlive,
		isMade: (batch, fact) => isAlive(fact) && !unmade.has(`${batch} ${fact}`) && amendments.sameAs(batch) === batch,
		killersOf: (batch, fact) => [...(unmade.get(`${batch} ${fact}`) ?? []), ...(killers.get(fact) ?? [])],
		blocked: named
			.filter(({ data }) => !dead.has(data.fact))
			.sort((a, b) => compareEvents(a.id, b.id))
			.map((undo) => ({ undo, uses: living(undo.data.fact) })),
		repeats: new Set(repeats.keys()),
		recordedNotes
	};
}

/** Whether a fact about a batch still counts, by the batch and the fact. `threads`: of a whole family. */
export const countingIn = (threads: readonly Thread[]): Life['isMade'] => lifeOf(familyOf(threads)).isMade;

/** What a void or an undo can end. A planning dies batch by batch: nothing takes back the fifty of a chunk at once. */
function killableIn(members: Family['members']): ReadonlySet<EventId> {
	const killable = new Set<EventId>();
	const add = (facts: readonly { readonly id: EventId }[]): void => facts.forEach(({ id }) => killable.add(id));
	for (const { makings, takings, inits, closes, bindings, corrections, notes } of members.values()) {
		for (const { fact, transformed } of makings) if (transformed) killable.add(fact.id);
		for (const { fact } of takings) killable.add(fact.id);
		for (const facts of [inits, closes, bindings, corrections, notes]) add(facts);
	}
	return killable;
}

/** Transformations of which everything they made is the same as something else: they were recorded twice. */
function twiceRecorded(members: Family['members'], sameAs: (batch: EntityId) => EntityId): EventId[] {
	const isTwice = (made: readonly EntityId[]): boolean =>
		made.length > 0 && made.every((batch) => sameAs(batch) !== batch);
	return [...members.values()].flatMap(({ makings }) =>
		makings.flatMap(({ fact, transformed }) => (transformed && isTwice(transformed.made) ? [fact.id] : []))
	);
}

/** Transformations of which a lead found that they took nothing of what they say. */
const takenFromNothing = (members: Family['members']): EventId[] =>
	[...members.values()].flatMap(({ makings }) =>
		makings.flatMap(({ fact, transformed }) => (transformed?.takes.length === 0 ? [fact.id] : []))
	);

/**
 * What stands on a fact: the takes of what it made, or of the batch it initialised, and a close of it by hand. Not on a start that
 * its author knew to be taken back and made anew: then on the later one.
 */
function usesIn(members: Family['members'], knows: Knows): Map<EventId, EventId[]> {
	const uses = new Map<EventId, Set<EventId>>();
	for (const { makings, inits, takings, closes, undos } of members.values()) {
		const standing = [...takings.map(({ fact }) => fact.id), ...closes.map(({ id }) => id)];
		if (standing.length === 0) continue;
		const startedAnew = (start: EventId): EventId[] => {
			const undone = undos.filter(({ data }) => data.fact === start);
			return inits.flatMap(({ id }) => (undone.some((undo) => knows(id, undo.id)) ? [id] : []));
		};
		for (const { id } of [...makings.map(({ fact }) => fact), ...inits]) {
			const all = uses.get(id) ?? new Set();
			const anew = startedAnew(id);
			for (const use of standing) if (!anew.some((start) => knows(use, start))) all.add(use);
			uses.set(id, all);
		}
	}
	return new Map([...uses].map(([fact, all]) => [fact, [...all].sort()]));
}

/**
 * Of several records of one noted scan the smallest key counts: the others, each with a record that counts, were made without
 * knowing of it.
 */
function notesIn(
	members: Family['members'],
	dead: ReadonlySet<EventId>
): { readonly repeats: ReadonlyMap<EventId, NoteRecord>; readonly recordedNotes: ReadonlySet<EventId> } {
	const first = new Map<EventId, NoteRecord>();
	const repeats = new Map<EventId, NoteRecord>();
	const records = new Map([...members.values()].flatMap(recordsOf).map((record) => [record.id, record]));
	for (const record of [...records.values()].sort((a, b) => compareEvents(a.id, b.id))) {
		const { notes } = record.data;
		if (notes === undefined || dead.has(record.id)) continue;
		const [before] = notes.flatMap((note) => first.get(note) ?? []);
		if (before && notes.every((note) => first.has(note))) repeats.set(record.id, before);
		else for (const note of notes) first.set(note, first.get(note) ?? record);
	}
	return { repeats, recordedNotes: new Set(first.keys()) };
}

type NoteRecord = Fact & { readonly data: BatchInitialisedData | Transformed };

const recordsOf = ({ inits, makings, takings }: Member): NoteRecord[] => [
	...inits,
	...takings.map(({ fact }) => fact),
	...makings.flatMap(({ fact, transformed }) => (transformed ? [{ ...fact, data: transformed }] : []))
];
