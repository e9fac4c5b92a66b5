import { slices, tallies } from '#domain/catalog.ts';
import type { EventId } from '#domain/kernel/event.ts';
import type { Store } from '#ports/store.ts';
import { addEvent, loadWorking, recount, writeViews } from './project.ts';
import { events, meta, type FoldVersions, type Versions } from './tables.ts';

/** Events refolded in one transaction. */
const CHUNK = 200;

/** Raised when what a thread keeps of an event changes for every slice. */
const THREADS_VERSION = 2;

/** The versions this code folds with. */
export const foldVersions = (): Versions => ({
	threads: THREADS_VERSION,
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
	if (stored !== undefined && sameVersions(stored.versions, current)) return 'current';

	// One that an update cut off folded with other versions: what it has done is of no use now.
	let last: EventId | null = begun !== null && sameVersions(begun.versions, current) ? begun.last : null;
	for (let done = 0; ;) {
		const from: EventId | null = last;
		const chunk = await store.write(async (writer) => {
			const page = await writer.range(
				events,
				from === null ? { limit: CHUNK } : { from: `${from}\u0000`, limit: CHUNK }
			);
			const working = await loadWorking(
				writer,
				page.flatMap(({ touches }) => touches)
			);
			for (const event of page) addEvent(working, event);
			await writeViews(writer, working);
			const reached = page.at(-1)?._id;
			if (reached !== undefined) {
				const rebuilding = { versions: current, last: reached };
				await writer.put(meta, [{ name: 'folds', versions: stored?.versions ?? {}, rebuilding }]);
			}
			return page;
		});
		last = chunk.at(-1)?._id ?? null;
		if (last === null) break;
		done += chunk.length;
		progress(done);
	}
	for (const tally of tallies) await recountAll(store, tally);
	await store.write((writer) => writer.put(meta, [{ name: 'folds', versions: current, rebuilding: null }]));
	return 'rebuilt';
}

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
