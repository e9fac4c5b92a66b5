import { BatchesPlanned, BatchVoided } from '../batch/batch.ts';
import { batches } from '../batch/views.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, needAll, type Draft, type Need, type Rows } from '../kernel/decider.ts';
import type { Reason } from '../kernel/reason.ts';
import { threads } from '../kernel/thread.ts';
import { RunCancelled, runStream } from './run.ts';

/** What has to be known of a run's batches to take them out of the plan. */
export const cancelNeeds = (run: Code, rows: Rows): Need[] => [
	needAll(batches, 'run', run),
	...unstartedIn(run, rows).map((id) => need(threads, id))
];

/** The run is cancelled and its batches that were never scanned are void; what is in process stays: it exists. */
export const cancelling = (run: Code, rows: Rows, reason: Reason): Draft[] => [
	draft(RunCancelled, 'runs', [run], { run, reason }),
	...voiding(run, unstartedIn(run, rows), rows, reason)
];

/** Planned batches that nobody has started are void. */
export const voiding = (run: Code, planned: readonly Code[], rows: Rows, reason: Reason): Draft[] =>
	planned.map((batch) => {
		const known = rows.get(threads, batch)?.facts ?? [];
		const facts = known.filter(({ type }) => type === BatchesPlanned.type).map((fact) => fact.id);
		return draft(BatchVoided, runStream(run), [batch], { run, batch, facts, reason });
	});

const unstartedIn = (run: Code, rows: Rows): Code[] =>
	rows
		.all(batches, 'run', run)
		.filter(({ state, voided }) => state === 'created' && !voided)
		.map(({ id }) => id);
