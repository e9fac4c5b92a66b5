import { decisionsIn, type Decision } from '../kernel/settle.ts';
import { HoldPlaced, HoldReleased, type HoldPlacedData, type HoldReleasedData } from '../hold/hold.ts';
import { compareEvents, eventStream, type EntityId, type EventId } from '../kernel/event.ts';
import { add, convert, formatRational, wireValue } from '../kernel/quantity.ts';
import { isWaiting, knowledgeOf, type Fact, type KnownFact, type Knows, type Thread } from '../kernel/thread.ts';
import { factsOf, type AllWithdrawn } from '../kernel/view.ts';
import { NOBODY_WITHDRAWN } from '../kernel/withdrawn.ts';
import { ScanNoted, type ScanNotedData } from '../note/note.ts';
import { amendmentsOf, type Amendments } from './amendments.ts';
import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	TouchedElsewhere,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	type BatchClosedData,
	type BatchCorrectedData,
	type BatchInitialisedData,
	type BatchVoidedData,
	type FactUndoneData,
	type Planned,
	type Transformed
} from './batch.ts';
import {
	LabelBound,
	LabelsPrinted,
	LabelsSwapped,
	type LabelBoundData,
	type LabelsSwappedData
} from './label-facts.ts';
import type { Make, Take } from './goods.ts';

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
	readonly makings: readonly Making[];
	/** Facts that say to have made it, and made another batch as a lead found. */
	readonly relabelled: readonly EventId[];
	readonly takings: readonly Taking[];
	readonly inits: readonly KnownFact<BatchInitialisedData>[];
	readonly closes: readonly KnownFact<BatchClosedData>[];
	readonly voids: readonly KnownFact<BatchVoidedData>[];
	readonly undos: readonly KnownFact<FactUndoneData>[];
	readonly corrections: readonly KnownFact<BatchCorrectedData>[];
	readonly holds: readonly KnownFact<HoldPlacedData>[];
	readonly releases: readonly KnownFact<HoldReleasedData>[];
	/** Exchanges of its label with another batch's. */
	readonly swaps: readonly KnownFact<LabelsSwappedData>[];
	/** Labels bound to it, or the batch that its code was bound to. */
	readonly bindings: readonly KnownFact<LabelBoundData>[];
	/** Scans of its code from before anything of it was known there. */
	readonly notes: readonly KnownFact<ScanNotedData>[];
	/** Word of it in another stream that has not arrived here. */
	readonly isElsewhere: boolean;
	/** How many labels with this code were printed. */
	readonly prints: number;
	/** Something an author had seen has not arrived here. */
	readonly isWaiting: boolean;
}

/** Batches joined by what was taken and made: life goes up in it, shares go down, nothing leaves it. */
export interface Family {
	readonly members: ReadonlyMap<EntityId, Member>;
	readonly knows: Knows;
	/** What leads decided, by exception. */
	readonly decisions: ReadonlyMap<EntityId, Decision>;
	/** What of these decisions changes facts: the members are sorted with it. */
	readonly amendments: Amendments;
	/**
	 * The family without the decisions that contradict each other: their cases are open in it, as they were before. Null when there are
	 * no such decisions.
	 */
	readonly undecided: Family | null;
	readonly withdrawn: AllWithdrawn;
}

export function familyOf(threads: readonly Thread[], withdrawn: AllWithdrawn = NOBODY_WITHDRAWN): Family {
	const knows = knowledgeOf(threads);
	const decisions = decisionsIn(threads, knows);
	const family = sortedBy(decisions, threads, knows, withdrawn);
	const { conflicts } = family.amendments;
	const agreed = [...decisions].filter(([id, { contested }]) => contested.length === 0 && !conflicts.has(id));
	if (agreed.length === decisions.size) return family;
	return { ...family, undecided: sortedBy(new Map(agreed), threads, knows, withdrawn) };
}

function sortedBy(
	decisions: Family['decisions'],
	threads: readonly Thread[],
	knows: Knows,
	withdrawn: AllWithdrawn
): Family {
	const known = new Set(threads.map(({ entity }) => entity));
	const amendments = amendmentsOf(decisions, known, knows);
	const filed = [...known].map((id) => [id, [] as Filed[]] as const);
	const byBatch = new Map(filed);
	for (const thread of threads) {
		for (const fact of thread.facts) {
			for (const one of filing(thread.entity, fact, amendments)) byBatch.get(one.batch)?.push(one);
		}
	}
	const members = threads.map((thread): [EntityId, Member] => [
		thread.entity,
		memberOf(thread, byBatch.get(thread.entity) ?? [], amendments)
	]);
	return { members: new Map(members), knows, decisions, amendments, undecided: null, withdrawn };
}

/** A fact where it belongs: mostly in the thread it stands in, elsewhere when a lead decided so. */
interface Filed {
	readonly batch: EntityId;
	readonly fact: Fact;
	readonly making?: Making;
	readonly taking?: Taking;
}

function filing(entity: EntityId, fact: Fact, amendments: Amendments): Filed[] {
	const { meant, sameAs } = amendments;
	if (fact.data === null) return [];
	switch (fact.type) {
		case BatchesPlanned.type: {
			const planned = fact as KnownFact<Planned>;
			const making = { fact: planned, make: planned.data.make, transformed: undefined };
			return [{ batch: meant(fact.id, entity), fact, making }];
		}
		case BatchesTransformed.type:
			return transformedFiling(fact as KnownFact<Transformed>, amendments);
		case BatchInitialised.type:
		case BatchClosed.type:
		case BatchCorrected.type:
		case HoldPlaced.type:
		case HoldReleased.type:
		case LabelsSwapped.type:
			return [{ batch: sameAs(meant(fact.id, entity)), fact }];
		default:
			return [{ batch: entity, fact }];
	}
}

function transformedFiling(fact: KnownFact<Transformed>, { meant, take, make }: Amendments): Filed[] {
	const { id, data } = fact;
	const takes = together(data.takes.flatMap((one) => take(id, one) ?? []));
	const made = data.made.map((batch) => meant(id, batch));
	const read: KnownFact<Transformed> = { ...fact, data: { ...data, takes, made } };
	const filed: Filed[] = [];
	if (data.make) {
		const one = make(id, data.make, data.takes);
		filed.push({ batch: one.batch, fact: read, making: { fact: read, make: one, transformed: read.data } });
	}
	if (data.take) {
		const one = take(id, data.take);
		if (one !== null) filed.push({ batch: one.batch, fact: read, taking: { fact: read, take: one } });
	}
	return filed;
}

/** Takes of two codes that turned out to be one batch are one take of it. */
function together(takes: readonly Take[]): Take[] {
	const byBatch = new Map<EntityId, Take>();
	for (const take of takes) {
		const before = byBatch.get(take.batch);
		byBatch.set(take.batch, before ? sumOf(before, take) : take);
	}
	return [...byBatch.values()];
}

/** Of two kinds of quantity the first stays: they cannot be one batch. */
function sumOf(one: Take, other: Take): Take {
	const more = convert(other.quantity, one.quantity);
	if (!more.ok) return one;
	const amount = add(wireValue(one.quantity.amount), wireValue(more.value.amount));
	return { ...one, quantity: { ...one.quantity, amount: formatRational(amount) } };
}

function memberOf(thread: Thread, filed: readonly Filed[], { meant }: Amendments): Member {
	const inOrder = filed.toSorted((a, b) => compareEvents(a.fact.id, b.fact.id));
	const own = { entity: thread.entity, facts: inOrder.map(({ fact }) => fact) };
	return {
		id: thread.entity,
		makings: inOrder.flatMap(({ making }) => making ?? []),
		relabelled: thread.facts
			.filter(makes)
			.flatMap(({ id }) => (meant(id, thread.entity) === thread.entity ? [] : [id])),
		takings: takingsIn(inOrder),
		inits: factsOf(own, BatchInitialised),
		closes: factsOf(own, BatchClosed),
		voids: factsOf(own, BatchVoided),
		undos: factsOf(own, FactUndone),
		corrections: factsOf(own, BatchCorrected),
		holds: factsOf(own, HoldPlaced),
		releases: factsOf(own, HoldReleased),
		swaps: factsOf(own, LabelsSwapped),
		bindings: factsOf(own, LabelBound),
		notes: factsOf(own, ScanNoted),
		isElsewhere: factsOf(own, TouchedElsewhere).some(
			({ data }) => !thread.facts.some(({ id }) => eventStream(id) === data.stream)
		),
		prints: factsOf(own, LabelsPrinted).reduce((sum, { data }) => sum + data.copies, 0),
		isWaiting: isWaiting(thread)
	};
}

const makes = ({ type, data }: Fact): boolean =>
	data !== null &&
	(type === BatchesPlanned.type || (type === BatchesTransformed.type && (data as Transformed).make !== null));

/** One a fact. */
function takingsIn(filed: readonly Filed[]): Taking[] {
	const byFact = new Map<EventId, Taking>();
	for (const { taking } of filed) {
		if (taking === undefined) continue;
		const before = byFact.get(taking.fact.id);
		byFact.set(taking.fact.id, before ? { ...taking, take: sumOf(before.take, taking.take) } : taking);
	}
	return [...byFact.values()];
}
