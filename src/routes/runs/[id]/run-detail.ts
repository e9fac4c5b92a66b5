import { batches, type BatchRow } from '#domain/batch/views.ts';
import { routeNeeds, stepsOfLine } from '#domain/flow/pinned.ts';
import { routeFrom } from '#domain/flow/route.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import { neededRows } from '#engine/submit.ts';
import { personalTexts } from '#engine/tables.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { progress, runState, type ProgressRow, type RunState } from '#domain/run/progress.ts';
import type { Reader } from '#ports/store.ts';
import { readHolds, type StandingHold } from '../../b/read-holds.ts';
import { readOrdersOf, type KnownOrders } from '../run-orders.ts';

/** A run as its page shows it. */
export interface RunDetail {
	readonly run: RunRow;
	readonly sum: ProgressRow | undefined;
	readonly state: RunState;
	readonly cancelledBecause: string | null;
	/** What stops all of it. */
	readonly holds: readonly StandingHold[];
	/** What the merge of histories left for a lead, of this run. */
	readonly decisions: readonly Exception[];
	/** The way its batches go, and how many are where. */
	readonly steps: readonly StepCount[];
	/** The sales orders that its lines fulfil, by their ids, as far as they have arrived here. */
	readonly orders: KnownOrders;
}

export interface StepCount {
	readonly step: EntityId;
	readonly here: number;
	readonly done: number;
}

/** Null: this device knows no such run. */
export async function readRun(reader: Reader, id: Code): Promise<RunDetail | null> {
	const run = await reader.get(runs, id);
	if (run === undefined) return null;
	const sum = await reader.get(progress.table, id);
	const reason = run.cancelled?.reason.text;
	const text = reason && (await reader.get(personalTexts, personalId(reason)));
	return {
		run,
		sum,
		state: runState(sum, run.cancelled !== null),
		cancelledBecause: text?.text ?? null,
		holds: await readHolds(reader, run.holds),
		decisions: await reader.range(exceptions, ofRun(id)),
		steps: stepCounts(run, sum, await neededRows(reader, (known) => routeNeeds(id, known))),
		orders: await readOrdersOf(reader, run.lines)
	};
}

/** In the order of the work, by each line's flow; then steps that batches are at all the same. */
function stepCounts(run: RunRow, sum: ProgressRow | undefined, routes: Rows): StepCount[] {
	const counted = sum?.steps ?? {};
	const planned = run.lines.flatMap(({ line, item }) =>
		routeFrom(stepsOfLine(run, line, routes), item.id).map(({ id }) => id as EntityId)
	);
	return [...new Set([...planned, ...Object.keys(counted)])].map((id) => ({
		step: id,
		here: counted[id]?.here ?? 0,
		done: counted[id]?.done ?? 0
	}));
}

/** When the batch came that has been at a step for longest, by step. */
export function oldestAt(rows: readonly BatchRow[]): ReadonlyMap<EntityId, string> {
	const oldest = new Map<EntityId, string>();
	const open = rows.filter(({ state, voided }) => state === 'open' && voided === null);
	for (const { began } of open.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1))) {
		if (began?.step && !oldest.has(began.step.id)) oldest.set(began.step.id, began.at);
	}
	return oldest;
}

/** The run's batches in the order of their codes: the order they were planned in. */
export const readBatches =
	(id: Code) =>
	(reader: Reader): Promise<BatchRow[]> =>
		reader.range(batches, ofRun(id));

const ofRun = (id: Code) => ({ index: 'run', from: id, to: `${id}\u0000` });
