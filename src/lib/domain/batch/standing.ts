import type { Pinned } from '../kernel/definition.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import type { Fact, KnownFact } from '../kernel/thread.ts';
import type { BatchClosedData, BatchInitialisedData, Operation } from './batch.ts';
import type { LabelBoundData } from './label-facts.ts';
import type { Correction } from './corrections.ts';
import type { Family, Making, Member, Taking } from './family.ts';
import type { Killer, Life } from './life.ts';

/** The scan that brought a batch into process. */
export interface Began {
	readonly fact: Fact;
	readonly step: Pinned | null;
	readonly operation: 'init' | Operation;
	/** The wall time on the paper that it was entered from. */
	readonly happened: string | null;
}

/** Which of a batch's facts count, and as what: it looks at keys, heads and life, and at no quantity. */
export interface Standing {
	/** The making that counts: of several live ones the smallest key. */
	readonly maker: Making | undefined;
	readonly losers: readonly Making[];
	/** What the batch was made as when every making of it is void or undone. */
	readonly deadMaker: Making | undefined;
	/** What took it away then: voids, undos and decisions, in key order. */
	readonly killers: readonly Killer[];
	readonly began: Began | undefined;
	/** Live initialisations that are of this batch. */
	readonly inits: readonly KnownFact<BatchInitialisedData>[];
	/** Those that repeat the one that counts: the same thing recorded twice, or for a lead. */
	readonly duplicates: readonly EventId[];
	readonly rivals: readonly EventId[];
	/** Live facts about another batch with the same code. */
	readonly strays: readonly Fact[];
	readonly isStray: (fact: Fact) => boolean;
	readonly takes: readonly Taking[];
	readonly corrections: readonly Correction[];
	readonly close: KnownFact<BatchClosedData> | undefined;
	/** The binding by which this code is another batch's second label, and those that it does not count beside. */
	readonly bound: KnownFact<LabelBoundData> | undefined;
	readonly lateBindings: readonly KnownFact<LabelBoundData>[];
	/** The last second label that the batch was given. */
	readonly newLabel: { readonly code: EntityId; readonly said: EventId } | undefined;
	/** Scans of its code that wait to be recorded, in key order. */
	readonly openNotes: readonly EventId[];
}

export function standingOf(member: Member, { knows }: Family, life: Life): Standing {
	const { id, makings, bindings } = member;
	const alive = ({ id: fact }: Fact): boolean => life.isAlive(fact);
	const [maker, ...losers] = makings.filter(({ fact }) => life.isMade(id, fact.id));
	const deadMaker = maker ? undefined : makings[0];

	// What knew another making (a losing, a void or a relabelled one) and not this one was about another batch with the same code.
	const makers = [...makings.map((making) => making.fact.id), ...member.relabelled];
	const isStray = (fact: Fact): boolean =>
		maker !== undefined && !knows(fact.id, maker.fact.id) && makers.some((other) => knows(fact.id, other));
	const [liveInits, liveCloses, liveCorrections] = [
		member.inits.filter(alive),
		member.closes.filter(alive),
		member.corrections.filter(alive)
	];
	const own = (fact: Fact): boolean => !isStray(fact);
	const inits = liveInits.filter(own);
	const made = maker?.transformed;
	const [init, ...later] = made ? [] : inits;
	const repeats = made ? inits : later;
	const isDuplicate = (other: KnownFact<BatchInitialisedData>): boolean =>
		init !== undefined && isSameScan(init, other);
	const binding = bindings.filter(({ data }) => data.code === id).filter(alive);
	const [bound, ...others] = maker ? [] : binding;
	const latestLabel = bindings.filter(({ data }) => data.batch === id).findLast(alive);
	return {
		maker,
		losers,
		deadMaker,
		killers: deadMaker ? [...life.killersOf(id, deadMaker.fact.id)].sort((a, b) => compareEvents(a.id, b.id)) : [],
		began: maker && made ? beganBy(maker.fact, made.step, made.operation, made.happened) : init && initBy(init),
		inits,
		duplicates: repeats.filter(isDuplicate).map((fact) => fact.id),
		rivals: repeats.filter((other) => !isDuplicate(other)).map((fact) => fact.id),
		strays: [...liveInits, ...liveCloses, ...liveCorrections].filter(isStray),
		isStray,
		takes: member.takings.filter(({ fact }) => alive(fact)),
		corrections: liveCorrections.filter(own),
		close: liveCloses.find(own),
		bound,
		lateBindings: maker ? binding : others,
		newLabel: latestLabel && { code: latestLabel.data.code, said: latestLabel.id },
		openNotes: member.notes.filter((note) => alive(note) && !life.recordedNotes.has(note.id)).map((note) => note.id)
	};
}

const beganBy = (
	fact: Fact,
	step: Pinned | null,
	operation: Began['operation'],
	happened: string | undefined
): Began => ({ fact, step, operation, happened: happened ?? null });

const initBy = (init: KnownFact<BatchInitialisedData>): Began =>
	beganBy(init, init.data.step, 'init', init.data.happened);

/** On two machines of one station they are two: the batch cannot be on both. */
const isSameScan = (one: KnownFact<BatchInitialisedData>, other: KnownFact<BatchInitialisedData>): boolean =>
	other.station === one.station && other.machine === one.machine && other.data.step.id === one.data.step.id;
