import type { Code } from '../kernel/code.ts';
import type { Pinned } from '../kernel/definition.ts';
import { eventKey, type EntityId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { table } from '../kernel/table.ts';
import { unreadFacts } from '../kernel/thread.ts';
import type { Slice, Tally, ViewRow } from '../kernel/view.ts';
import { occasion, type Occasion, type ReasonedOccasion } from '../run/run.ts';
import { BatchClosed, BatchesPlanned, BatchInitialised, BatchVoided, type Grade } from './batch.ts';
import { batchVerdict } from './verdict.ts';

export type BatchState = 'created' | 'open' | 'closed';

/** A batch as its label's reader sees it. */
export interface BatchRow extends ViewRow {
	readonly run: EntityId | null;
	readonly line: number | null;
	/** Null while its planning has not arrived here. */
	readonly item: Pinned | null;
	readonly quantity: Quantity | null;
	readonly grade: Grade;
	/** Planned machine. */
	readonly machine: EntityId | null;
	readonly state: BatchState;
	readonly voided: ReasonedOccasion | null;
	/** Something it stands on has not arrived here. */
	readonly waiting: boolean;
	/** The scan that brought it into process. */
	readonly initialised: Initialised | null;
	readonly closed: ReasonedOccasion | null;
	/** Where it is open: a machine, else a station. Missing when it is not open. */
	readonly openAt?: EntityId;
	/** Order of entering process within a run. Missing before. */
	readonly entered?: string;
	/** Order of no longer being only planned (entered or voided). Missing before. */
	readonly settled?: string;
}

export interface Initialised extends Occasion {
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
	readonly step: Pinned;
}

export const batches = table<BatchRow>('batches', 'id', ['run', 'openAt', '[run+entered]', '[run+settled]']);

export const batch: Slice<BatchRow> = {
	kind: 'batch',
	events: [BatchesPlanned, BatchInitialised, BatchClosed, BatchVoided] as unknown as Slice<BatchRow>['events'],
	table: batches,
	version: 1,
	fold(thread) {
		const { run, maker, deadMaker, init, close, voided, waiting, exceptions } = batchVerdict(thread);
		const planned = (maker ?? deadMaker)?.data;
		const state: BatchState = close ? 'closed' : init ? 'open' : 'created';
		const where = init && (init.machine ?? init.station);
		const settled = init ?? voided;
		const row: BatchRow = {
			id: thread.entity as Code,
			run,
			line: planned?.line ?? null,
			item: planned?.make.item ?? null,
			quantity: planned?.make.quantity ?? null,
			grade: planned?.make.grade ?? 'firsts',
			machine: planned?.make.machine ?? null,
			state,
			voided: voided ? { ...occasion(voided), reason: voided.data.reason } : null,
			waiting,
			initialised: init
				? { ...occasion(init), station: init.station, machine: init.machine, step: init.data.step }
				: null,
			closed: close ? { ...occasion(close), reason: close.data.reason } : null,
			exceptions: exceptions.map(({ id }) => id),
			unread: unreadFacts(thread),
			...(state === 'open' && where && !voided ? { openAt: where } : {}),
			...(init ? { entered: eventKey(init.id) } : {}),
			...(settled ? { settled: eventKey(settled.id) } : {})
		};
		return { row, exceptions };
	}
};

/** How far a run's batches are: whole numbers of batches, and the wall times the first and the last of them settled. */
export interface ProgressRow {
	readonly id: EntityId;
	readonly planned: number;
	readonly created: number;
	readonly open: number;
	readonly closed: number;
	readonly voided: number;
	/** Batches with something for a lead to decide. */
	readonly disputed: number;
	readonly started: string | null;
	readonly completed: string | null;
}

/** Beside `runs`, so that a scan reads and writes one small row and not the run's every batch. */
export const progress: Tally<BatchRow, ProgressRow> = {
	from: batches,
	table: table<ProgressRow>('progress', 'id'),
	version: 1,
	index: 'run',
	group: ({ run }) => run,
	zero: (id) => ({
		id,
		planned: 0,
		created: 0,
		open: 0,
		closed: 0,
		voided: 0,
		disputed: 0,
		started: null,
		completed: null
	}),
	count(sum, { item, state, voided, exceptions }, sign) {
		const live = (wanted: boolean): number => (wanted && !voided ? sign : 0);
		return {
			...sum,
			planned: sum.planned + live(item !== null),
			created: sum.created + live(state === 'created'),
			open: sum.open + live(state === 'open'),
			closed: sum.closed + live(state === 'closed'),
			voided: sum.voided + (voided ? sign : 0),
			disputed: sum.disputed + (exceptions.length > 0 ? sign : 0)
		};
	},
	ends: [
		{ index: '[run+entered]', end: 'first' },
		{ index: '[run+settled]', end: 'last' }
	],
	mark(sum, [firstEntered, lastSettled]) {
		// Scans that came before the planning they stand on: there may be more to come.
		const isWhole = sum.open + sum.closed <= sum.planned;
		const last = sum.created === 0 && isWhole ? lastSettled : undefined;
		return {
			...sum,
			started: firstEntered?.initialised?.at ?? null,
			completed: last?.initialised?.at ?? last?.voided?.at ?? null
		};
	}
};

export type RunState = 'pending' | 'in progress' | 'completed' | 'cancelled';

/**
 * Pending until the first batch is initialised; completed when every planned batch was scanned into process or voided.
 * A late event or a new batch may move a run back.
 */
export function runState(sum: ProgressRow | undefined, cancelled: boolean): RunState {
	if (cancelled) return 'cancelled';
	if (sum === undefined) return 'pending';
	if (sum.completed !== null) return 'completed';
	return sum.started === null ? 'pending' : 'in progress';
}
