import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	defining,
	deliver,
	exceptionsOf,
	initialise,
	meet,
	planOne,
	progressOf,
	quantity,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import type { Code } from '../kernel/code.ts';
import type { FloorEvent } from '../kernel/event.ts';
import { threads } from '../kernel/thread.ts';
import { familyOf } from './family.ts';
import { verdictsOn } from './verdict.ts';

/** Two devices that know one planned batch, and a second station and step to disagree about. */
async function twoDevices() {
	const one = await createTestFloor({ device: 1 });
	const other = await createTestFloor({ device: 2 });
	const { item, step, station } = await workshop(one);
	const define = defining(one);
	const secondStep = await define.step('Saw', { produces: { item, quantity: quantity('1 pcs') } });
	const secondStation = await define.station('Second saw', { steps: [step] });
	const anyStep = await define.station('Both', { steps: [step, secondStep] });
	const { run, batch } = await planOne(one, item);
	await deliver(one, other);
	// The other device's keys come after the first one's.
	other.clock.set(one.clock.now() + 60_000);
	return { one, other, item, step, secondStep, station, secondStation, anyStep, run, batch };
}

const verdictOf = async ({ row }: TestFloor, batch: Code) => {
	const thread = await row(threads, batch);
	if (!thread) throw new Error(`no thread of ${batch}`);
	const verdict = verdictsOn(familyOf([thread])).get(batch);
	if (!verdict) throw new Error(`no verdict on ${batch}`);
	return verdict;
};

const only = ({ events }: { readonly events: readonly FloorEvent[] }): FloorEvent => {
	const [event] = events;
	if (!event || events.length > 1) throw new Error(`${events.length} events`);
	return event;
};

describe('[case 3] one batch initialised on two devices', () => {
	test('at one station and step: the first counts, the second is a duplicate, and nobody has to decide', async () => {
		const { one, other, station, batch } = await twoDevices();
		const first = only(await one.record(initialise(batch, station)));
		const second = only(await other.record(initialise(batch, station)));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, batch)).toMatchObject({
				state: 'open',
				began: { event: first._id, device: '001' },
				exceptions: []
			});
			expect((await verdictOf(floor, batch)).duplicates).toEqual([second._id]);
			expect(await exceptionsOf(floor, batch)).toEqual([]);
		}
	});

	test('at two stations: the first counts, and the second is for a lead', async () => {
		const { one, other, station, secondStation, run, batch } = await twoDevices();
		const first = only(await one.record(initialise(batch, station)));
		const second = only(await other.record(initialise(batch, secondStation)));
		await meet(one, other);
		for (const floor of [one, other]) {
			const id = `init:${batch}:${second._id}`;
			expect(await batchRow(floor, batch)).toMatchObject({ openAt: station, exceptions: [id] });
			expect(await exceptionsOf(floor, batch)).toMatchObject([
				{ id, rule: 'init', entity: batch, run, events: [second._id, first._id] }
			]);
			expect((await progressOf(floor, run))?.disputed).toBe(1);
		}
	});

	test('at one station on two machines: for a lead, since it cannot be on both', async () => {
		const one = await createTestFloor();
		const { item, step } = await workshop(one);
		const define = defining(one);
		const [machine, otherMachine] = [await define.machine('Saw 1'), await define.machine('Saw 2')];
		const station = await define.station('Hall', { steps: [step], machines: [machine, otherMachine] });
		const { batch } = await planOne(one, item);
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(initialise(batch, station, { machine }));
		await other.record(initialise(batch, station, { machine: otherMachine }));
		await meet(one, other);
		expect((await exceptionsOf(one, batch)).map(({ rule }) => rule)).toEqual(['init']);
		expect(await exceptionsOf(other, batch)).toEqual(await exceptionsOf(one, batch));
	});

	test('at one station for two steps: for a lead', async () => {
		const { one, other, anyStep, step, secondStep, batch } = await twoDevices();
		await one.record(initialise(batch, anyStep, { step }));
		await other.record(initialise(batch, anyStep, { step: secondStep }));
		await meet(one, other);
		expect((await batchRow(one, batch)).began?.step?.id).toBe(step);
		expect((await exceptionsOf(one, batch)).map(({ rule }) => rule)).toEqual(['init']);
	});

	test('[case 20] the first is the smallest key, not the first to arrive', async () => {
		const { one, other, station, secondStation, batch } = await twoDevices();
		other.clock.set(one.clock.now() - 3_600_000);
		await one.record(initialise(batch, station));
		await other.record(initialise(batch, secondStation));
		expect((await batchRow(one, batch)).openAt).toBe(station);
		await meet(one, other);
		// The plan was known to both: not even a clock an hour behind puts a scan before it.
		const { device } = (await batchRow(one, batch)).began ?? {};
		expect((await batchRow(other, batch)).began?.device).toBe(device);
		const keys = (await other.row(threads, batch))?.facts.map(({ id }) => id.slice(id.indexOf(':') + 1)) ?? [];
		expect(keys).toEqual([...keys].sort());
	});

	test('on three devices: every one after the first is judged by itself', async () => {
		const { one, other, station, secondStation, batch } = await twoDevices();
		const third = await createTestFloor({ device: 3 });
		await deliver(one, third);
		third.clock.set(other.clock.now() + 60_000);
		await one.record(initialise(batch, station));
		const second = only(await other.record(initialise(batch, secondStation)));
		const last = only(await third.record(initialise(batch, station)));
		await meet(one, other);
		await meet(one, third);
		expect((await verdictOf(one, batch)).duplicates).toEqual([last._id]);
		expect((await exceptionsOf(one, batch)).map(({ events }) => events[0])).toEqual([second._id]);
	});
});

describe('a batch is void on one device and initialised on another', () => {
	test('the scan stands on nothing: for a lead', async () => {
		const { one, other, station, run, batch } = await twoDevices();
		const voided = only(await one.record(voidBatch(batch)));
		const scan = only(await other.record(initialise(batch, station)));
		await meet(one, other);
		for (const floor of [one, other]) {
			const row = await batchRow(floor, batch);
			expect(row).toMatchObject({ voided: { event: voided._id }, began: { event: scan._id } });
			expect(row).not.toHaveProperty('openAt');
			expect(await exceptionsOf(floor, batch)).toMatchObject([
				{ id: `standing:${batch}:${scan._id}`, rule: 'standing', entity: batch, run, events: [scan._id, voided._id] }
			]);
		}
	});

	test('the void knew the scan: nothing to decide', async () => {
		const { one, other, station, batch } = await twoDevices();
		await one.record(initialise(batch, station));
		await deliver(one, other);
		await other.record(voidBatch(batch));
		await deliver(other, one);
		expect(await batchRow(one, batch)).toMatchObject({ voided: { device: '002' }, began: null, exceptions: [] });
		expect(await exceptionsOf(one, batch)).toEqual([]);
	});

	test('the void knew one scan of two: only the other stands', async () => {
		const { one, other, station, secondStation, batch } = await twoDevices();
		await one.record(initialise(batch, station));
		await one.record(voidBatch(batch));
		const unknown = only(await other.record(initialise(batch, secondStation)));
		await meet(one, other);
		expect((await exceptionsOf(one, batch)).map(({ id }) => id)).toEqual([`standing:${batch}:${unknown._id}`]);
	});

	test('two scans the void did not know: both stand', async () => {
		const { one, other, station, secondStation, batch } = await twoDevices();
		const third = await createTestFloor({ device: 3 });
		await deliver(one, third);
		await one.record(voidBatch(batch));
		await other.record(initialise(batch, station));
		await third.record(initialise(batch, secondStation));
		await meet(one, other);
		await meet(one, third);
		const rules = (await exceptionsOf(one, batch)).map(({ rule }) => rule);
		expect(rules.filter((rule) => rule === 'standing')).toHaveLength(2);
	});

	test('[case 26] two voids agree', async () => {
		const { one, other, batch } = await twoDevices();
		const first = only(await one.record(voidBatch(batch, 'misprint')));
		await other.record(voidBatch(batch, 'not needed'));
		await meet(one, other);
		expect((await batchRow(other, batch)).voided?.event).toBe(first._id);
		expect(await exceptionsOf(other, batch)).toEqual([]);
	});
});

describe('[case 8] facts arrive before what they stand on', () => {
	test('a scan before its plan: shown, waiting, and resolved by itself', async () => {
		const { one, station, run, batch } = await twoDevices();
		const late = await createTestFloor({ device: 4 });
		const scan = only(await one.record(initialise(batch, station)));
		await late.receive([scan]);
		expect(await batchRow(late, batch)).toMatchObject({
			waiting: true,
			run,
			item: null,
			state: 'open',
			began: { event: scan._id },
			exceptions: []
		});
		await deliver(one, late);
		expect(await batchRow(late, batch)).toEqual(await batchRow(one, batch));
		expect((await batchRow(late, batch)).waiting).toBe(false);
	});

	test('a close before its scan: waiting until the scan is there', async () => {
		const { one, station, batch } = await twoDevices();
		const late = await createTestFloor({ device: 4 });
		await deliver(one, late);
		const scan = only(await one.record(initialise(batch, station)));
		const close = only(await one.record(closeBatch(batch)));
		await late.receive([close]);
		expect(await batchRow(late, batch)).toMatchObject({ waiting: true, state: 'closed' });
		await late.receive([scan]);
		expect(await batchRow(late, batch)).toMatchObject({ waiting: false, state: 'closed' });
	});
});

describe('a batch closed on two devices', () => {
	test('is closed once, by the smaller key', async () => {
		const { one, other, station, batch } = await twoDevices();
		await one.record(initialise(batch, station));
		await meet(one, other);
		const first = only(await one.record(closeBatch(batch, 'used up')));
		await other.record(closeBatch(batch, 'scrapped'));
		await meet(one, other);
		expect((await batchRow(other, batch)).closed?.event).toBe(first._id);
		expect(await batchRow(one, batch)).toEqual(await batchRow(other, batch));
	});
});
