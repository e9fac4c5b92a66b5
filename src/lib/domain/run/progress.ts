import { batches, hasEnded, type BatchRow, type BatchState } from '../batch/views.ts';
import type { EntityId } from '../kernel/event.ts';
import { table } from '../kernel/table.ts';
import type { Tally } from '../kernel/view.ts';

/** How far a run's batches are: whole numbers of batches, and the wall times the first and the last of them settled. */
export interface ProgressRow {
	readonly id: EntityId;
	readonly planned: number;
	/** Planned, and not scanned into process. */
	readonly created: number;
	readonly open: number;
	/** At the end of their flow or by hand. What was used up by a later scan goes on in what was made of it. */
	readonly closed: number;
	/** Planned, and void. */
	readonly voided: number;
	/** Scanned before the planning or the making they stand on arrived. */
	readonly unplanned: number;
	/** Batches with something for a lead to decide. */
	readonly disputed: number;
	/** By step: how many are there now, and how many have gone on from it or are closed. In the order of the steps' ids. */
	readonly steps: { readonly [step: EntityId]: { readonly here: number; readonly done: number } };
	readonly started: string | null;
	readonly completed: string | null;
}

/** Beside `runs`, so that a scan reads and writes one small row and not the run's every batch. */
export const progress: Tally<BatchRow, ProgressRow> = {
	from: batches,
	table: table<ProgressRow>('progress', 'id'),
	version: 2,
	index: 'run',
	group: ({ run }) => run,
	zero: (id) => ({
		id,
		planned: 0,
		created: 0,
		open: 0,
		closed: 0,
		voided: 0,
		unplanned: 0,
		disputed: 0,
		steps: {},
		started: null,
		completed: null
	}),
	count(sum, row, sign) {
		const { origin, state, voided, began, exceptions } = row;
		const live = (wanted: boolean): number => (wanted && !voided ? sign : 0);
		return {
			...sum,
			planned: sum.planned + live(origin === 'planned'),
			created: sum.created + live(origin === 'planned' && state === 'created'),
			open: sum.open + live(state === 'open'),
			closed: sum.closed + (hasEnded(row) ? sign : 0),
			voided: sum.voided + (voided && origin === 'planned' ? sign : 0),
			unplanned: sum.unplanned + live(origin === null),
			disputed: sum.disputed + (exceptions.length > 0 ? sign : 0),
			steps: began?.step && !voided ? countStep(sum.steps, began.step.id, state, sign) : sum.steps
		};
	},
	ends: [
		{ index: '[run+entered]', end: 'first' },
		{ index: '[run+settled]', end: 'last' }
	],
	mark(sum, [firstEntered, lastSettled]) {
		// Scans that came before what they stand on: there may be more to come.
		const last = sum.created === 0 && sum.unplanned === 0 ? lastSettled : undefined;
		return {
			...sum,
			started: firstEntered?.began?.at ?? null,
			completed: last?.began?.at ?? last?.voided?.at ?? null
		};
	}
};

/** A step with nothing at it is left out: a row of zeros would tell in which order the events came. */
function countStep(steps: ProgressRow['steps'], step: EntityId, state: BatchState, sign: 1 | -1): ProgressRow['steps'] {
	const { here = 0, done = 0 } = steps[step] ?? {};
	const counted = state === 'open' ? { here: here + sign, done } : { here, done: done + sign };
	const all = Object.entries({ ...steps, [step]: counted }).filter(([, at]) => at.here !== 0 || at.done !== 0);
	return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

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
