import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider, type Need, type Rows } from '../kernel/decider.ts';
import { eventStream, type EntityId, type EventId } from '../kernel/event.ts';
import { err, ok } from '../kernel/result.ts';
import { threads, type Fact } from '../kernel/thread.ts';
import { factsOf } from '../kernel/view.ts';
import {
	BatchClosed,
	BatchesTransformed,
	BatchInitialised,
	FactUndone,
	LabelBound,
	type Transformed
} from './batch.ts';
import type { BatchRefusal } from './refusal.ts';
import { batches } from './views.ts';

/** Takes a record back: newest first, so not while what it made has been used. */
export interface UndoFact {
	readonly type: 'UndoFact';
	/** A batch that the record is about. */
	readonly batch: Code;
	readonly fact: EventId;
}

export const undoFact: Decider<UndoFact, BatchRefusal> = {
	command: 'UndoFact',
	needs(command, rows) {
		const concerned = concernedBy(command, rows);
		return [command.batch, ...concerned].flatMap((id): Need[] => [need(threads, id), need(batches, id)]);
	},
	decide(command, rows) {
		const fact = factIn(command.batch, command.fact, rows);
		const run = (fact?.data as { readonly run?: EntityId | null } | null | undefined)?.run;
		if (fact === undefined || run === undefined) return err({ type: 'NothingToUndo' });
		const concerned = concernedBy(command, rows);
		const undone = concerned.some((id) =>
			factsOf(rows.get(threads, id) ?? { entity: id, facts: [] }, FactUndone).some(({ data }) => data.fact === fact.id)
		);
		if (undone) return err({ type: 'AlreadyUndone' });
		for (const id of resultsOf(fact, command.batch)) {
			const batch = rows.get(batches, id);
			const later = batch?.lastUse ?? (batch?.closed?.how === 'hand' ? batch.closed.event : null);
			if (batch && later) return err({ type: 'UndoBlocked', batch, by: later });
		}
		return ok([draft(FactUndone, eventStream(fact.id), concerned, { run, fact: fact.id })]);
	}
};

const UNDOABLE: readonly string[] = [BatchInitialised.type, BatchesTransformed.type, BatchClosed.type, LabelBound.type];

/** What can be taken back. Prints happened, and a planning is cancelled or made void. */
export const isUndoable = ({ type }: Pick<Fact, 'type'>): boolean => UNDOABLE.includes(type);

const factIn = (batch: EntityId, fact: EventId, rows: Rows): Fact | undefined =>
	rows.get(threads, batch)?.facts.find((known) => known.id === fact && isUndoable(known));

/** The batches whose use or close by hand stands against taking the fact back. */
function resultsOf({ type, data }: Fact, batch: EntityId): readonly EntityId[] {
	if (type === BatchesTransformed.type) return (data as Transformed).made;
	return type === BatchInitialised.type ? [batch] : [];
}

/** Every batch the fact touches: the undo stands in all their threads. */
function concernedBy({ batch, fact }: UndoFact, rows: Rows): EntityId[] {
	const known = factIn(batch, fact, rows);
	if (known === undefined) return [batch];
	if (known.type === LabelBound.type) {
		const bound = known.data as { readonly batch: EntityId; readonly code: EntityId };
		return [bound.batch, bound.code];
	}
	if (known.type !== BatchesTransformed.type) return [batch];
	const { made } = known.data as Transformed;
	const sources = made.flatMap((id) => {
		const making = factIn(id, fact, rows);
		return making ? (making.data as Transformed).takes.map((take) => take.batch) : [];
	});
	return [...new Set([batch, ...made, ...sources])];
}
