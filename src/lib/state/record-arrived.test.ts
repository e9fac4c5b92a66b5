import { expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import {
	batchRow,
	createTestFloor,
	deliver,
	initialise,
	line,
	mill,
	plan,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { events } from '#engine/tables.ts';
import { recordArrived } from './record-arrived.ts';
import { readArrivedScans, readWaitingScans } from './waiting-scans.ts';

const note = (batch: Code, station: Code) =>
	({ type: 'NoteScan', batch, station, machine: null, usual: null }) as const;

/** An office with a run of three batches, and a device that knows the site, but not the run. */
async function site() {
	const office = await createTestFloor({ device: 9 });
	const known = await mill(office);
	const floor = await createTestFloor({ device: 1 });
	await deliver(office, floor);
	floor.clock.set(office.clock.now() + 60_000);
	const { batches } = await plan(office, line(known.items.knitted, 3));
	return { office, floor, batches: batches as [Code, Code, Code], ...known };
}

/** Rests are over at once. */
const follow = (floor: TestFloor, onrecorded = (): void => undefined): (() => void) =>
	recordArrived({ ...floor, onrecorded }, (_, then) => {
		const timer = setTimeout(then, 0);
		return () => clearTimeout(timer);
	});

const waiting = async ({ store }: TestFloor) => (await store.read(readWaitingScans)).shown;
const countEvents = async (floor: TestFloor): Promise<number> => (await floor.rows(events)).length;

test('[case 9] the scans that were kept are recorded when their batches arrive, in their order', async () => {
	const { office, floor, batches, knitting, dyeing } = await site();
	const [first, second, third] = batches;
	for (const batch of [first, second]) await floor.record(note(batch, knitting), { by: ['p1'], source: 'camera' });
	await floor.record(note(first, dyeing), { by: ['p1'], source: 'camera' });
	let recorded = 0;
	const stop = follow(floor, () => (recorded += 1));
	expect((await waiting(floor)).map(({ why }) => why?.type)).toEqual(Array(3).fill('BatchUnknown'));
	await deliver(office, floor);
	await expect.poll(() => waiting(floor)).toEqual([]);
	expect(recorded).toBe(3);
	expect(await batchRow(floor, second)).toMatchObject({ state: 'open', began: { by: ['p1'], station: knitting } });
	expect(await batchRow(floor, first)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
	expect((await batchRow(floor, third)).state).toBe('created');
	stop();
});

test('what the rules refuse waits, and is recorded when they no longer do', async () => {
	const { office, floor, batches, knitting, dyeing } = await site();
	const [batch] = batches;
	await floor.record(note(batch, dyeing));
	const stop = follow(floor);
	await deliver(office, floor);
	await expect.poll(async () => (await waiting(floor)).map(({ why }) => why?.type)).toEqual(['BatchNotStarted']);
	const before = await countEvents(floor);
	await office.record(initialise(batch, knitting));
	await deliver(office, floor);
	await expect.poll(() => waiting(floor)).toEqual([]);
	expect(await countEvents(floor)).toBe(before + 2);
	stop();
});

test('what another device kept is left to it; a lead may record it here', async () => {
	const { office, floor, batches, knitting } = await site();
	const [batch] = batches;
	await floor.record(note(batch, knitting));
	await deliver(floor, office);
	const [scan] = await waiting(office);
	expect(scan).toMatchObject({ code: batch, isOwn: false, why: null, wasRecorded: false });
	expect(await office.store.read(readArrivedScans)).toEqual([]);
});

test('what was recorded and taken back is not recorded by itself again', async () => {
	const { office, floor, batches, knitting } = await site();
	const [batch] = batches;
	await floor.record(note(batch, knitting));
	const stop = follow(floor);
	await deliver(office, floor);
	await expect.poll(async () => (await batchRow(floor, batch)).began).not.toBeNull();
	const { began } = await batchRow(floor, batch);
	await floor.record({ type: 'UndoFact', batch, fact: began?.event ?? '' });
	expect(await waiting(floor)).toMatchObject([{ code: batch, why: null, isOwn: true, wasRecorded: true }]);
	expect(await floor.store.read(readArrivedScans)).toEqual([]);
	stop();
});

test('one that was taken back is not recorded', async () => {
	const { office, floor, batches, knitting } = await site();
	const [batch, other] = batches;
	const noted = await floor.record(note(batch, knitting));
	await floor.record(note(other, knitting));
	await floor.record({ type: 'UndoFact', batch, fact: noted.events[0]?._id ?? '' });
	const stop = follow(floor);
	await deliver(office, floor);
	await expect.poll(async () => (await batchRow(floor, other)).state).toBe('open');
	expect((await batchRow(floor, batch)).state).toBe('created');
	stop();
});
