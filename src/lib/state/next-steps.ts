import { stepsFor } from '#domain/batch/place.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { routeNeeds } from '#domain/flow/pinned.ts';
import { stepsAfter, stepsMaking } from '#domain/flow/route.ts';
import { needAll, type Rows } from '#domain/kernel/decider.ts';
import { step, type StepRow } from '#domain/step/step.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';

/** What tells where these batches can go: the site's steps, and what their runs pinned of them. */
export function readRoutes(reader: Reader, batches: readonly BatchRow[]): Promise<Rows> {
	const named = [...new Set(batches.flatMap(({ run }) => run ?? []))];
	return neededRows(reader, (known) => [needAll(step.table), ...named.flatMap((run) => routeNeeds(run, known))]);
}

/**
 * The steps that can be recorded of a batch next: those that make it while it is only planned, else those that take it. None: the
 * end of its flow. `routes`: from `readRoutes`.
 */
export function nextSteps(batch: BatchRow, routes: Rows): StepRow[] {
	if (!batch.item) return [];
	const steps = stepsFor(batch, routes);
	return batch.state === 'created' ? stepsMaking(steps, batch.item.id) : stepsAfter(steps, batch.item.id);
}

/** All steps that are still before a batch, in the order they are first reached. */
export function stepsAhead(batch: BatchRow, routes: Rows): StepRow[] {
	const steps = stepsFor(batch, routes);
	const ahead = new Set(nextSteps(batch, routes));
	for (const { produces } of ahead) {
		if (produces) for (const next of stepsAfter(steps, produces.item)) ahead.add(next);
	}
	return [...ahead];
}
