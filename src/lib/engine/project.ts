import { eventSpecOf, slices, slicesOf, tallies, type SumRow } from '#domain/catalog.ts';
import { codeKind, isCode } from '#domain/kernel/code.ts';
import { headsOn, type EntityId, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import { addFact, emptyThread, familyRange, threads, type Fact, type Thread } from '#domain/kernel/thread.ts';
import { isSame } from '#domain/kernel/same.ts';
import {
	exceptions,
	readData,
	type AllWithdrawn,
	type Folded,
	type Slice,
	type Tally,
	type ViewRow,
	type Withdrawn
} from '#domain/kernel/view.ts';
import { allWithdrawn, NOBODY_WITHDRAWN } from '#domain/kernel/withdrawn.ts';
import type { Reader, Writer } from '#ports/store.ts';
import { eventsInQuestion } from './chains.ts';

/** What a transaction works on. */
export interface Working {
	/** By entity: those that the new facts touch, and the rest of their families. */
	readonly threads: Map<EntityId, Thread>;
	/** The rows of each view as they stand stored, by entity; none for a new one. */
	readonly before: StoredRows;
	/** The entities whose threads are no longer as they stand stored. */
	readonly changed: Set<EntityId>;
	/** Who may no longer record, as stored. */
	readonly withdrawn: readonly Withdrawn[];
}

type StoredRows = ReadonlyMap<Slice<ViewRow>, ReadonlyMap<EntityId, ViewRow>>;

/** Threads and rows are asked for together: a wait for each would cost a scan more than the reading. */
export async function loadWorking(reader: Reader, entities: Iterable<EntityId>): Promise<Working> {
	const wanted = [...new Set(entities)];
	const [stored, rows, withdrawn] = await Promise.all([
		reader.getMany(threads, wanted),
		loadRows(reader, wanted),
		loadWithdrawn(reader)
	]);
	const known = new Map(wanted.map((entity, index) => [entity, stored[index] ?? emptyThread(entity)]));
	const relatives = await loadRelatives(reader, [...known.values()]);
	for (const thread of relatives) known.set(thread.entity, thread);
	const relatedRows = await loadRows(
		reader,
		relatives.map(({ entity }) => entity)
	);
	return { threads: known, before: joined(rows, relatedRows), changed: new Set(), withdrawn };
}

const withdrawing = slices.filter(({ withdraws }) => withdraws) as unknown as readonly Slice<Withdrawn>[];

export const loadWithdrawn = async (reader: Reader): Promise<Withdrawn[]> =>
	(await Promise.all(withdrawing.map(({ table }) => reader.range(table)))).flat();

/** The members of these threads' families that are not among them. */
async function loadRelatives(reader: Reader, known: readonly Thread[]): Promise<Thread[]> {
	const here = new Set(known.map(({ entity }) => entity));
	const families = new Set(known.flatMap(({ family }) => (family === undefined ? [] : [family])));
	const members = await Promise.all([...families].map((family) => reader.range(threads, familyRange(family))));
	return members.flat().filter(({ entity }) => !here.has(entity));
}

async function loadRows(reader: Reader, entities: readonly EntityId[]): Promise<StoredRows> {
	const bySlice = [...groupBySlice(entities, (entity) => entity)];
	const loaded = bySlice.map(async ([slice, ids]) => {
		const rows = (await reader.getMany(slice.table, ids)).filter((row) => row !== undefined);
		return [slice, new Map(rows.map((row) => [row.id as EntityId, row]))] as const;
	});
	return new Map(await Promise.all(loaded));
}

const joined = (some: StoredRows, others: StoredRows): StoredRows =>
	others.size === 0
		? some
		: new Map(
				[...new Set([...some.keys(), ...others.keys()])].map((slice) => [
					slice,
					new Map([...(some.get(slice) ?? []), ...(others.get(slice) ?? [])])
				])
			);

/** Adds what the event says to the thread of everything it touches. */
export function addEvent(working: Pick<Working, 'threads' | 'changed'>, event: FloorEvent): void {
	const spec = eventSpecOf(event.type);
	const read = readData(spec, event);
	for (const entity of event.touches) {
		const thread = working.threads.get(entity) ?? emptyThread(entity);
		const data = read && spec ? (spec.about(read.data, entity) ?? null) : null;
		working.threads.set(entity, addFact(thread, factAbout(event, entity, data, read === undefined)));
		working.changed.add(entity);
	}
}

const factAbout = (event: FloorEvent, entity: EntityId, data: unknown, unread: boolean): Fact => ({
	id: event._id,
	type: event.type,
	heads: headsOn(event, entity),
	...(event.unread ? { unseen: event.unread } : {}),
	...(event.rights ? { rights: event.rights } : {}),
	...(event.seen ? { seen: event.seen } : {}),
	at: event.at,
	device: event.device,
	seq: event.seq,
	by: event.by,
	station: event.station,
	machine: event.machine,
	source: event.source,
	data,
	unread
});

/**
 * Writes the threads that changed and every view row that follows from them. Rows are folded from whole families, so a late
 * event is no special case. Who may no longer record is settled first: others' rows are folded in view of it.
 */
export async function writeViews(writer: Writer, working: Working): Promise<void> {
	const bySlice = [...groupBySlice(working.threads.values(), ({ entity }) => entity)];
	const folding = bySlice.map(([slice, members]) => ({ slice, families: familiesOf(slice, members) }));
	for (const { families } of folding) for (const family of families) nameFamily(working, family);
	await writer.put(
		threads,
		[...working.changed].flatMap((entity) => working.threads.get(entity) ?? [])
	);
	const withdrawn = new Map(working.withdrawn.map((row) => [row.id, row]));
	const news: Withdrawn[] = [];
	for (const { slice, families } of folding.filter(({ slice: { withdraws } }) => withdraws)) {
		for (const row of await writeFamilies(writer, slice, families, working, NOBODY_WITHDRAWN)) {
			const one = row as Withdrawn;
			if (!isSame(one, withdrawn.get(one.id))) news.push(one);
			withdrawn.set(one.id, one);
		}
	}
	const all = allWithdrawn([...withdrawn.values()]);
	for (const { slice, families } of folding.filter(({ slice: { withdraws } }) => !withdraws)) {
		await writeFamilies(writer, slice, families, working, all);
	}
	if (news.length > 0) await foldQuestioned(writer, news, all);
}

/** The rows of those families that something new was said about. */
async function writeFamilies(
	writer: Writer,
	slice: Slice<ViewRow>,
	families: readonly (readonly Thread[])[],
	working: Working,
	withdrawn: AllWithdrawn
): Promise<readonly ViewRow[]> {
	const concerned = families.filter((family) => family.some(({ entity }) => working.changed.has(entity)));
	const folded = concerned.flatMap((family) => {
		const known = family.map(({ entity }) => working.threads.get(entity) ?? emptyThread(entity));
		return slice.fold(known, withdrawn);
	});
	await writeSlice(writer, slice, folded, working);
	return folded.map(({ row }) => row);
}

/** Rows that stand on what is in question from now on are folded again. Rare: somebody left, or a device was lost. */
async function foldQuestioned(writer: Writer, news: readonly Withdrawn[], withdrawn: AllWithdrawn): Promise<void> {
	const questioned = (await Promise.all(news.map((one) => eventsInQuestion(writer, one)))).flat();
	const working = await loadWorking(
		writer,
		questioned.flatMap(({ touches }) => touches)
	);
	for (const entity of working.threads.keys()) working.changed.add(entity);
	for (const [slice, members] of groupBySlice(working.threads.values(), ({ entity }) => entity)) {
		if (!slice.withdraws) await writeFamilies(writer, slice, familiesOf(slice, members), working, withdrawn);
	}
}

/** The threads in families: those that hold one joining fact belong together. Members in the order of their entities. */
function familiesOf({ joins }: Slice<ViewRow>, members: readonly Thread[]): Thread[][] {
	if (joins === undefined) return members.map((thread) => [thread]);
	const families = new Map<EntityId, Thread[]>(members.map((thread) => [thread.entity, [thread]]));
	const holders = new Map<EventId, EntityId>();
	for (const { entity, facts } of members) {
		for (const fact of facts) {
			if (!joins(fact)) continue;
			const [mine, other] = [families.get(entity), families.get(holders.get(fact.id) ?? entity)];
			holders.set(fact.id, entity);
			if (!mine || !other || mine === other) continue;
			const [kept, merged] = mine.length < other.length ? [other, mine] : [mine, other];
			kept.push(...merged);
			for (const thread of merged) families.set(thread.entity, kept);
		}
	}
	return [...new Set(families.values())].map((family) => family.sort((a, b) => (a.entity < b.entity ? -1 : 1)));
}

/** Families only ever grow: no fact goes away. */
function nameFamily(working: Working, members: readonly Thread[]): void {
	const [first, second] = members;
	if (first === undefined || second === undefined) return;
	for (const thread of members) {
		if (thread.family === first.entity) continue;
		working.threads.set(thread.entity, { ...thread, family: first.entity });
		working.changed.add(thread.entity);
	}
}

/** What is of no kind this version knows has no row; what several views show has one in each. */
function groupBySlice<Member>(
	members: Iterable<Member>,
	entityOf: (member: Member) => EntityId
): Map<Slice<ViewRow>, Member[]> {
	const bySlice = new Map<Slice<ViewRow>, Member[]>();
	for (const member of members) {
		const entity = entityOf(member);
		for (const slice of isCode(entity) ? slicesOf(codeKind(entity)) : []) {
			const list = bySlice.get(slice);
			if (list) list.push(member);
			else bySlice.set(slice, [member]);
		}
	}
	return bySlice;
}

/** A family's rows that came out as they stand stored are left alone: a move writes two rows, not the whole chain. */
async function writeSlice(
	writer: Writer,
	slice: Slice<ViewRow>,
	folded: readonly Folded<ViewRow>[],
	{ before: stored, changed }: Working
): Promise<void> {
	const storedRow = ({ id }: ViewRow): ViewRow | undefined => stored.get(slice)?.get(id);
	const rows = folded.map(({ row }) => row).filter((row) => changed.has(row.id) || !isSame(row, storedRow(row)));
	const before = rows.map(storedRow);
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
	// What older code counted may lack what this code counts: wrong until a rebuild has counted anew, but never broken.
	const sums = new Map(names.map((group, index) => [group, { ...tally.zero(group), ...stored[index] }]));
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
