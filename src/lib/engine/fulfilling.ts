import { batches } from '#domain/batch/views.ts';
import { routeNeeds, stepsOfLine } from '#domain/flow/pinned.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { FulfillingRun } from '#domain/order/figures.ts';
import { runs } from '#domain/run/run.ts';
import { neededRows } from './submit.ts';
import type { Reader } from '#ports/store.ts';

/** One stretch of an index, however many batches the run has; undefined while the run has not arrived on this device. */
export async function readFulfilling(reader: Reader, id: EntityId): Promise<FulfillingRun | undefined> {
	const run = await reader.get(runs, id);
	if (run === undefined) return undefined;
	const routes = await neededRows(reader, (known) => routeNeeds(id, known));
	return {
		run,
		batches: await reader.range(batches, { index: 'run', from: id, to: `${id}\u0000` }),
		stepsOf: (line) => stepsOfLine(run, line, routes)
	};
}
