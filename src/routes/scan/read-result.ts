import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Reader } from '#ports/store.ts';
import { nextSteps, readRoutes } from '#state/next-steps.ts';
import { readHolds, type StandingHold } from '../b/read-holds.ts';

/** A batch as the card of a scan shows it. */
export interface ScannedBatch {
	readonly row: BatchRow;
	/** What keeps it from going on. */
	readonly holds: readonly StandingHold[];
	/** The steps that come next for it, and the stations where they are recorded. */
	readonly next: { readonly steps: readonly string[]; readonly stations: readonly string[] };
}

export async function readScannedBatch(reader: Reader, code: Code): Promise<ScannedBatch | undefined> {
	const row = await reader.get(batches, code);
	if (row === undefined) return undefined;
	const isUnderWay = row.state === 'open' && row.voided === null && row.item !== null;
	return {
		row,
		holds: await readHolds(reader, row.holds),
		next: isUnderWay ? await readNext(reader, row) : { steps: [], stations: [] }
	};
}

async function readNext(reader: Reader, row: BatchRow): Promise<ScannedBatch['next']> {
	const [routes, stations] = await Promise.all([readRoutes(reader, [row]), reader.range(definitions.station.table)]);
	const steps = nextSteps(row, routes).map(({ id }) => id);
	const places = stations.filter(
		(one) => !one.archived && one.operation === 'move' && one.steps.some((id) => steps.includes(id as Code))
	);
	return { steps, stations: places.map(({ id }) => id) };
}
