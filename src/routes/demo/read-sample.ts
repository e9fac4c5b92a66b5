import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import { progress, runState } from '#domain/run/progress.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { StepRow } from '#domain/step/step.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';

/** A station with the batches that can be scanned there next. */
export interface Waiting {
	readonly station: StationRow;
	readonly batches: readonly BatchRow[];
}

/** What there is to try: by station, in the order of the flow. The factory is small enough to be read whole. */
export async function readWaiting(reader: Reader): Promise<readonly Waiting[]> {
	const [stations, steps, all] = await Promise.all([
		reader.range(definitions.station.table),
		reader.range(definitions.step.table),
		reader.range(batches)
	]);
	const live = all.filter(({ item, voided, boundTo }) => item !== null && voided === null && boundTo === null);
	return stations
		.filter(({ archived }) => !archived)
		.map((station) => {
			const here = steps.filter(({ id }) => station.steps.includes(id));
			return { station, batches: live.filter((batch) => isNextAt(station, here, batch)) };
		});
}

function isNextAt({ operation }: StationRow, steps: readonly StepRow[], { item, state }: BatchRow): boolean {
	const isMade = steps.some(({ produces }) => produces?.item === item?.id);
	if (operation === 'init') return state === 'created' && isMade;
	if (operation !== 'move') return state === 'open' && isMade;
	return state === 'open' && steps.some(({ consumes }) => consumes.some((input) => input.item === item?.id));
}

/** One run that waits for its first scan, one that is under way, one that is behind: whichever there are now. */
export interface SampleRuns {
	readonly pending: Code | null;
	readonly inProgress: Code | null;
}

export async function readSampleRuns(reader: Reader): Promise<SampleRuns> {
	const plans = await reader.range(runs);
	const sums = await reader.getMany(
		progress.table,
		plans.map(({ id }) => id)
	);
	const first = (wanted: string): Code | null =>
		plans.find(({ cancelled }, index) => runState(sums[index], cancelled !== null) === wanted)?.id ?? null;
	return { pending: first('pending'), inProgress: first('in progress') };
}
