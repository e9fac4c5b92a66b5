import { batches, type BatchRow } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import { hlc } from '#domain/kernel/timestamp.ts';
import type { Range, Reader } from '#ports/store.ts';
import { nextSteps, readRoutes } from '#state/next-steps.ts';
import type { AgeMarks } from '#ui/age.ts';
import { ageMarks } from '../age-marks.ts';

export type BoardTab = 'open' | 'closed' | 'created';

export interface BoardQuery {
	/** A machine; or a station whose batches are on no machine. */
	readonly place: EntityId;
	readonly tab: BoardTab;
	/** Rows on the screen. */
	readonly shown: number;
	/** When today began, in milliseconds since 1970. */
	readonly today: number;
	/** Only of this run and this item; null: of any. */
	readonly run: EntityId | null;
	readonly item: EntityId | null;
}

export interface Board {
	readonly query: BoardQuery;
	/** Whether what the address names has arrived on this device. */
	readonly isKnown: boolean;
	readonly open: number;
	readonly closedToday: number;
	/** Planned for this machine. */
	readonly created: number;
	/** When the last batch left, as wall time; null: none has yet. */
	readonly lastClosed: string | null;
	/** Open: the oldest first. Closed: the latest first. Not started: as they were planned. */
	readonly lines: readonly BoardLine[];
	readonly hasMore: boolean;
	/** The runs and items to filter by: those among the first rows of the list. */
	readonly runs: readonly EntityId[];
	readonly items: readonly EntityId[];
}

export interface BoardLine {
	readonly batch: BatchRow;
	/** The steps it can go to from here. */
	readonly next: readonly EntityId[];
	/** What is usual for its step at this machine, in milliseconds. */
	readonly marks: AgeMarks | null;
}

/** Rows looked at for what there is to filter by. */
const LOOKED_AT = 200;
/** Batches that left here last: what the ages of the open ones are compared with. */
const HISTORY = 400;

/** Counts by index and the rows on the screen: as fast with ten thousand batches as with ten. */
export const readBoard =
	(query: BoardQuery) =>
	async (reader: Reader): Promise<Board> => {
		const { place, tab, today } = query;
		const left = within('[leftAt+left]', place);
		const [machine, station, open, closedToday, created, [last], listed, history] = await Promise.all([
			reader.get(definitions.machine.table, place),
			reader.get(definitions.station.table, place),
			reader.count(batches, within('[openAt+since]', place)),
			reader.count(batches, { ...left, from: [place, hlc(today, 0)] }),
			reader.count(batches, listOf('created', place)),
			reader.range(batches, { ...left, reverse: true, limit: 1 }),
			readListed(reader, query),
			tab === 'open' ? reader.range(batches, { ...left, reverse: true, limit: HISTORY }) : []
		]);
		const { rows, hasMore, seen } = listed;
		const routes = await readRoutes(reader, rows);
		const durations = durationsByStep(history);
		return {
			query,
			isKnown: machine !== undefined || station !== undefined,
			open,
			closedToday,
			created,
			lastClosed: last?.closed?.at ?? null,
			lines: rows.map((batch) => ({
				batch,
				next: nextSteps(batch, routes).map(({ id }) => id),
				marks: marksFor(batch, durations, routes)
			})),
			hasMore,
			runs: unique(seen.flatMap(({ run }) => run ?? [])),
			items: unique(seen.flatMap(({ item }) => item?.id ?? []))
		};
	};

const within = (index: string, place: EntityId): Range => ({ index, from: [place], to: [place, '\uffff'] });

function listOf(tab: BoardTab, place: EntityId): Range {
	switch (tab) {
		case 'open':
			return within('[openAt+since]', place);
		case 'closed':
			return { ...within('[leftAt+left]', place), reverse: true };
		case 'created':
			return { index: 'plannedAt', from: place, to: `${place}\u0000` };
	}
}

interface Listed {
	readonly rows: readonly BatchRow[];
	readonly hasMore: boolean;
	/** What was looked through to find them. */
	readonly seen: readonly BatchRow[];
}

/** As many rows as the screen shows. A filter may leave few of those read: then four times as many are looked through. */
async function readListed(reader: Reader, { place, tab, shown, run, item }: BoardQuery): Promise<Listed> {
	for (let limit = Math.max(LOOKED_AT, shown + 1); ; limit *= 4) {
		const seen = await reader.range(batches, { ...listOf(tab, place), limit });
		const fitting = seen.filter((row) => (run === null || row.run === run) && (item === null || row.item?.id === item));
		if (fitting.length > shown || seen.length < limit) {
			return { rows: fitting.slice(0, shown), hasMore: fitting.length > shown, seen };
		}
	}
}

/** How long batches were open here, by step. What its making closed was never open. */
function durationsByStep(history: readonly BatchRow[]): ReadonlyMap<EntityId, readonly number[]> {
	const durations = new Map<EntityId, number[]>();
	for (const { began, closed } of history) {
		if (!began?.step || !closed || closed.how === 'end') continue;
		const duration = Date.parse(closed.at) - Date.parse(began.at);
		// Two devices whose clocks disagree.
		if (duration < 0) continue;
		durations.set(began.step.id, [...(durations.get(began.step.id) ?? []), duration]);
	}
	return durations;
}

function marksFor(
	{ began }: BatchRow,
	durations: ReadonlyMap<EntityId, readonly number[]>,
	routes: Rows
): AgeMarks | null {
	const id = began?.step?.id;
	if (id === undefined) return null;
	const planned = routes.all(definitions.step.table).find((step) => step.id === id)?.plannedMinutes ?? null;
	return ageMarks(durations.get(id) ?? [], planned);
}

const unique = (ids: readonly EntityId[]): EntityId[] => [...new Set(ids)].sort();
