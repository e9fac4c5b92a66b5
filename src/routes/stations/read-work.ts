import { batches, type BatchRow } from '#domain/batch/views.ts';
import { partsOf, siteNeeds } from '#domain/batch/place.ts';
import { definitions } from '#domain/catalog.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import { orders } from '#domain/order/views.ts';
import { progress, type ProgressRow } from '#domain/run/progress.ts';
import { runs, type RunRow } from '#domain/run/run.ts';
import type { StationRow } from '#domain/station/station.ts';
import type { StepRow } from '#domain/step/step.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';
import { nextSteps, readRoutes } from '#state/next-steps.ts';

/** A run that has batches to start here. */
export interface DueRun {
	readonly run: RunRow;
	readonly sum: ProgressRow;
	/** Items of it that start here. */
	readonly items: readonly string[];
	/** Of an order that nobody has confirmed yet. */
	readonly isEstimate: boolean;
}

/** A batch that goes on here next, with its run as far as that is known here. */
export interface DueBatch {
	readonly batch: BatchRow;
	readonly run: RunRow | undefined;
}

/** What there is to do at a station. */
export interface StationWork {
	/** The steps that the station's batches come from, where they move on. */
	readonly before: readonly StepRow[];
	/** Where batches start, the most urgent run first. */
	readonly runs: readonly DueRun[];
	/** Where they move on, are split or merged: the most urgent and oldest first. */
	readonly batches: readonly DueBatch[];
	/** Planned batches of the most urgent run. */
	readonly planned: readonly BatchRow[];
	readonly open: { readonly count: number; readonly oldest: string | null };
}

/** Runs looked at, the newest: what is older and not started has been forgotten, not planned. */
const RUNS = 60;
/** Batches looked at, the oldest at each place they may come from. */
const BATCHES = 60;
/** Planned batches of the most urgent run: a label that cannot be read is mostly one of the first. */
const PLANNED = 20;
/** Batches of that run looked at for them. */
const LOOKED_AT = 200;

export const readStationWork =
	(station: StationRow) =>
	async (reader: Reader): Promise<StationWork> => {
		const site = await neededRows(reader, (known) => siteNeeds(null, known));
		const all = site.all(definitions.step.table);
		const here = all.filter(({ id }) => station.steps.includes(id));
		const coming = comingTo(station, here, site);
		const taken = new Set(coming.takenBy.flatMap(({ consumes }) => consumes.map(({ item }) => item)));
		const feeding = all.filter(({ produces }) => taken.has(produces?.item ?? ''));
		const due = station.operation === 'init' ? await dueRuns(reader, here) : [];
		return {
			before: station.operation === 'move' ? feeding.filter(({ archived }) => !archived) : [],
			runs: due,
			batches: await dueBatches(reader, coming, [...feeding, ...coming.madeBy], site),
			planned: due[0] ? await plannedBatches(reader, due[0]) : [],
			open: await openHere(reader, station)
		};
	};

/** By which steps it is known what comes to a station: those that take it there, or those that made it elsewhere. */
interface Coming {
	readonly takenBy: readonly StepRow[];
	readonly madeBy: readonly StepRow[];
}

/** Where batches are split or merged, a station's steps say whose batches come; a step of several parts is done there itself. */
function comingTo({ operation }: StationRow, here: readonly StepRow[], site: Rows): Coming {
	switch (operation) {
		case 'init':
			return { takenBy: [], madeBy: [] };
		case 'move':
			return { takenBy: here, madeBy: [] };
		case 'split':
			return { takenBy: [], madeBy: here };
		case 'merge': {
			const joined = here.filter((one) => partsOf(one, site).length > 1);
			return { takenBy: joined, madeBy: here.filter((one) => !joined.includes(one)) };
		}
	}
}

async function dueRuns(reader: Reader, here: readonly StepRow[]): Promise<DueRun[]> {
	const made = new Set(here.map(({ produces }) => produces?.item));
	const sums = await reader.range(progress.table, { reverse: true, limit: RUNS });
	const unstarted = sums.filter(({ created }) => created > 0);
	const rows = await reader.getMany(
		runs,
		unstarted.map(({ id }) => id)
	);
	const estimates = await estimatesOf(
		reader,
		rows.flatMap((run) => run ?? [])
	);
	return unstarted
		.flatMap((sum, index) => {
			const run = rows[index];
			const items = run?.lines.map(({ item }) => item.id).filter((id) => made.has(id)) ?? [];
			return run?.released && !run.cancelled && items.length > 0
				? [
						{
							run,
							sum,
							items: [...new Set(items)],
							isEstimate: run.lines.some(({ order }) => order !== null && estimates.has(order.id))
						}
					]
				: [];
		})
		.sort((a, b) => (urgency(a.run) < urgency(b.run) ? -1 : 1));
}

/** The orders of these runs that nobody has confirmed yet. */
async function estimatesOf(reader: Reader, of: readonly RunRow[]): Promise<ReadonlySet<string>> {
	const ids = new Set(of.flatMap(({ lines }) => lines.flatMap(({ order }) => order?.id ?? [])));
	const known = await reader.getMany(orders, [...ids]);
	return new Set(known.flatMap((order) => (order?.status === 'estimate' ? [order.id] : [])));
}

async function plannedBatches(reader: Reader, { run, items }: DueRun): Promise<BatchRow[]> {
	const rows = await reader.range(batches, { index: 'run', from: run.id, to: `${run.id}\u0000`, limit: LOOKED_AT });
	return rows
		.filter(({ state, voided, item }) => state === 'created' && !voided && items.includes(item?.id ?? ''))
		.slice(0, PLANNED);
}

/** Batches open at the stations before this one, whose flow leads here or which come here before they go on. */
async function dueBatches(
	reader: Reader,
	{ takenBy, madeBy }: Coming,
	before: readonly StepRow[],
	site: Rows
): Promise<DueBatch[]> {
	const stations = site.all(definitions.station.table);
	const sources = stations.filter((one) => before.some(({ id }) => one.steps.includes(id)));
	const places = new Set(sources.flatMap(({ id, machines }) => [id, ...machines]));
	const open = await Promise.all(
		[...places].map((place) =>
			reader.range(batches, { index: '[openAt+since]', from: [place], to: [place, '\uffff'], limit: BATCHES })
		)
	);
	const rows = open.flat();
	const ids = [...new Set(rows.map(({ run }) => run ?? ''))];
	const plans = new Map((await reader.getMany(runs, ids)).map((run) => [run?.id as string, run]));
	const routes = await readRoutes(reader, rows);
	const isTaken = (batch: BatchRow): boolean =>
		nextSteps(batch, routes).some(({ id }) => takenBy.some((one) => one.id === id));
	const isMade = ({ began }: BatchRow): boolean => madeBy.some(({ id }) => id === began?.step?.id);
	return rows
		.filter((batch) => isMade(batch) || isTaken(batch))
		.map((batch) => ({ batch, run: plans.get(batch.run ?? '') }))
		.filter(({ run }) => !run?.cancelled)
		.sort((a, b) => (dueKey(a) < dueKey(b) ? -1 : 1));
}

/** Priority first, then the due date; runs without one come last. */
const urgency = ({ priority, due }: Pick<RunRow, 'priority' | 'due'>): string =>
	`${priority ?? 9} ${due ?? '9999-12-31'}`;

const dueKey = ({ batch, run }: DueBatch): string =>
	`${urgency(run ?? { priority: null, due: null })} ${batch.since ?? ''}`;

async function openHere(reader: Reader, { id, machines }: StationRow): Promise<StationWork['open']> {
	const counted = await Promise.all(
		[id, ...machines].map(async (place) => {
			const here = { index: '[openAt+since]', from: [place], to: [place, '\uffff'] };
			const [oldest] = await reader.range(batches, { ...here, limit: 1 });
			return { count: await reader.count(batches, here), oldest: oldest?.since, at: oldest?.began?.at };
		})
	);
	const [first] = counted.filter(({ oldest }) => oldest).sort((a, b) => ((a.oldest ?? '') < (b.oldest ?? '') ? -1 : 1));
	return { count: counted.reduce((sum, { count }) => sum + count, 0), oldest: first?.at ?? null };
}
