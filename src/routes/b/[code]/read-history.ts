import {
	BatchClosed,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	LabelBound,
	type BatchVoidedData,
	type FactUndoneData
} from '#domain/batch/batch.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import type { Exception } from '#domain/kernel/view.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { readSending } from '#state/sending.ts';
import type { Sending } from '#state/words/history.ts';

/** One fact of a batch, and how far it has got. */
export interface BatchFact {
	readonly fact: Fact;
	readonly sending: Sending;
	/** Why, in the person's own words; null without one, or when it was erased. */
	readonly reason: string | null;
	/** Taken back or void: it stands here because nothing is deleted. */
	readonly isDead: boolean;
	/** What it takes back. */
	readonly undoes: Fact | null;
}

/** Everything that was recorded of these entities, each fact once, the newest first. `disputes`: what a lead has to decide about them. */
export async function readHistory(
	reader: Reader,
	entities: readonly EntityId[],
	disputes: readonly Exception[]
): Promise<BatchFact[]> {
	const found = (await reader.getMany(threads, entities)).flatMap((thread) => thread?.facts ?? []);
	const byId = new Map(found.map((fact) => [fact.id, fact]));
	const facts = [...byId.values()].sort((a, b) => compareEvents(b.id, a.id));
	const dead = deadFacts(facts, disputes);
	const sending = await readSending(
		reader,
		facts.map(({ id }) => id)
	);
	const reasons = await reader.getMany(
		personalTexts,
		facts.map(({ data }) => {
			const text = (data as { readonly reason?: Reason } | null)?.reason?.text;
			return text ? personalId(text) : '';
		})
	);
	return facts.map((fact, index) => {
		const undone = undoneBy(fact);
		return {
			fact,
			sending: sending[index] ?? 'sent',
			reason: reasons[index]?.text ?? null,
			isDead: dead.has(fact.id),
			undoes: undone === null ? null : (byId.get(undone) ?? null)
		};
	});
}

const undoneBy = ({ type, data }: Fact): EventId | null =>
	type === FactUndone.type && data !== null ? (data as FactUndoneData).fact : null;

/** What was undone, unless a use stood against it, and what was made void. */
function deadFacts(facts: readonly Fact[], disputes: readonly Exception[]): ReadonlySet<EventId> {
	const blocked = new Set(disputes.filter(({ rule }) => rule === 'undo').map(({ events }) => events[0]));
	return new Set(
		facts.flatMap((fact): readonly EventId[] => {
			if (fact.type === BatchVoided.type && fact.data !== null) return (fact.data as BatchVoidedData).facts;
			const undone = undoneBy(fact);
			return undone !== null && !blocked.has(fact.id) ? [undone] : [];
		})
	);
}

const UNDOABLE: readonly string[] = [BatchInitialised.type, BatchesTransformed.type, BatchClosed.type, LabelBound.type];

/** The last record that can be taken back. `history`: of the batch alone. */
export const lastUndoable = (history: readonly BatchFact[]): Fact | null =>
	history.find(({ fact, isDead }) => UNDOABLE.includes(fact.type) && !isDead)?.fact ?? null;
