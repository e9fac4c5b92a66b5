import { FactUndone, type FactUndoneData } from '#domain/batch/batch.ts';
import { countingIn } from '#domain/batch/life.ts';
import type { Circumstances } from '#domain/batch/circumstances.ts';
import { isUndoable } from '#domain/batch/undo.ts';
import type { Code } from '#domain/kernel/code.ts';
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
	/** A batch that it is about. */
	readonly batch: Code;
	/** Who let it be recorded against the rules, and why, in their own words. */
	readonly allowed: { readonly lead: EntityId; readonly reason: string | null } | null;
	/** The wall time on the paper that it was entered from. */
	readonly happened: string | null;
}

/** Everything that was recorded of these members of one family, each fact once, the newest first. */
export async function readHistory(reader: Reader, entities: readonly EntityId[]): Promise<BatchFact[]> {
	const family = await readFamily(reader, entities[0] ?? '');
	const counts = countingIn(family);
	const byId = new Map<EventId, Fact>();
	const about = new Map<EventId, Code>();
	const dead = new Set<EventId>();
	for (const { entity, facts } of family) {
		if (!entities.includes(entity)) continue;
		for (const fact of facts) {
			byId.set(fact.id, fact);
			if (!about.has(fact.id)) about.set(fact.id, entity as Code);
			if (!counts(entity, fact.id)) dead.add(fact.id);
		}
	}
	const facts = [...byId.values()].sort((a, b) => compareEvents(b.id, a.id));
	const sending = await readSending(
		reader,
		facts.map(({ id }) => id)
	);
	const said = facts.map(({ data }) => (data ?? {}) as { readonly reason?: Reason } & Circumstances);
	const [reasons, leaves] = await Promise.all([
		readTexts(
			reader,
			said.map(({ reason }) => reason)
		),
		readTexts(
			reader,
			said.map(({ override }) => override?.reason)
		)
	]);
	return facts.map((fact, index) => {
		const undone = undoneBy(fact);
		const { override, happened } = said[index] ?? {};
		return {
			fact,
			sending: sending[index] ?? 'sent',
			reason: reasons[index] ?? null,
			isDead: dead.has(fact.id),
			undoes: undone === null ? null : (byId.get(undone) ?? null),
			batch: about.get(fact.id) ?? (entities[0] as Code),
			allowed: override ? { lead: override.lead, reason: leaves[index] ?? null } : null,
			happened: happened ?? null
		};
	});
}

const undoneBy = ({ type, data }: Fact): EventId | null =>
	type === FactUndone.type && data !== null ? (data as FactUndoneData).fact : null;

async function readTexts(reader: Reader, reasons: readonly (Reason | undefined)[]): Promise<(string | null)[]> {
	const texts = await reader.getMany(
		personalTexts,
		reasons.map((reason) => (reason?.text ? personalId(reason.text) : ''))
	);
	return texts.map((found) => found?.text ?? null);
}

/** It can be taken back, perhaps with what stands on it. */
export const canTakeBack = ({ fact, isDead }: BatchFact): boolean => isUndoable(fact) && !isDead && fact.data !== null;

/** The last record that can be taken back. `history`: of the batch alone. */
export const lastUndoable = (history: readonly BatchFact[]): Fact | null => history.find(canTakeBack)?.fact ?? null;
