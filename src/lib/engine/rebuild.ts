import { slices, tallies } from '#domain/catalog.ts';
import type { EventId } from '#domain/kernel/event.ts';
import type { Reader, Store, Writer } from '#ports/store.ts';
import { addEvent, loadWorking, recount, writeViews } from './project.ts';
import { events, meta, type FoldVersions, type Versions } from './tables.ts';

/** Events refolded in one transaction. */
const CHUNK = 200;

/** Raised when what a thread keeps of an event changes for every slice. */
const THREADS_VERSION = 4;

/**
 * Schema versions of event types that this code reads. None is ever dropped, so there are more of them after every update that reads
 * what was kept unread before.
 */
const countReadable = (): number =>
	slices.flatMap(({ events }) => events).reduce((sum, { earlier = [] }) => sum + 1 + earlier.length, 0);

/** The versions this code folds with. */
export const foldVersions = (): Versions => ({
	threads: THREADS_VERSION,
	readable: countReadable(),
	...Object.fromEntries([...slices, ...tallies].map((view) => [view.table.name, view.version]))
});

/**
 * Brings the rows up to the versions this code folds with, by refolding the log from where an earlier rebuild stopped. The old
 * rows stay readable meanwhile, and scans go on: every commit folds with the new code anyway. `progress` hears how many
 * events are done. A store that was folded by newer code is left alone: that version's rows are not ours to overwrite.
 */
export async function rebuild(
	store: Store,
	progress: (done: number) => void
): Promise<'current' | 'rebuilt' | 'newer'> {
	const current = foldVersions();
	const stored = (await store.read((reader) => reader.get(meta, 'folds'))) as FoldVersions | undefined;
	if (stored === undefined && (await store.read((reader) => reader.count(events, { limit: 1 }))) === 0) {
		await store.write((writer) => writer.put(meta, [{ name: 'folds', versions: current, rebuilding: null }]));
		return 'current';
	}
	const begun = stored?.rebuilding ?? null;
	if (isNewer({ ...stored?.versions, ...begun?.versions }, current)) return 'newer';
	if (stored && sameVersions(stored.versions, current) && begun === null && !stored.hasOlderRows) return 'current';

	// One that an update cut off folded with other versions: what it has done is of no use now.
	const isOfUse = begun !== null && sameVersions(begun.versions, current);
	const before = stored?.versions ?? {};
	let from = isOfUse ? begun.last : null;
	while (!(await refold(store, before, from, progress))) from = null;
	return 'rebuilt';
}

/** One pass over the log, from after an event on. False when older code recorded meanwhile: then it takes another one. */
async function refold(
	store: Store,
	before: Versions,
	from: EventId | null,
	progress: (done: number) => void
): Promise<boolean> {
	const current = foldVersions();
	const reached = (last: EventId | null): FoldVersions => ({
		name: 'folds',
		versions: before,
		rebuilding: { versions: current, last }
	});
	// What older code records from here on raises the mark again.
	const isMarked = (await store.read(readFolds))?.hasOlderRows ?? false;
	if (isMarked) await store.write((writer) => writer.put(meta, [reached(null)]));
	let last = isMarked ? null : from;
	for (let done = 0; ;) {
		const after: EventId | null = last;
		const chunk = await store.write(async (writer) => {
			const page = await writer.range(
				events,
				after === null ? { limit: CHUNK } : { from: `${after}\u0000`, limit: CHUNK }
			);
			const working = await loadWorking(
				writer,
				page.flatMap(({ touches }) => touches)
			);
			for (const event of page) addEvent(working, event);
			await writeViews(writer, working);
			const end = page.at(-1)?._id;
			if (end !== undefined) await writer.put(meta, [{ ...(await readFolds(writer)), ...reached(end) }]);
			return page;
		});
		last = chunk.at(-1)?._id ?? null;
		if (last === null) break;
		done += chunk.length;
		progress(done);
	}
	for (const tally of tallies) await recountAll(store, tally);
	return store.write(async (writer) => {
		if ((await readFolds(writer))?.hasOlderRows) return false;
		await writer.put(meta, [{ name: 'folds', versions: current, rebuilding: null }]);
		return true;
	});
}

/**
 * To be called wherever rows are folded, in the same transaction. A page that an update left open still has to record, with the
 * older code it runs; it says so, and newer code refolds when it opens the store next.
 */
export async function admitOlderFold(writer: Writer): Promise<void> {
	const stored = await readFolds(writer);
	if (stored === undefined || stored.hasOlderRows) return;
	if (!isNewer({ ...stored.versions, ...stored.rebuilding?.versions }, foldVersions())) return;
	await writer.put(meta, [{ ...stored, hasOlderRows: true }]);
}

const readFolds = async (reader: Reader): Promise<FoldVersions | undefined> =>
	(await reader.get(meta, 'folds')) as FoldVersions | undefined;

/** Sums are counted in and out as rows change; a new way to count starts from scratch, group by group. */
async function recountAll(store: Store, tally: (typeof tallies)[number]): Promise<void> {
	const groups = new Set<string>();
	for (let from = ''; ;) {
		const rows = await store.read((reader) => reader.range(tally.from, { from, limit: CHUNK }));
		for (const row of rows) {
			const group = tally.group(row);
			if (group !== null) groups.add(group);
		}
		const last = rows.at(-1);
		if (last === undefined) break;
		from = `${last.id}\u0000`;
	}
	for (const group of groups) await store.write((writer) => recount(writer, tally, group));
}

const sameVersions = (a: Versions, b: Versions): boolean =>
	Object.keys({ ...a, ...b }).every((view) => a[view] === b[view]);

const isNewer = (stored: Versions, current: Versions): boolean =>
	Object.entries(stored).some(([view, version]) => version > (current[view] ?? 0));
