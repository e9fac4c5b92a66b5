import * as v from 'valibot';
import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	BatchInitialised,
	BatchVoided,
	FactUndone
} from '#domain/batch/batch.ts';
import { LabelsSwapped } from '#domain/batch/label-facts.ts';
import type { BatchRow, ProgressRow } from '#domain/batch/views.ts';
import { HoldPlaced, HoldReleased } from '#domain/hold/hold.ts';
import type { Code } from '#domain/kernel/code.ts';
import { ExceptionResolved } from '#domain/kernel/decision.ts';
import {
	compareEvents,
	entityIdSchema,
	eventKey,
	type EntityId,
	type EventId,
	type FloorEvent
} from '#domain/kernel/event.ts';
import { personalId } from '#domain/kernel/personal.ts';
import type { Reason } from '#domain/kernel/reason.ts';
import type { Fact } from '#domain/kernel/thread.ts';
import { readData, type EventSpec } from '#domain/kernel/view.ts';
import { isFinished } from '#domain/run/milestones.ts';
import { RunCancelled, RunChanged, RunCreated, type RunCreatedData } from '#domain/run/run.ts';

export type MomentKind =
	| 'created'
	| 'changed'
	| 'cancelled'
	| 'added'
	| 'started'
	| 'completed'
	| 'finished'
	| 'held'
	| 'freed'
	| 'corrected'
	| 'undone'
	| 'closed'
	| 'voided'
	| 'decided'
	| 'swapped';

/** Something of a run that its office, its leads or quality ask about later; several records of one person that belong together are one. */
export interface RunMoment {
	/** The record, the first of several. */
	readonly event: EventId;
	readonly kind: MomentKind;
	/** Wall time of the last of them. */
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
	/** What it is about, each once: batches, or the run itself. */
	readonly about: readonly EntityId[];
	readonly reason: Reason | null;
	/** By it a run that was completed goes on. */
	readonly movedBack: boolean;
	/** Of a creation: it was released with it. */
	readonly released: boolean;
}

/** A record of the run's log as far as its time line needs it. */
export interface RunRecord {
	readonly id: EventId;
	readonly type: string;
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
	readonly seq: number;
	readonly batches: readonly EntityId[];
	/** What it takes back. */
	readonly undoes: EventId | null;
	readonly reason: Reason | null;
}

interface Said {
	readonly batch?: EntityId;
	readonly makes?: readonly { readonly batch: EntityId }[];
	readonly covers?: readonly EntityId[];
	readonly labels?: readonly { readonly batch: EntityId }[];
	readonly fact?: EventId;
	readonly reason?: Reason | null;
}

/** Records that a run's time line is made of. What becomes of each batch scan by scan stands in its own history. */
const TOLD: ReadonlyMap<string, EventSpec<string, unknown, unknown>> = new Map(
	[
		BatchesPlanned,
		BatchClosed,
		BatchVoided,
		BatchCorrected,
		FactUndone,
		HoldPlaced,
		HoldReleased,
		LabelsSwapped,
		ExceptionResolved
	].map((spec) => [spec.type, spec as unknown as EventSpec<string, unknown, unknown>])
);

/** Starts are the most of a log by far. The one member that is needed of each; whether it counts is what the batch's row says. */
const startSchema = v.object({ batch: entityIdSchema });

function saidIn(event: FloorEvent): Said | undefined {
	if (event.type === BatchInitialised.type) {
		const start = v.safeParse(startSchema, event.data);
		return start.success ? start.output : undefined;
	}
	const spec = TOLD.get(event.type);
	return (spec && readData(spec, event))?.data as Said | undefined;
}

/** Null for what the time line leaves out, and for what this version cannot read. */
export function recordOf(event: FloorEvent): RunRecord | null {
	const said = saidIn(event);
	if (said === undefined) return null;
	const { batch, makes, covers, labels, fact, reason } = said;
	const { _id: id, type, at, by, device, seq, touches } = event;
	const named = batch === undefined ? (makes ?? labels)?.map((one) => one.batch) : [batch];
	return {
		id,
		type,
		at,
		by,
		device,
		seq,
		batches: named ?? covers ?? touches.filter((entity) => entity.startsWith('b')),
		undoes: fact ?? null,
		reason: reason ?? null
	};
}

export interface RunPast {
	readonly run: Code;
	/** What was recorded of the run itself. */
	readonly facts: readonly Fact[];
	/** Of its batches, in the order of records. */
	readonly records: readonly RunRecord[];
	readonly rows: readonly BatchRow[];
	readonly sum: ProgressRow | undefined;
}

/**
 * The newest first. Every device that holds the same records tells the same. A cancelled run reaches nothing any more: that the rest of
 * its batches is void completes it only on paper.
 */
export function momentsOf({ run, facts, records, rows, sum }: RunPast): RunMoment[] {
	const ownMoments = facts.flatMap((fact) => ownMoment(run, fact));
	const ofCreation = plannedWith(facts, records);
	const milestones = milestonesOf(records, rows, sum);
	const told = records.flatMap((record): RunMoment[] => {
		const kind = KINDS[record.type];
		if (kind === undefined || ofCreation.has(record.id)) return [];
		return [{ ...momentAt(record, kind, record.batches, milestones.movedBack.has(record.id)), reason: record.reason }];
	});
	const cancelled = ownMoments.find(({ kind }) => kind === 'cancelled');
	const reached = milestones.reached.filter(({ event }) => !cancelled || compareEvents(event, cancelled.event) < 0);
	return together(
		[...ownMoments, ...told, ...reached].sort((a, b) => compareEvents(a.event, b.event) || orderOf(a) - orderOf(b))
	).reverse();
}

const KINDS: Readonly<Record<string, MomentKind>> = {
	[BatchesPlanned.type]: 'added',
	[BatchClosed.type]: 'closed',
	[BatchVoided.type]: 'voided',
	[BatchCorrected.type]: 'corrected',
	[FactUndone.type]: 'undone',
	[HoldPlaced.type]: 'held',
	[HoldReleased.type]: 'freed',
	[LabelsSwapped.type]: 'swapped',
	[ExceptionResolved.type]: 'decided'
};

/** What one record brought about comes after the record. */
const orderOf = ({ kind }: RunMoment): number => ['started', 'completed', 'finished'].indexOf(kind);

function momentAt(
	{ id, at, by, device }: Pick<RunRecord, 'id' | 'at' | 'by' | 'device'>,
	kind: MomentKind,
	about: readonly EntityId[],
	movedBack = false
): RunMoment {
	return { event: id, kind, at, by, device, about, reason: null, movedBack, released: false };
}

function ownMoment(run: Code, fact: Fact): RunMoment[] {
	if (fact.data === null) return [];
	switch (fact.type) {
		case RunCreated.type:
			return [{ ...momentAt(fact, 'created', [run]), released: (fact.data as RunCreatedData).released }];
		case RunChanged.type:
			return [momentAt(fact, 'changed', [run])];
		case RunCancelled.type:
			return [{ ...momentAt(fact, 'cancelled', [run]), reason: (fact.data as { readonly reason: Reason }).reason }];
		default:
			return [];
	}
}

/** The planning that came with the run: its chain goes on from the creation without a gap. */
function plannedWith(facts: readonly Fact[], records: readonly RunRecord[]): ReadonlySet<EventId> {
	const plannings = records.filter(({ type }) => type === BatchesPlanned.type);
	const found = new Set<EventId>();
	for (const { type, data, device, seq } of facts) {
		if (type !== RunCreated.type || data === null) continue;
		let next = seq + 1;
		for (const planning of plannings) {
			if (planning.device !== device || planning.seq !== next) continue;
			found.add(planning.id);
			next++;
		}
	}
	return found;
}

interface Milestones {
	readonly reached: readonly RunMoment[];
	/** Records by which a completed run went on. */
	readonly movedBack: ReadonlySet<EventId>;
}

/**
 * When the run started, was completed and finished, also when it was completed more than once. Whether a batch counts as started in
 * the end is what its row says, which is how all its records were settled; what is replayed here is only the way there.
 */
function milestonesOf(
	records: readonly RunRecord[],
	rows: readonly BatchRow[],
	sum: ProgressRow | undefined
): Milestones {
	const reached: RunMoment[] = [];
	const movedBack = new Set<EventId>();
	const first = leastBy(rows, ({ entered }) => entered);
	if (first?.began && sum?.started !== null)
		reached.push(momentAt({ ...first.began, id: first.began.event }, 'started', [first.id]));

	const [completions, isComplete] = replay(records, startedInVain(records, rows));
	for (const { record, isBack } of completions) {
		if (isBack) movedBack.add(record.id);
		else reached.push(momentAt(record, 'completed', []));
	}

	const last = reached.findLastIndex(({ kind }) => kind === 'completed');
	if (sum?.completed === null && isComplete && last >= 0) reached.splice(last, 1);
	const lastSettled = greatestBy(rows, ({ settled }) => settled);
	const ending = lastSettled?.voided ?? lastSettled?.began ?? undefined;
	if (sum !== undefined && sum.completed !== null && !isComplete && ending)
		reached.push(momentAt({ ...ending, id: ending.event }, 'completed', []));

	const lastClosed = greatestBy(rows, ({ left, closed, voided }) =>
		closed?.how === 'used' || voided ? undefined : left
	)?.closed;
	if (sum && isFinished(sum) && lastClosed) {
		// A batch that was the last to be open may have been made void.
		const isVoidLater = ending !== undefined && compareEvents(ending.event, lastClosed.event) > 0;
		const finishing = isVoidLater ? ending : lastClosed;
		reached.push(momentAt({ ...finishing, id: finishing.event }, 'finished', []));
	}
	return { reached, movedBack };
}

interface Turn {
	readonly record: RunRecord;
	/** Else the run was completed by it. */
	readonly isBack: boolean;
}

/** Where the run was completed and where it went on, and whether it is complete at the end. `ignored`: starts that count for nothing. */
function replay(records: readonly RunRecord[], ignored: ReadonlySet<EventId>): [readonly Turn[], boolean] {
	const turns: Turn[] = [];
	const settling = createSettling();
	let isComplete = false;
	for (const record of records) {
		if (ignored.has(record.id)) continue;
		settling.take(record);
		const isNow = settling.isComplete();
		if (isNow !== isComplete) turns.push({ record, isBack: isComplete });
		isComplete = isNow;
	}
	return [turns, isComplete];
}

/** Starts and voids of batches that wait all the same, as all their records were settled: whoever looked then saw otherwise. */
function startedInVain(records: readonly RunRecord[], rows: readonly BatchRow[]): ReadonlySet<EventId> {
	const settling = createSettling();
	for (const record of records) settling.take(record);
	return new Set(rows.flatMap(({ id, settled }) => (settled === undefined ? [...(settling.by.get(id) ?? [])] : [])));
}

/** Which records brought each planned batch into process or made it void, and were not taken back. */
function createSettling() {
	const by = new Map<EntityId, Set<EventId>>();
	const batchOf = new Map<EventId, EntityId>();
	let waiting = 0;

	function settle(id: EventId, batch: EntityId): void {
		const known = by.get(batch);
		if (known === undefined) return;
		if (known.size === 0) waiting--;
		known.add(id);
		batchOf.set(id, batch);
	}

	return {
		by: by as ReadonlyMap<EntityId, ReadonlySet<EventId>>,
		isComplete: (): boolean => by.size > 0 && waiting === 0,
		take({ id, type, batches, undoes }: RunRecord): void {
			if (type === BatchesPlanned.type) {
				const fresh = batches.filter((batch) => !by.has(batch));
				for (const batch of fresh) by.set(batch, new Set());
				waiting += fresh.length;
			} else if (type === BatchInitialised.type || type === BatchVoided.type) {
				settle(id, batches[0] ?? '');
			} else if (type === FactUndone.type && undoes !== null) {
				const known = by.get(batchOf.get(undoes) ?? '');
				if (known?.delete(undoes) && known.size === 0) waiting++;
			}
		}
	};
}

function leastBy(rows: readonly BatchRow[], of: (row: BatchRow) => string | undefined): BatchRow | undefined {
	return bestBy(rows, of, (a, b) => a < b);
}

function greatestBy(rows: readonly BatchRow[], of: (row: BatchRow) => string | undefined): BatchRow | undefined {
	return bestBy(rows, of, (a, b) => a > b);
}

function bestBy(
	rows: readonly BatchRow[],
	of: (row: BatchRow) => string | undefined,
	isBetter: (a: string, b: string) => boolean
): BatchRow | undefined {
	let best: BatchRow | undefined;
	let known: string | undefined;
	for (const row of rows) {
		const value = of(row);
		if (value === undefined || (known !== undefined && !isBetter(value, known))) continue;
		[best, known] = [row, value];
	}
	return best;
}

/** Records of one thing that one person did to many batches in one go. */
const TOGETHER_MS = 10 * 60_000;

/** In the order of records. */
function together(moments: readonly RunMoment[]): RunMoment[] {
	const grouped: RunMoment[] = [];
	for (const moment of moments) {
		const before = grouped.at(-1);
		if (before === undefined || !belongTogether(before, moment)) {
			grouped.push(moment);
			continue;
		}
		grouped[grouped.length - 1] = {
			...before,
			at: moment.at,
			about: [...new Set([...before.about, ...moment.about])],
			movedBack: before.movedBack || moment.movedBack
		};
	}
	return grouped;
}

const MILESTONES: ReadonlySet<MomentKind> = new Set(['created', 'cancelled', 'started', 'completed', 'finished']);

const belongTogether = (one: RunMoment, other: RunMoment): boolean =>
	one.kind === other.kind &&
	!MILESTONES.has(one.kind) &&
	one.device === other.device &&
	one.by.join() === other.by.join() &&
	reasonIn(one) === reasonIn(other) &&
	Math.abs(Date.parse(other.at) - Date.parse(one.at)) <= TOGETHER_MS;

const reasonIn = ({ reason }: RunMoment): string => (reason?.text ? personalId(reason.text) : '');

/** Planned batches that keep the run from being completed, and the record that each waits since: its planning, or an undone start. */
export function unsettledBy(records: readonly RunRecord[], rows: readonly BatchRow[]): RunMoment[] {
	const waiting = new Set<EntityId>(
		rows.filter(({ origin, settled }) => origin === 'planned' && settled === undefined).map(({ id }) => id)
	);
	const since = new Map<EntityId, RunRecord>();
	const started = new Map<EventId, EntityId>();
	for (const record of records) {
		const kind = record.type;
		if (kind === BatchesPlanned.type) {
			for (const batch of record.batches) if (waiting.has(batch) && !since.has(batch)) since.set(batch, record);
		} else if (kind === BatchInitialised.type || kind === BatchVoided.type) {
			started.set(record.id, record.batches[0] ?? '');
		} else if (kind === FactUndone.type && record.undoes !== null) {
			const batch = started.get(record.undoes);
			if (batch !== undefined && waiting.has(batch)) since.set(batch, record);
		}
	}
	const byRecord = Map.groupBy(since, ([, record]) => record);
	return together(
		[...byRecord]
			.map(([record, held]) =>
				momentAt(
					record,
					record.type === FactUndone.type ? 'undone' : 'added',
					held.map(([batch]) => batch),
					true
				)
			)
			.sort((a, b) => (eventKey(a.event) < eventKey(b.event) ? -1 : 1))
	).reverse();
}
