import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider, type Draft, type Need, type Rows } from '../kernel/decider.ts';
import { compareEvents, eventStream, type EntityId, type EventId } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import { emptyThread, threads, type Fact, type Thread } from '../kernel/thread.ts';
import { factsOf } from '../kernel/view.ts';
import { ScanNoted, type ScanNotedData } from '../note/note.ts';
import {
	BatchClosed,
	BatchCorrected,
	BatchesTransformed,
	BatchInitialised,
	FactUndone,
	type Transformed
} from './batch.ts';
import { LabelBound } from './label-facts.ts';
import { familyOf } from './family.ts';
import { lifeOf } from './life.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches } from './views.ts';

/** Takes a record back: newest first, so not while what it made has been used, unless that is taken back with it. */
export interface UndoFact {
	readonly type: 'UndoFact';
	/** A batch that the record is about. */
	readonly batch: Code;
	readonly fact: EventId;
	/** Everything that stands on the record is taken back before it. */
	readonly chain?: boolean;
}

/** Records taken back together at most. */
const MAX_UNDO_CHAIN = 50;

export const undoFact: Decider<UndoFact, BatchRefusal> = {
	command: 'UndoFact',
	needs(command, rows) {
		const concerned = [command.batch, ...concernedBy(command, rows)];
		const later = descendantsOf(resultsOf(factIn(command.batch, command.fact, rows), command.batch), rows);
		const chained = [...later].flatMap((id) =>
			(rows.get(threads, id)?.facts ?? []).flatMap((fact) => concernedBy({ batch: id as Code, fact: fact.id }, rows))
		);
		return [...new Set([...concerned, ...later, ...chained])].flatMap((id): Need[] => [
			need(threads, id),
			need(batches, id)
		]);
	},
	decide(command, rows) {
		const fact = factIn(command.batch, command.fact, rows);
		if (fact === undefined || runOf(fact) === undefined) return err({ type: 'NothingToUndo' });
		const concerned = concernedBy(command, rows);
		const undone = concerned.some((id) =>
			factsOf(rows.get(threads, id) ?? emptyThread(id), FactUndone).some(({ data }) => data.fact === fact.id)
		);
		if (undone) return err({ type: 'AlreadyUndone' });
		const isRecorded = fact.type === ScanNoted.type && !rows.get(batches, command.batch)?.notes.includes(fact.id);
		if (isRecorded) return err({ type: 'NoteNotOpen', batch: command.batch });
		const standing = standingOn(command, fact, rows);
		const isOffered = standing.length < MAX_UNDO_CHAIN && standing.every(({ fact: later }) => isUndoable(later));
		if (standing.length > 0 && !(command.chain && isOffered)) {
			const [first] = standing.toReversed();
			const batch = first && rows.get(batches, first.batch);
			const chain = isOffered ? [...standing.map(({ fact: later }) => later.id), fact.id] : [];
			if (first && batch) return err({ type: 'UndoBlocked', batch, by: first.fact.id, chain });
		}
		const all = [...standing, { batch: command.batch, fact }];
		return ok(all.map((one): Draft => undoing(one, rows)));
	}
};

interface Standing {
	readonly batch: Code;
	readonly fact: Fact;
}

function undoing({ batch, fact }: Standing, rows: Rows): Draft {
	const data = { run: runOf(fact) ?? null, fact: fact.id };
	return draft(FactUndone, eventStream(fact.id), concernedBy({ batch, fact: fact.id }, rows), data);
}

/** The run as the fact has it; undefined where it says nothing of one. */
function runOf({ type, data }: Fact): EntityId | null | undefined {
	if (type === ScanNoted.type) return null;
	return (data as { readonly run?: EntityId | null } | null)?.run;
}

/** The living records on what the fact made, and on what these made: the newest first. */
function standingOn(command: UndoFact, fact: Fact, rows: Rows): Standing[] {
	const made = resultsOf(fact, command.batch);
	const known = [...descendantsOf(made, rows)].map((id): Thread => rows.get(threads, id) ?? emptyThread(id));
	const { isAlive } = lifeOf(familyOf(known));
	const found = new Map<EventId, Standing>();
	const reached = new Set(made);
	for (const batch of reached) {
		for (const later of rows.get(threads, batch)?.facts ?? []) {
			if (later.id === fact.id || !isAlive(later.id)) continue;
			const isTake = takesOf(later);
			if (isTake || later.type === BatchClosed.type) found.set(later.id, { batch: batch as Code, fact: later });
			if (isTake) for (const next of (later.data as Transformed).made) reached.add(next);
		}
	}
	return [...found.values()].sort((a, b) => compareEvents(b.fact.id, a.fact.id));
}

const takesOf = ({ type, data }: Fact): boolean =>
	type === BatchesTransformed.type && data !== null && (data as Transformed).take !== null;

/** The batches, and everything that any record says was made of them: a batch that is void since may have been closed before. */
function descendantsOf(made: readonly EntityId[], rows: Rows): ReadonlySet<EntityId> {
	const seen = new Set(made);
	for (const id of seen) {
		for (const fact of rows.get(threads, id)?.facts ?? []) {
			if (takesOf(fact)) for (const next of (fact.data as Transformed).made) seen.add(next);
		}
	}
	return seen;
}

const UNDOABLE: readonly string[] = [
	BatchInitialised.type,
	BatchesTransformed.type,
	BatchClosed.type,
	BatchCorrected.type,
	LabelBound.type,
	ScanNoted.type
];

/** What can be taken back. Prints happened, a planning is cancelled or made void, a hold is released. */
export const isUndoable = ({ type }: Pick<Fact, 'type'>): boolean => UNDOABLE.includes(type);

const factIn = (batch: EntityId, fact: EventId, rows: Rows): Fact | undefined =>
	rows.get(threads, batch)?.facts.find((known) => known.id === fact && isUndoable(known) && known.data !== null);

/** The batches whose use or close by hand stands against taking the fact back. */
function resultsOf(fact: Fact | undefined, batch: EntityId): readonly EntityId[] {
	if (fact?.type === BatchesTransformed.type) return (fact.data as Transformed).made;
	return fact?.type === BatchInitialised.type ? [batch] : [];
}

/** Every batch the fact touches: the undo stands in all their threads. */
function concernedBy({ batch, fact }: Pick<UndoFact, 'batch' | 'fact'>, rows: Rows): EntityId[] {
	const known = factIn(batch, fact, rows);
	if (known === undefined) return [batch];
	if (known.type === LabelBound.type) {
		const bound = known.data as { readonly batch: EntityId; readonly code: EntityId };
		return [bound.batch, bound.code];
	}
	if (known.type === ScanNoted.type) return [batch, (known.data as ScanNotedData).output];
	if (known.type !== BatchesTransformed.type) return [batch];
	const { made } = known.data as Transformed;
	const sources = made.flatMap((id) => {
		const making = factIn(id, fact, rows);
		return making ? (making.data as Transformed).takes.map((take) => take.batch) : [];
	});
	return [...new Set([batch, ...made, ...sources])];
}
