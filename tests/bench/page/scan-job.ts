import type { InitialiseBatch } from '#domain/batch/initialise.ts';
import { batch as batchSlice } from '#domain/batch/fold.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { deciderOf } from '#domain/catalog.ts';
import { item, type ItemRow } from '#domain/item/item.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import type { Thread } from '#domain/kernel/thread.ts';
import { NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import { progress, type ProgressRow } from '#domain/run/progress.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import { station, type StationRow } from '#domain/station/station.ts';
import { step, type StepRow } from '#domain/step/step.ts';
import type { Origin } from '#engine/commit.ts';
import { addEvent } from '#engine/project.ts';
import type { Identity } from '#engine/tables.ts';
import { sealDraft } from '../../support/generated-site.ts';

/** All that a scan at an init station reads. */
export interface ScanReads {
	readonly identity: Identity;
	readonly batch: BatchRow;
	readonly thread: Thread;
	readonly run: RunRow;
	readonly stations: readonly StationRow[];
	readonly steps: readonly StepRow[];
	readonly items: readonly ItemRow[];
	readonly sum: ProgressRow;
}

/** All that it writes, but for the outbox row, and the times in the sum, which the store's indexes tell. */
export interface ScanWrites {
	readonly identity: Identity;
	readonly event: FloorEvent;
	readonly batch: BatchRow;
	readonly thread: Thread;
	readonly sum: ProgressRow;
}

/** A scan without a store: the rule, the event, its hash and the fold of the product, for contenders that bring their own reads and writes. */
export function scanJob(reads: ScanReads, command: InitialiseBatch, origin: Origin): ScanWrites {
	const now = Date.now();
	const single = new Map<string, unknown>([
		[batches.name, reads.batch],
		[runs.name, reads.run]
	]);
	const whole = new Map<string, readonly unknown[]>([
		[station.table.name, reads.stations],
		[step.table.name, reads.steps],
		[item.table.name, reads.items]
	]);
	const rows: Rows = {
		get: <Row>(table: { readonly name: string }) => single.get(table.name) as Row | undefined,
		all: <Row>(table: { readonly name: string }) => (whole.get(table.name) ?? []) as readonly Row[]
	};
	const unused = (): never => {
		throw new Error('an initialisation mints no code and writes no personal text');
	};
	const decided = deciderOf(command).decide(command, rows, { now, mint: unused, personal: unused });
	const draft = decided.ok ? decided.value[0] : undefined;
	if (!draft) throw new Error(`the scan was refused: ${JSON.stringify(decided)}`);
	const working = { threads: new Map([[command.batch as string, reads.thread]]), changed: new Set<string>() };
	const { event, identity } = sealDraft(reads.identity, draft, working.threads, now, origin);
	addEvent(working, event);
	const thread = working.threads.get(command.batch) ?? reads.thread;
	const [folded] = batchSlice.fold([thread], NOBODY_WITHDRAWN);
	if (!folded) throw new Error('a batch folds to one row');
	const { row: batch } = folded;
	const sum = progress.count(progress.count(reads.sum, reads.batch, -1), batch, 1);
	return { identity, event, batch, thread, sum };
}
