import { describe, expect, test } from 'vitest';
import { batches } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { isSampleCode, type Code } from '#domain/kernel/code.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { orders } from '#domain/order/views.ts';
import { progress, runState } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import { createMemoryStore } from '#adapters/memory/memory-store.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { allTables, events, outbox, quarantine } from '#engine/tables.ts';
import type { Store } from '#ports/store.ts';
import { createTestClock, createTestRandom } from '../../../tests/support/floor.ts';
import { baseLocale, overwriteGetLocale } from '#paraglide/runtime.js';
import { createMillDevices } from './mill-devices.ts';
import { tellStory, type SampleStory } from './sample-story.ts';

const NOW = Date.UTC(2026, 10, 20, 11);
const OFFSET = 60;

/** A visitor's store, with the factory in it. */
async function visit(): Promise<{ readonly store: Store; readonly story: SampleStory }> {
	const random = createTestRandom(1);
	const devices = createMillDevices(NOW, OFFSET, random);
	const story = await tellStory(devices, NOW, OFFSET);
	const store = createMemoryStore({ tables: allTables });
	await ingest({ store, clock: createTestClock(NOW), random }, readIncoming(await devices.documents(), NOW), null);
	return { store, story };
}

const { store, story } = await visit();

const all = await store.read((reader) => reader.range(batches));
const leaves = (run: Code) => all.filter((row) => row.run === run && row.children.length === 0 && row.voided === null);
const openAt = (run: Code, step: string) =>
	leaves(run).filter((row) => row.state === 'open' && row.began?.operation === step).length;

describe('the sample factory', () => {
	test('is taken whole by another device', async () => {
		expect(await store.read((reader) => reader.count(quarantine))).toBe(0);
		expect(await store.read((reader) => reader.count(outbox))).toBe(0);
		expect(await store.read((reader) => reader.range(exceptions))).toEqual([]);
		expect(all.filter(({ waiting, unread }) => waiting || unread > 0)).toEqual([]);
	});

	test('has three runs in three states, with forty planned batches', async () => {
		const plans = await store.read((reader) => reader.range(runs));
		const sums = await store.read((reader) =>
			reader.getMany(
				progress.table,
				plans.map(({ id }) => id)
			)
		);
		const told = Object.fromEntries(plans.map(({ id }, index) => [id, runState(sums[index], false)]));
		expect(told).toEqual({
			[story.finished]: 'completed',
			[story.inProgress]: 'in progress',
			[story.pending]: 'pending'
		});
		expect(all.filter(({ origin }) => origin === 'planned')).toHaveLength(40);
		expect(leaves(story.finished).map(({ state }) => state)).toEqual(Array(12).fill('closed'));
	});

	test('has sales orders in three states, one for each run, and one that changed since its run was planned', async () => {
		const known = await store.read((reader) => reader.range(orders));
		expect(new Map(known.map(({ id, status, runs: of }) => [id, [status, ...of.map(({ run }) => run)]]))).toEqual(
			new Map([
				[story.orders.shipped, ['shipped', story.finished]],
				[story.orders.issued, ['issued', story.inProgress]],
				[story.orders.estimate, ['estimate', story.pending]],
				[story.orders.unplanned, ['estimate']]
			])
		);
		const changed = known.flatMap(({ id, runs: of }) =>
			of.flatMap((one) => one.changed.map(({ field }) => [id, field]))
		);
		expect(changed).toEqual([[story.orders.estimate, 'wanted']]);
	});

	test('has batches of the run in progress at every step', () => {
		const states = Object.groupBy(leaves(story.inProgress), ({ state }) => state);
		expect(states.created).toHaveLength(5);
		expect(openAt(story.inProgress, 'init')).toBe(6);
		expect(openAt(story.inProgress, 'move')).toBe(5);
		expect(states.closed).toHaveLength(4);
		expect(leaves(story.pending).map(({ state }) => state)).toEqual(Array(8).fill('created'));
	});

	test('has an undone scan, a batch closed by hand with a reason, and a second code for a lost label', async () => {
		const types = new Set((await store.read((reader) => reader.range(events))).map(({ type }) => type));
		expect([...types]).toEqual(expect.arrayContaining(['FactUndone', 'BatchClosed', 'LabelBound', 'LabelsPrinted']));
	});

	test('happened within the last two days and a bit, and nothing of it in the future', async () => {
		const times = (await store.read((reader) => reader.range(events))).map(({ at }) => Date.parse(at));
		expect(Math.max(...times)).toBeLessThanOrEqual(NOW);
		expect(Math.min(...times)).toBeGreaterThan(NOW - 50 * 3_600_000);
	});

	test('has codes that no site gives out, the same at every visit and in every language', async () => {
		const codes = all.map(({ id }) => id);
		expect(codes.filter((code) => !isSampleCode(code))).toEqual([]);
		overwriteGetLocale(() => 'de');
		const other = await visit().finally(() => overwriteGetLocale(() => baseLocale));
		const there = await other.store.read((reader) => reader.range(batches));
		expect(there.map(({ id }) => id)).toEqual(codes);
		const [english, german] = await Promise.all(
			[store, other.store].map((one) =>
				one.read((reader) => reader.get(definitions.station.table, story.mill.stations.dyeing))
			)
		);
		expect(german?.name).not.toBe(english?.name);
	});
});
