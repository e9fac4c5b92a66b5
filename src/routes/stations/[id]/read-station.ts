import { definitions } from '#domain/catalog.ts';
import { batches, progress, type BatchRow, type ProgressRow } from '#domain/batch/views.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { Reader } from '#ports/store.ts';

/** A run that has batches to start here. */
export interface DueRun {
	readonly run: RunRow;
	readonly sum: ProgressRow;
	/** Items of it that start here. */
	readonly items: readonly string[];
}

export interface StationFigures {
	readonly due: readonly DueRun[];
	/** Batches open at the station or its machines, the oldest first; `MOST_OPEN` at most are looked at. */
	readonly open: readonly BatchRow[];
}

/** Runs looked at, the newest: what is older and not started has been forgotten, not planned. */
const RUNS = 200;
const SHOWN = 3;
export const MOST_OPEN = 500;

export const readStationFigures =
	(station: StationRow) =>
	async (reader: Reader): Promise<StationFigures> => ({
		due: await dueRuns(reader, station),
		open: await openBatches(reader, station)
	});

async function dueRuns(reader: Reader, station: StationRow): Promise<DueRun[]> {
	const steps = await reader.getMany(definitions.step.table, station.steps);
	const made = new Set(steps.flatMap((step) => step?.produces?.item ?? []));
	const sums = await reader.range(progress.table, { reverse: true, limit: RUNS });
	const unstarted = sums.filter(({ created }) => created > 0);
	const rows = await reader.getMany(
		runs,
		unstarted.map(({ id }) => id)
	);
	return unstarted
		.flatMap((sum, index) => {
			const run = rows[index];
			const items = run?.lines.map(({ item }) => item.id).filter((id) => made.has(id)) ?? [];
			return run?.released && !run.cancelled && items.length > 0 ? [{ run, sum, items: [...new Set(items)] }] : [];
		})
		.sort((a, b) => urgency(a.run).localeCompare(urgency(b.run)))
		.slice(0, SHOWN);
}

/** Priority first, then the due date; runs without one come last. */
const urgency = ({ priority, due, id }: RunRow): string => `${priority ?? 9} ${due ?? '9999-12-31'} ${id}`;

async function openBatches(reader: Reader, { id, machines }: StationRow): Promise<BatchRow[]> {
	const open: BatchRow[] = [];
	for (const place of [id, ...machines]) {
		open.push(
			...(await reader.range(batches, { index: 'openAt', from: place, to: `${place}\u0000`, limit: MOST_OPEN }))
		);
	}
	return open.sort((a, b) => ((a.entered ?? '') < (b.entered ?? '') ? -1 : 1));
}
