import { BatchCorrected, BatchesTransformed, type Transformed } from '#domain/batch/batch.ts';
import type { Make } from '#domain/batch/goods.ts';
import { bearersOf, descendantNeeds } from '#domain/batch/bearer.ts';
import { batchNeeds, batchOf, partsOf, siteNeeds, stepsFor } from '#domain/batch/place.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { leadsTo } from '#domain/flow/route.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { threads, type Fact } from '#domain/kernel/thread.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { countDescendants, readHoldsOn, type StandingHold } from '../read-holds.ts';
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
	/** What keeps it from going on. */
	readonly holds: readonly StandingHold[];
	/** Batches made of it, however many steps later: a hold covers them as well. */
	readonly descendants: number;
	/** What its making says, where a correction says something else. */
	readonly recordedAs: RecordedAs | null;
	/** Steps that it may go back to, in the order of the work. */
	readonly earlierSteps: readonly Code[];
	/** Of a batch whose making was undone: the labels of what it was made of. */
	readonly insteadOf: readonly EntityId[];
}

/** Quantity and grade as they were first recorded. */
export type RecordedAs = Pick<Make, 'quantity' | 'grade'>;

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
	const [raised, routes, stations, parents, children, own, holds, descendants] = await Promise.all([
		Promise.all(ids.map((id) => reader.range(exceptions, { index: 'entity', from: id, to: `${id}\u0000` }))),
		neededRows(reader, (known) => siteNeeds(row.run, known)),
		reader.range(definitions.station.table),
		readRelatives(reader, row, row.parents),
		readRelatives(reader, row, row.children),
		reader.get(threads, row.id),
		readHoldsOn(reader, row),
		countDescendants(reader, row)
	]);
	const disputes = raised.flat();
	// What was printed stands in the thread of the code on the paper.
	const history = await readHistory(reader, [...new Set([...ids, row.label])]);
	const ownFacts = new Set(own?.facts.map(({ id }) => id));
	const ofItself = history.filter(({ fact }) => ownFacts.has(fact.id));
	const ending = row.voided ?? row.closed;
	return {
		row,
		steps: stepsOn(chain, routes, stations),
		history,
		because: history.find(({ fact }) => fact.id === ending?.event)?.reason ?? null,
		exceptions: disputes.filter(({ entity, events }) => entity === row.id || events[0] === row.began?.event),
		parents,
		children,
		undoable: row.voided ? null : lastUndoable(ofItself),
		holds,
		descendants,
		recordedAs: recordedAs(row, ofItself),
		earlierSteps: row.state === 'open' && !row.voided ? earlierSteps(row, routes) : [],
		insteadOf: row.voided?.reason === null ? await readSources(reader, own?.facts ?? []) : []
	};
}

/** Its making, unless that is what counts. `history`: of the batch alone. */
function recordedAs({ quantity, grade }: BatchRow, history: readonly BatchFact[]): RecordedAs | null {
	const makes = history.flatMap(({ fact, isDead }) => {
		const { make } = (fact.data ?? {}) as { readonly make?: Make | null };
		return make && !isDead ? [make] : [];
	});
	const made = makes.at(-1);
	const isCorrected = history.some(({ fact, isDead }) => fact.type === BatchCorrected.type && !isDead);
	if (!made || !isCorrected) return null;
	const isSame = made.grade === grade && JSON.stringify(made.quantity) === JSON.stringify(quantity);
	return isSame ? null : made;
}

/** Every step behind a batch that takes no more than one part. */
function earlierSteps(row: BatchRow, routes: Rows): Code[] {
	const { item } = row;
	if (!item) return [];
	const steps = stepsFor(row, routes);
	const behind = steps.filter((step) => leadsTo(steps, [step], item.id) && partsOf(step, routes).length <= 1);
	return behind.map(({ id }) => id as Code);
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
