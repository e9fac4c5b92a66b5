import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { stepsAfter, stepsOfFlow } from '#domain/flow/route.ts';
import type { Code } from '#domain/kernel/code.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';

/** A batch as the card of a scan shows it. */
export interface ScannedBatch {
	readonly row: BatchRow;
	/** The steps that come next for it, and the stations where they are recorded. */
	readonly next: { readonly steps: readonly string[]; readonly stations: readonly string[] };
}

export async function readScannedBatch(reader: Reader, code: Code): Promise<ScannedBatch | undefined> {
	const row = await reader.get(batches, code);
	if (row === undefined) return undefined;
	const isUnderWay = row.state === 'open' && row.voided === null && row.item !== null;
	return { row, next: isUnderWay ? await readNext(reader, row) : { steps: [], stations: [] } };
}

async function readNext(reader: Reader, { run, line, item }: BatchRow): Promise<ScannedBatch['next']> {
	const [all, stations, plan] = await Promise.all([
		reader.range(definitions.step.table),
		reader.range(definitions.station.table),
		reader.get(runs, run ?? '')
	]);
	const pinned = plan?.lines.find((one) => one.line === line)?.flow?.id;
	const flow = pinned === undefined ? undefined : await reader.get(definitions.flow.table, pinned);
	const steps = stepsAfter(stepsOfFlow(all, flow ?? null), item?.id ?? '').map(({ id }) => id);
	const places = stations.filter(
		(one) => !one.archived && one.operation === 'move' && one.steps.some((id) => steps.includes(id as Code))
	);
	return { steps, stations: places.map(({ id }) => id) };
}
