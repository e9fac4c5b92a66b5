import {
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	LabelBound,
	BatchClosed
} from '#domain/batch/batch.ts';
import { bearersOf, descendantNeeds } from '#domain/batch/move.ts';
import { batchNeeds, batchOf } from '#domain/batch/place.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import type { StationRow } from '#domain/station/station.ts';
import { neededRows } from '#engine/submit.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { nextSteps, readRoutes, stepsAhead } from '#state/next-steps.ts';
import { readSending } from '#state/sending.ts';
import type { Sending } from '#state/words/history.ts';

/** What a label stands for now: one batch, or several that became of what it was put on. */
export type BatchPage =
	| { readonly type: 'one'; readonly scanned: Code; readonly batch: BatchDetail }
	/** The oldest first. */
	| { readonly type: 'several'; readonly scanned: Code; readonly batches: readonly BatchRow[] };

export interface BatchDetail {
	readonly row: BatchRow;
	/** The step it is at now, those it went through before, and those ahead of it, in the order of the work. */
	readonly steps: readonly BatchStep[];
	/** Of the steps ahead those that can be recorded next. */
	readonly next: readonly BatchStep[];
	/** Why it was closed by hand or made void, in the person's own words. */
	readonly because: string | null;
	/** What was recorded of it and of what it was moved on from: the newest first. */
	readonly history: readonly BatchFact[];
	readonly exceptions: readonly Exception[];
	/** What it was made of, and what was made of it, where that has labels of its own. */
	readonly parents: readonly Relative[];
	readonly children: readonly Relative[];
	/** The last record that can be taken back; null when there is none. */
	readonly undoable: Fact | null;
	/** Of a batch whose making was undone: the labels of what it was made of. */
	readonly insteadOf: readonly EntityId[];
}

export interface BatchStep {
	readonly id: EntityId;
	readonly state: 'done' | 'now' | 'ahead';
	/** The scan that brought the batch here; null while the step is ahead. */
	readonly scan: NonNullable<BatchRow['began']> | null;
	/** Where a step that is ahead is recorded. */
	readonly stations: readonly EntityId[];
}

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

/** Another batch; its row is missing while it has not arrived here. */
export interface Relative {
	readonly id: EntityId;
	readonly row: BatchRow | undefined;
}

/** Batches looked back at: more moves than any flow has. */
const LONGEST_CHAIN = 64;

export const readBatchPage =
	(scanned: Code) =>
	async (reader: Reader): Promise<BatchPage | null> => {
		const rows = await neededRows(reader, (known) => [
			...batchNeeds(scanned, known),
			...descendantNeeds(batchOf(scanned, known), known)
		]);
		const labelled = batchOf(scanned, rows);
		if (labelled === undefined) return null;
		const bearers = bearersOf(labelled, rows);
		const open = bearers.filter(({ state }) => state === 'open');
		const [only, ...others] = open.length > 0 ? open : bearers;
		if (only !== undefined && others.length === 0) {
			return { type: 'one', scanned, batch: await readDetail(reader, only) };
		}
		const several = [...(open.length > 0 ? open : bearers)];
		return { type: 'several', scanned, batches: several.sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1)) };
	};

async function readDetail(reader: Reader, row: BatchRow): Promise<BatchDetail> {
	const chain = await readChain(reader, row);
	const concerned = [...new Set([...chain.map(({ id }) => id as EntityId), row.label])];
	const [known, raised, routes, stations, parents, children] = await Promise.all([
		reader.getMany(threads, concerned),
		Promise.all(chain.map(({ id }) => reader.range(exceptions, { index: 'entity', from: id, to: `${id}\u0000` }))),
		readRoutes(reader, [row]),
		reader.range(definitions.station.table),
		readRelatives(reader, row, row.parents),
		readRelatives(reader, row, row.children)
	]);
	const threadsHere = known.flatMap((thread) => thread ?? []);
	const facts = new Map(threadsHere.flatMap((thread) => thread.facts.map((fact) => [fact.id, fact])));
	const disputes = raised.flat();
	const dead = deadFacts([...facts.values()], disputes);
	const own = threadsHere.find(({ entity }) => entity === row.id)?.facts ?? [];
	const ordered = [...facts.values()].sort((a, b) => compareEvents(b.id, a.id));
	const history = await readHistory(reader, ordered, dead, facts);
	const isOver = row.state === 'closed' || row.voided !== null;
	const ahead = (isOver ? [] : stepsAhead(row, routes)).map(({ id }) => aheadOf(row, id, stations));
	const following = new Set<EntityId>((isOver ? [] : nextSteps(row, routes)).map(({ id }) => id));
	const ending = row.voided ?? row.closed;
	return {
		row,
		steps: [...chain.flatMap((batch) => stepOf(batch, row)).reverse(), ...ahead],
		next: ahead.filter(({ id }) => following.has(id)),
		because: history.find(({ fact }) => fact.id === ending?.event)?.reason ?? null,
		history,
		exceptions: disputes.filter(
			({ entity, events }) => entity === row.id || (row.began && events[0] === row.began.event)
		),
		parents,
		children,
		undoable: row.voided ? null : (own.findLast(({ id, type }) => UNDOABLE.includes(type) && !dead.has(id)) ?? null),
		insteadOf: row.voided?.reason === null ? await readSources(reader, own) : []
	};
}

/** The batch and what it was moved on from, back to the first: as far as each was made of one other. */
async function readChain(reader: Reader, row: BatchRow): Promise<BatchRow[]> {
	const chain = [row];
	for (let [parent, ...others] = row.parents; parent !== undefined && others.length === 0;) {
		const before = await reader.get(batches, parent);
		if (!before || chain.length >= LONGEST_CHAIN || chain.some(({ id }) => id === before.id)) break;
		chain.push(before);
		[parent, ...others] = before.parents;
	}
	return chain;
}

function stepOf(batch: BatchRow, current: BatchRow): BatchStep[] {
	if (!batch.began?.step || batch.voided) return [];
	const isNow = batch === current && batch.state === 'open';
	return [{ id: batch.began.step.id, state: isNow ? 'now' : 'done', scan: batch.began, stations: [] }];
}

/** A planned batch is started where its item is made; everything later happens to what was made of it. */
function aheadOf({ state }: BatchRow, id: EntityId, stations: readonly StationRow[]): BatchStep {
	const here = stations.filter(
		({ archived, operation, steps }) => !archived && steps.includes(id) && (operation !== 'init' || state === 'created')
	);
	return { id, state: 'ahead', scan: null, stations: here.map((station) => station.id) };
}

async function readRelatives(reader: Reader, { label }: BatchRow, ids: readonly EntityId[]): Promise<Relative[]> {
	const rows = await reader.getMany(batches, ids);
	return ids
		.map((id, index): Relative => ({ id, row: rows[index] }))
		.filter(({ row }) => row === undefined || row.label !== label);
}

const UNDOABLE: readonly string[] = [BatchInitialised.type, BatchesTransformed.type, BatchClosed.type, LabelBound.type];

/** What was undone, unless a use stood against it, and what was made void. */
function deadFacts(facts: readonly Fact[], disputes: readonly Exception[]): ReadonlySet<EventId> {
	const blocked = new Set(disputes.filter(({ rule }) => rule === 'undo').map(({ events }) => events[0]));
	return new Set(
		facts.flatMap(({ id, type, data }): readonly EventId[] => {
			if (data === null) return [];
			if (type === BatchVoided.type) return (data as { readonly facts: readonly EventId[] }).facts;
			return type === FactUndone.type && !blocked.has(id) ? [(data as { readonly fact: EventId }).fact] : [];
		})
	);
}

async function readSources(reader: Reader, facts: readonly Fact[]): Promise<EntityId[]> {
	const taken = facts.flatMap(({ type, data }) =>
		type === BatchesTransformed.type && data !== null
			? (data as { readonly takes: readonly { readonly batch: EntityId }[] }).takes.map(({ batch }) => batch)
			: []
	);
	const rows = await reader.getMany(batches, taken);
	return [...new Set(rows.map((row, index) => row?.label ?? (taken[index] as EntityId)))];
}

async function readHistory(
	reader: Reader,
	facts: readonly Fact[],
	dead: ReadonlySet<EventId>,
	byId: ReadonlyMap<EventId, Fact>
): Promise<BatchFact[]> {
	const ids = facts.map(({ id }) => id);
	const sending = await readSending(reader, ids);
	const reasons = await reader.getMany(
		personalTexts,
		facts.map(({ data }) => {
			const text = (data as { readonly reason?: Reason } | null)?.reason?.text;
			return text ? personalId(text) : '';
		})
	);
	return facts.map((fact, index) => ({
		fact,
		sending: sending[index] ?? 'sent',
		reason: reasons[index]?.text ?? null,
		isDead: dead.has(fact.id),
		undoes:
			fact.type === FactUndone.type && fact.data !== null
				? (byId.get((fact.data as { readonly fact: EventId }).fact) ?? null)
				: null
	}));
}
