import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
	cancelRun,
	closeBatch,
	commonTables,
	createTestFloor,
	defining,
	differences,
	deliver,
	initialise,
	line,
	meet,
	plan,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { createMemoryStore, type Snapshot } from '#adapters/memory/memory-store.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import { slices, tallies } from '#domain/catalog.ts';
import { item as itemDefinition } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import { threads } from '#domain/kernel/thread.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { progress } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import { station as stationDefinition } from '#domain/station/station.ts';
import type { Store } from '#ports/store.ts';
import { foldVersions, rebuild } from './rebuild.ts';
import { allTables, events, meta, type FoldVersions } from './tables.ts';

const ignore = (): void => undefined;

let rows: Snapshot;
let expected: string;
let total: number;
let floor: TestFloor;

/** Two devices' history with something of everything in it: more events than one transaction of a rebuild takes. */
beforeAll(async () => {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	const { item, step, station } = await workshop(one);
	const second = await defining(one).station('Second', { steps: [step] });
	const { batches: planned } = await plan(one, line(item, 230));
	await meet(one, other);
	for (const batch of planned.slice(0, 190)) await one.record(initialise(batch, station));
	for (const batch of planned.slice(180, 195)) await other.record(initialise(batch, second));
	for (const batch of planned.slice(0, 10)) await one.record(closeBatch(batch));
	for (const batch of planned.slice(185, 200)) await other.record(voidBatch(batch));
	await one.record(itemDefinition.define(item, { name: 'Angle' }));
	await other.record(itemDefinition.define(item, { name: 'Corner' }));
	const { run: cancelled } = await plan(other, line(item, 3));
	await other.record(cancelRun(cancelled));
	await meet(one, other);
	rows = await one.store.snapshot();
	expected = await commonTables(one);
	total = (await one.rows(events)).length;
});

beforeEach(async () => {
	floor = await createTestFloor({ device: 1 });
	await floor.store.write(async (writer) => {
		for (const table of allTables) await writer.put(table, (rows[table.name] ?? []) as never[]);
	});
});

const setFolds = (store: Store, folds: Omit<FoldVersions, 'name'>): Promise<void> =>
	store.write((writer) => writer.put(meta, [{ name: 'folds', ...folds }]));

const olderVersions = (): FoldVersions['versions'] => ({ ...foldVersions(), batches: 0 });

/** Rows as an older version might have folded them. */
async function damage({ store }: TestFloor): Promise<void> {
	await store.write(async (writer) => {
		await writer.put(
			batches,
			(await writer.range(batches)).map((row) => ({ ...row, state: 'created' as const, line: 99 }))
		);
		const sums = await writer.range(progress.table);
		await writer.put(
			progress.table,
			sums.map((sum) => ({ ...sum, open: 1000, started: null }))
		);
		await writer.put(
			threads,
			(await writer.range(threads)).map((thread) => ({ ...thread, facts: thread.facts.slice(1) }))
		);
		await writer.put(
			exceptions,
			(await writer.range(exceptions)).map((raised) => ({ ...raised, events: [] }))
		);
	});
}

/** Batches as the first version had them, before anything was made of another. */
async function stripBatches({ store }: TestFloor): Promise<void> {
	await store.write(async (writer) => {
		const stripped = (await writer.range(batches)).map((row) => {
			const { origin, remaining, share, began, lastUse, parents, children, label, prints, boundTo, ...rest } = row;
			return { ...rest, initialised: began } as unknown as BatchRow;
		});
		await writer.put(batches, stripped);
	});
}

describe('rebuilding', () => {
	test('is not needed by a new store, or by one that is up to date', async () => {
		const fresh = createMemoryStore({ tables: allTables });
		expect(await rebuild(fresh, ignore)).toBe('current');
		expect((await fresh.snapshot()).meta).toEqual([
			expect.objectContaining({ name: 'folds', versions: foldVersions(), rebuilding: null })
		]);
		const before = await floor.store.snapshot();
		expect(await rebuild(floor.store, ignore)).toBe('current');
		expect(await floor.store.snapshot()).toEqual(before);
	});

	test('names a version for every view and sum', () => {
		const names = [...slices, ...tallies].map(({ table }) => table.name);
		expect(Object.keys(foldVersions()).sort()).toEqual([...names, 'readable', 'threads'].sort());
	});

	test('after a view changed gives the rows that its events say, byte for byte', async () => {
		await damage(floor);
		expect(differences(await commonTables(floor), expected)).not.toEqual([]);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
		expect(differences(await commonTables(floor), expected)).toEqual([]);
		expect(await rebuild(floor.store, ignore)).toBe('current');
	});

	test('goes through sums that older code counted, with less in them', async () => {
		const older = (await floor.rows(progress.table)).map((sum) => {
			const { steps: _steps, unplanned: _unplanned, ...rest } = sum;
			return rest as typeof sum;
		});
		await floor.store.write((writer) => writer.put(progress.table, older));
		await damage(floor);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
		expect(differences(await commonTables(floor), expected)).toEqual([]);
	});

	test('mends what was recorded on rows that older code folded', async () => {
		await stripBatches(floor);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		const known = await floor.rows(batches);
		const inState = (wanted: string): Code =>
			known.find(({ state, voided }) => state === wanted && !voided)?.id as Code;
		const [station] = await floor.rows(stationDefinition.table);
		await floor.record(closeBatch(inState('open')));
		await floor.record(initialise(inState('created'), station?.id as Code));
		expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
		const other = await createTestFloor({ device: 9 });
		await deliver(floor, other);
		expect(differences(await commonTables(floor), await commonTables(other))).toEqual([]);
	});

	test('from nothing but the log gives the same rows', async () => {
		const log = await floor.rows(events);
		const store = createMemoryStore({ tables: allTables });
		await store.write((writer) => writer.put(events, log));
		expect(await rebuild(store, ignore)).toBe('rebuilt');
		expect(differences(await commonTables({ store }), expected)).toEqual([]);
	});

	test('says how far it is, in events', async () => {
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		const done: number[] = [];
		await rebuild(floor.store, (count) => done.push(count));
		expect(done).toEqual([...done].sort((a, b) => a - b));
		expect(done.length).toBeGreaterThan(1);
		expect(done.at(-1)).toBe(total);
	});

	test.each([1, 2, 3, 4])('cut off at its transaction %s goes on from there', async (last) => {
		await damage(floor);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		let writes = 0;
		const dying = floor.store.connect({
			beforeCommit: () => {
				if (++writes === last) throw new Error('power cut');
			}
		});
		await expect(rebuild(dying, ignore)).rejects.toThrow('power cut');
		const done: number[] = [];
		expect(await rebuild(floor.store, (count) => done.push(count))).toBe('rebuilt');
		expect(differences(await commonTables(floor), expected)).toEqual([]);
		// What the first attempt did is not done again.
		if (last > 1) expect(done.at(-1) ?? 0).toBeLessThan(total);
	});

	test('cut off, and then overtaken by a still newer version, starts again', async () => {
		await damage(floor);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		let writes = 0;
		const dying = floor.store.connect({
			beforeCommit: () => {
				if (++writes === 2) throw new Error('power cut');
			}
		});
		await expect(rebuild(dying, ignore)).rejects.toThrow('power cut');
		// As if the attempt had been that of a version between: what it folded is not what this one folds.
		await damage(floor);
		const folds = (await floor.row(meta, 'folds')) as FoldVersions;
		const rebuilding = { versions: { ...foldVersions(), runs: 0 }, last: folds.rebuilding?.last ?? '' };
		await setFolds(floor.store, { ...folds, rebuilding });
		expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
		expect(differences(await commonTables(floor), expected)).toEqual([]);
	});

	test('lets scans go on: what is recorded meanwhile is there, once', async () => {
		await damage(floor);
		await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
		const stations = await floor.rows(slices.find(({ kind }) => kind === 'station')?.table ?? batches);
		const item = (await floor.rows(itemDefinition.table))[0]?.id as Code;
		const scans: Promise<unknown>[] = [];
		await rebuild(floor.store, () => {
			scans.push(
				plan(floor, line(item, 2)).then(({ batches: planned }) =>
					floor.record(initialise(planned[0] as Code, stations[0]?.id as Code))
				)
			);
		});
		await Promise.all(scans);
		expect(scans.length).toBeGreaterThan(1);
		const other = await createTestFloor({ device: 9 });
		await deliver(floor, other);
		expect(differences(await commonTables(floor), await commonTables(other))).toEqual([]);
	});

	describe('after a page of older code recorded', () => {
		const newer = { ...foldVersions(), batches: 99 };
		const foldsOf = async (): Promise<FoldVersions> => (await floor.row(meta, 'folds')) as FoldVersions;

		/** Something is recorded here by code that is older than what the rows were folded with. */
		async function recordAsOlderCode(): Promise<void> {
			const item = (await floor.rows(itemDefinition.table))[0]?.id as Code;
			const folds = await foldsOf();
			await setFolds(floor.store, { ...folds, versions: newer });
			await plan(floor, line(item, 1));
			expect(await foldsOf()).toEqual({ ...folds, versions: newer, hasOlderRows: true });
		}

		test('its own code leaves the rows alone, and the newer one folds them anew', async () => {
			await recordAsOlderCode();
			expect(await rebuild(floor.store, ignore)).toBe('newer');
			await damage(floor);
			// From here on this is the newer code.
			await setFolds(floor.store, { ...(await foldsOf()), versions: foldVersions() });
			expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
			const other = await createTestFloor({ device: 9 });
			await deliver(floor, other);
			expect(differences(await commonTables(floor), await commonTables(other))).toEqual([]);
			expect(await foldsOf()).toEqual({ name: 'folds', versions: foldVersions(), rebuilding: null });
			expect(await rebuild(floor.store, ignore)).toBe('current');
		});

		test.each([1, 2, 3, 4, 5])('a rebuild that is cut off at its transaction %s is taken up again', async (last) => {
			await damage(floor);
			await setFolds(floor.store, { versions: foldVersions(), rebuilding: null, hasOlderRows: true });
			let writes = 0;
			const dying = floor.store.connect({
				beforeCommit: () => {
					if (++writes === last) throw new Error('power cut');
				}
			});
			await expect(rebuild(dying, ignore)).rejects.toThrow('power cut');
			expect(await rebuild(floor.store, ignore)).toBe('rebuilt');
			expect(differences(await commonTables(floor), expected)).toEqual([]);
		});

		test('while the newer one rebuilds, it folds once more', async () => {
			await setFolds(floor.store, { versions: olderVersions(), rebuilding: null });
			let isDisturbed = false;
			await rebuild(floor.store, () => {
				if (isDisturbed) return;
				isDisturbed = true;
				// The older page commits between two transactions of the rebuild.
				void floor.store.write(async (writer) => {
					const folds = (await writer.get(meta, 'folds')) as FoldVersions;
					await writer.put(meta, [{ ...folds, hasOlderRows: true }]);
					await writer.put(
						batches,
						(await writer.range(batches)).map((row) => ({ ...row, line: 99 }))
					);
				});
			});
			expect(differences(await commonTables(floor), expected)).toEqual([]);
			expect(await foldsOf()).toEqual({ name: 'folds', versions: foldVersions(), rebuilding: null });
		});

		test('code of the same version leaves no such mark', async () => {
			const item = (await floor.rows(itemDefinition.table))[0]?.id as Code;
			await plan(floor, line(item, 1));
			expect(await foldsOf()).toEqual({ name: 'folds', versions: foldVersions(), rebuilding: null });
		});
	});

	test('leaves what newer code folded alone', async () => {
		await setFolds(floor.store, { versions: { ...foldVersions(), batches: 99 }, rebuilding: null });
		const before = await floor.store.snapshot();
		expect(await rebuild(floor.store, ignore)).toBe('newer');
		await setFolds(floor.store, { versions: { ...foldVersions(), spindles: 1 }, rebuilding: null });
		expect(await rebuild(floor.store, ignore)).toBe('newer');
		const rebuilding = { versions: { ...foldVersions(), batches: 99 }, last: 'run.x' };
		await setFolds(floor.store, { versions: olderVersions(), rebuilding });
		expect(await rebuild(floor.store, ignore)).toBe('newer');
		expect((await floor.store.snapshot()).batches).toEqual(before.batches);
	});
});

describe('sums', () => {
	test('are what a count of the rows gives', async () => {
		const all = await floor.rows(batches);
		for (const { id: run } of await floor.rows(runs)) {
			const own = all.filter((row) => row.run === run);
			const live = own.filter(({ voided }) => !voided);
			const at = (state: string): number => live.filter((row) => row.state === state).length;
			const entered = own.filter(({ began }) => began).sort((a, b) => ((a.entered ?? '') < (b.entered ?? '') ? -1 : 1));
			expect(await floor.row(progress.table, run)).toMatchObject({
				planned: live.filter(({ item }) => item !== null).length,
				created: at('created'),
				open: at('open'),
				closed: at('closed'),
				voided: own.length - live.length,
				disputed: own.filter((row) => row.exceptions.length > 0).length,
				started: entered[0]?.began?.at ?? null
			});
		}
		expect((await floor.rows(progress.table)).length).toBe(2);
	});
});
