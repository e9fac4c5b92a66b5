import { BatchesPlanned, BatchInitialised, BatchVoided, FactUndone } from '../batch/batch.ts';
import { hasEnded, type BatchRow } from '../batch/views.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { isFinished } from './milestones.ts';
import type { ProgressRow } from './progress.ts';
import type { RunRecord } from './records.ts';

/** What a run reached with a record. */
export interface Reached {
	readonly kind: 'started' | 'completed' | 'finished';
	readonly id: EventId;
	readonly at: string;
	readonly by: readonly EntityId[];
	readonly device: string;
	/** The batch that was the first to start; null of what is about the run. */
	readonly batch: EntityId | null;
}

export interface Milestones {
	readonly reached: readonly Reached[];
	/** Records by which a completed run went on. */
	readonly movedBack: ReadonlySet<EventId>;
}

/**
 * When the run started, was completed and finished, also when it was completed more than once. Whether a batch counts as started in
 * the end is what its row says, which is how all its records were settled; what is replayed here is only the way there.
 */
export function milestonesOf(
	records: readonly RunRecord[],
	rows: readonly BatchRow[],
	sum: ProgressRow | undefined
): Milestones {
	const reached: Reached[] = [];
	const movedBack = new Set<EventId>();
	const first = leastBy(rows, ({ entered }) => entered);
	if (first?.began && sum?.started !== null)
		reached.push(reachedBy({ ...first.began, id: first.began.event }, 'started', first.id));

	const [completions, isComplete] = replay(records, startedInVain(records, rows));
	for (const { record, isBack } of completions) {
		if (isBack) movedBack.add(record.id);
		else reached.push(reachedBy(record, 'completed'));
	}

	const last = reached.findLastIndex(({ kind }) => kind === 'completed');
	if (sum?.completed === null && isComplete && last >= 0) reached.splice(last, 1);
	const lastSettled = greatestBy(rows, ({ settled }) => settled);
	const ending = lastSettled?.voided ?? lastSettled?.began ?? undefined;
	if (sum !== undefined && sum.completed !== null && !isComplete && ending)
		reached.push(reachedBy({ ...ending, id: ending.event }, 'completed'));

	const lastClosed = greatestBy(rows, (row) => (hasEnded(row) ? row.left : undefined))?.closed;
	if (sum && isFinished(sum) && lastClosed) {
		// A batch that was the last to be open may have been made void.
		const isVoidLater = ending !== undefined && compareEvents(ending.event, lastClosed.event) > 0;
		const finishing = isVoidLater ? ending : lastClosed;
		reached.push(reachedBy({ ...finishing, id: finishing.event }, 'finished'));
	}
	return { reached, movedBack };
}

const reachedBy = (
	{ id, at, by, device }: Pick<RunRecord, 'id' | 'at' | 'by' | 'device'>,
	kind: Reached['kind'],
	batch: EntityId | null = null
): Reached => ({ kind, id, at, by, device, batch });

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
	const { by } = settledBy(records);
	return new Set(rows.flatMap(({ id, settled }) => (settled === undefined ? [...(by.get(id) ?? [])] : [])));
}

/** Planned batches that keep the run from being completed, and the record that each waits since: its planning, or an undone start. */
export function waitingSince(
	records: readonly RunRecord[],
	rows: readonly BatchRow[]
): ReadonlyMap<EntityId, RunRecord> {
	const { since } = settledBy(records);
	const waiting = rows.filter(({ origin, settled }) => origin === 'planned' && settled === undefined);
	return new Map(
		waiting.flatMap(({ id }): [EntityId, RunRecord][] => {
			const record = since.get(id);
			return record ? [[id, record]] : [];
		})
	);
}

function settledBy(records: readonly RunRecord[]): ReturnType<typeof createSettling> {
	const settling = createSettling();
	for (const record of records) settling.take(record);
	return settling;
}

/** Which records brought each planned batch into process or made it void, and were not taken back. */
function createSettling() {
	const by = new Map<EntityId, Set<EventId>>();
	/** What each batch waits since, or waited. */
	const since = new Map<EntityId, RunRecord>();
	const batchOf = new Map<EventId, EntityId>();
	let waiting = 0;

	function wait(batch: EntityId, record: RunRecord): void {
		since.set(batch, record);
		waiting++;
	}

	function settle(id: EventId, batch: EntityId): void {
		const known = by.get(batch);
		if (known === undefined) return;
		if (known.size === 0) waiting--;
		known.add(id);
		batchOf.set(id, batch);
	}

	return {
		by: by as ReadonlyMap<EntityId, ReadonlySet<EventId>>,
		since: since as ReadonlyMap<EntityId, RunRecord>,
		isComplete: (): boolean => by.size > 0 && waiting === 0,
		take(record: RunRecord): void {
			const { id, type, batches, undoes } = record;
			if (type === BatchesPlanned.type) {
				for (const batch of batches) {
					if (by.has(batch)) continue;
					by.set(batch, new Set());
					wait(batch, record);
				}
			} else if (type === BatchInitialised.type || type === BatchVoided.type) {
				settle(id, batches[0] ?? '');
			} else if (type === FactUndone.type && undoes !== null) {
				const batch = batchOf.get(undoes) ?? '';
				const known = by.get(batch);
				if (known?.delete(undoes) && known.size === 0) wait(batch, record);
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
