import { eventSpecOf, sliceOf, tallies, type SumRow } from '#domain/catalog.ts';
import { codeKind, isCode } from '#domain/kernel/code.ts';
import { headsOn, type EntityId, type FloorEvent } from '#domain/kernel/event.ts';
import { addFact, emptyThread, threads, type Fact, type Thread } from '#domain/kernel/thread.ts';
import { exceptions, readData, type Slice, type Tally, type ViewRow } from '#domain/kernel/view.ts';
import type { Reader, Writer } from '#ports/store.ts';

/** The threads that a transaction works on, by entity. */
export type WorkingThreads = Map<EntityId, Thread>;

/** What a transaction starts from. */
export interface Working {
	readonly threads: WorkingThreads;
	/** The view rows as they stand stored, by entity; none for a new one. */
	readonly before: ReadonlyMap<EntityId, ViewRow>;
}

/** Threads and rows are asked for together: a wait for each would cost a scan more than the reading. */
export async function loadWorking(reader: Reader, entities: Iterable<EntityId>): Promise<Working> {
	const wanted = [...new Set(entities)];
	const bySlice = [...groupBySlice(wanted, (entity) => entity)];
	const [known, ...rows] = await Promise.all([
		reader.getMany(threads, wanted),
		...bySlice.map(([slice, ids]) => reader.getMany(slice.table, ids))
	]);
	return {
		threads: new Map(wanted.map((entity, index) => [entity, known[index] ?? emptyThread(entity)])),
		before: new Map(rows.flat().flatMap((row) => (row ? [[row.id, row]] : [])))
	};
}

/** Adds what the event says to the thread of everything it touches. */
export function addEvent(working: WorkingThreads, event: FloorEvent): void {
	const spec = eventSpecOf(event.type);
	const read = readData(spec, event);
	for (const entity of event.touches) {
		const thread = working.get(entity) ?? emptyThread(entity);
		const data = read && spec ? (spec.about(read.data, entity) ?? null) : null;
		working.set(entity, addFact(thread, factAbout(event, entity, data, read === undefined)));
	}
}

const factAbout = (event: FloorEvent, entity: EntityId, data: unknown, unread: boolean): Fact => ({
	id: event._id,
	type: event.type,
	heads: headsOn(event, entity),
	at: event.at,
	device: event.device,
	by: event.by,
	station: event.station,
	machine: event.machine,
	source: event.source,
	data,
	unread
});

/** Writes the threads and every view row that follows from them. Rows are folded from the whole thread, so a late event is no special case. */
export async function writeViews(writer: Writer, working: Working): Promise<void> {
	await writer.put(threads, [...working.threads.values()]);
	for (const [slice, changed] of groupBySlice(working.threads.values(), ({ entity }) => entity)) {
		await writeSlice(writer, slice, changed, working.before);
	}
}

/** What is of no kind this version knows has no row. */
function groupBySlice<Member>(
	members: Iterable<Member>,
	entityOf: (member: Member) => EntityId
): Map<Slice<ViewRow>, Member[]> {
	const bySlice = new Map<Slice<ViewRow>, Member[]>();
	for (const member of members) {
		const entity = entityOf(member);
		const slice = isCode(entity) ? sliceOf(codeKind(entity)) : undefined;
		if (slice === undefined) continue;
		const list = bySlice.get(slice);
		if (list) list.push(member);
		else bySlice.set(slice, [member]);
	}
	return bySlice;
}

async function writeSlice(
	writer: Writer,
	slice: Slice<ViewRow>,
	changed: readonly Thread[],
	stored: Working['before']
): Promise<void> {
	const folded = changed.map((thread) => slice.fold(thread));
	const rows = folded.map(({ row }) => row);
	const before = rows.map(({ id }) => stored.get(id));
	await writer.put(slice.table, rows);

	const raised = folded.flatMap((one) => one.exceptions);
	const stand = new Set(raised.map(({ id }) => id));
	const gone = before.flatMap((row) => row?.exceptions ?? []).filter((id) => !stand.has(id));
	if (raised.length > 0) await writer.put(exceptions, raised);
	if (gone.length > 0) await writer.remove(exceptions, gone);

	for (const tally of tallies) {
		if (tally.from.name === slice.table.name) await writeTally(writer, tally, before, rows);
	}
}

/** Counts the old rows out and the new rows in. */
async function writeTally(
	writer: Writer,
	tally: Tally<ViewRow, SumRow>,
	before: readonly (ViewRow | undefined)[],
	after: readonly ViewRow[]
): Promise<void> {
	const groups = new Set<string>();
	for (const row of [...before, ...after]) {
		const group = row && tally.group(row);
		if (group) groups.add(group);
	}
	const names = [...groups];
	const [stored, found] = await Promise.all([
		writer.getMany(tally.table, names),
		Promise.all(names.map((group) => endsOf(writer, tally, group)))
	]);
	const sums = new Map(names.map((group, index) => [group, stored[index] ?? tally.zero(group)]));
	const count = (row: ViewRow | undefined, sign: 1 | -1): void => {
		const group = row && tally.group(row);
		const sum = group ? sums.get(group) : undefined;
		if (row && group && sum) sums.set(group, tally.count(sum, row, sign));
	};
	for (const row of before) count(row, -1);
	for (const row of after) count(row, 1);
	for (const group of groupsLeft(tally, before, after)) {
		if ((await writer.count(tally.from, { ...groupRange(tally, group), limit: 1 })) > 0) continue;
		// Nobody is counted in it any more. A row of zeros would tell in which order the events came.
		sums.delete(group);
		await writer.remove(tally.table, [group]);
	}
	const marked = names.flatMap((group, index) => {
		const sum = sums.get(group);
		return sum ? [tally.mark(sum, found[index] ?? [])] : [];
	});
	await writer.put(tally.table, marked);
}

/** The groups that a row was counted in and is no longer. */
const groupsLeft = (
	tally: Tally<ViewRow, SumRow>,
	before: readonly (ViewRow | undefined)[],
	after: readonly ViewRow[]
): string[] =>
	before.flatMap((row, index) => {
		const [was, now] = [row, after[index]].map((one) => one && tally.group(one));
		return was && was !== now ? [was] : [];
	});

const groupRange = ({ index }: Tally<ViewRow, SumRow>, group: string) => ({ index, from: group, to: `${group}\u0000` });

/** Sums a group from scratch: what the counting in and out amounts to. */
export async function recount(writer: Writer, tally: Tally<ViewRow, SumRow>, group: string): Promise<void> {
	const rows = await writer.range(tally.from, groupRange(tally, group));
	const sum = rows.reduce((counted, row) => tally.count(counted, row, 1), tally.zero(group));
	await writer.put(tally.table, [tally.mark(sum, await endsOf(writer, tally, group))]);
}

/** The rows of a group that its sum is marked by. */
function endsOf(reader: Reader, { from, ends }: Tally<ViewRow, SumRow>, group: string) {
	return Promise.all(
		ends.map(async ({ index, end }) => {
			// A group's keys are [group, text]: a number sorts before every text and a list after.
			const span = { index, from: [group], to: [group, '\uffff'], limit: 1, reverse: end === 'last' };
			const [row] = await reader.range(from, span);
			return row;
		})
	);
}
