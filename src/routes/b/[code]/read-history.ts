import { FactUndone, type FactUndoneData } from '#domain/batch/batch.ts';
import { countingIn } from '#domain/batch/life.ts';
import { isUndoable } from '#domain/batch/undo.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { readFamily } from '#engine/family.ts';
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

/** Everything that was recorded of these members of one family, each fact once, the newest first. */
export async function readHistory(reader: Reader, entities: readonly EntityId[]): Promise<BatchFact[]> {
	const family = await readFamily(reader, entities[0] ?? '');
	const counts = countingIn(family);
	const byId = new Map<EventId, Fact>();
	const dead = new Set<EventId>();
	for (const { entity, facts } of family) {
		if (!entities.includes(entity)) continue;
		for (const fact of facts) {
			byId.set(fact.id, fact);
			if (!counts(entity, fact.id)) dead.add(fact.id);
		}
	}
	const facts = [...byId.values()].sort((a, b) => compareEvents(b.id, a.id));
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

/** The last record that can be taken back. `history`: of the batch alone. */
export const lastUndoable = (history: readonly BatchFact[]): Fact | null =>
	history.find(({ fact, isDead }) => isUndoable(fact) && !isDead)?.fact ?? null;
