import { BatchesTransformed, type Transformed } from '#domain/batch/batch.ts';
import { bearersOf, descendantNeeds } from '#domain/batch/move.ts';
import { batchNeeds, batchOf } from '#domain/batch/place.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { readRoutes } from '#state/next-steps.ts';
import { stepsOn, type BatchStep } from './batch-steps.ts';
import { lastUndoable, readHistory, type BatchFact } from './read-history.ts';

/** What a label stands for now: one batch, or several that became of what it was put on. */
export type BatchPage =
	| { readonly type: 'one'; readonly scanned: Code; readonly batch: BatchDetail }
	/** The oldest first. */
	| { readonly type: 'several'; readonly scanned: Code; readonly batches: readonly BatchRow[] };

export interface BatchDetail {
	readonly row: BatchRow;
	/** In the order of the work. */
	readonly steps: readonly BatchStep[];
	/** What was recorded of it and of what it was moved on from: the newest first. */
	readonly history: readonly BatchFact[];
	/** Why it was closed by hand or made void, in the person's own words. */
	readonly because: string | null;
	/** What a lead has to decide about it. */
	readonly exceptions: readonly Exception[];
	/** What it was made of, and what was made of it, where that has labels of its own. */
	readonly parents: readonly Relative[];
	readonly children: readonly Relative[];
	/** The last record that can be taken back; null when there is none. */
	readonly undoable: Fact | null;
	/** Of a batch whose making was undone: the labels of what it was made of. */
	readonly insteadOf: readonly EntityId[];
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
		const meant = open.length > 0 ? open : bearers;
		const [only, ...others] = meant;
		return only !== undefined && others.length === 0
			? { type: 'one', scanned, batch: await readDetail(reader, only) }
			: { type: 'several', scanned, batches: meant.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1)) };
	};

async function readDetail(reader: Reader, row: BatchRow): Promise<BatchDetail> {
	const chain = await readChain(reader, row);
	const ids = chain.map((batch): EntityId => batch.id);
	const [raised, routes, stations, parents, children, own] = await Promise.all([
		Promise.all(ids.map((id) => reader.range(exceptions, { index: 'entity', from: id, to: `${id}\u0000` }))),
		readRoutes(reader, [row]),
		reader.range(definitions.station.table),
		readRelatives(reader, row, row.parents),
		readRelatives(reader, row, row.children),
		reader.get(threads, row.id)
	]);
	const disputes = raised.flat();
	// What was printed stands in the thread of the code on the paper.
	const history = await readHistory(reader, [...new Set([...ids, row.label])]);
	const ownFacts = new Set(own?.facts.map(({ id }) => id));
	const ending = row.voided ?? row.closed;
	return {
		row,
		steps: stepsOn(chain, routes, stations),
		history,
		because: history.find(({ fact }) => fact.id === ending?.event)?.reason ?? null,
		exceptions: disputes.filter(({ entity, events }) => entity === row.id || events[0] === row.began?.event),
		parents,
		children,
		undoable: row.voided ? null : lastUndoable(history.filter(({ fact }) => ownFacts.has(fact.id))),
		insteadOf: row.voided?.reason === null ? await readSources(reader, own?.facts ?? []) : []
	};
}

/** What the batch was moved on from, from the first, and the batch: as far back as each was made of one other. */
async function readChain(reader: Reader, row: BatchRow): Promise<BatchRow[]> {
	const chain = [row];
	for (let [parent, ...others] = row.parents; parent !== undefined && others.length === 0;) {
		const before = await reader.get(batches, parent);
		if (!before || chain.length >= LONGEST_CHAIN || chain.some(({ id }) => id === before.id)) break;
		chain.unshift(before);
		[parent, ...others] = before.parents;
	}
	return chain;
}

async function readRelatives(reader: Reader, { label }: BatchRow, ids: readonly EntityId[]): Promise<Relative[]> {
	const rows = await reader.getMany(batches, ids);
	return ids
		.map((id, index): Relative => ({ id, row: rows[index] }))
		.filter(({ row }) => row === undefined || row.label !== label);
}

/** The labels of what these facts made a batch of. */
async function readSources(reader: Reader, facts: readonly Fact[]): Promise<EntityId[]> {
	const taken = facts.flatMap(({ type, data }): EntityId[] =>
		type === BatchesTransformed.type && data !== null ? (data as Transformed).takes.map(({ batch }) => batch) : []
	);
	const rows = await reader.getMany(batches, taken);
	return [...new Set(taken.map((id, index) => rows[index]?.label ?? id))];
}
