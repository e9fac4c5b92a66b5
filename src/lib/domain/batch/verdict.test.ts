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
	plan,
	planOne,
	line,
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

/** A copied profile: two browsers that mint from one share of the number space, and a device that hears of both. */
async function clones() {
	const office = await createTestFloor({ device: 5 });
	const { item, station } = await workshop(office);
	const original = await createTestFloor({ device: 1, epoch: 'aaaaa' });
	const copy = await createTestFloor({ device: 1, epoch: 'bbbbb' });
	for (const floor of [original, copy]) await deliver(office, floor);
	original.clock.set(office.clock.now() + 1000);
	copy.clock.set(office.clock.now() + 3_600_000);
	const ours = await planOne(original, item, { each: quantity('50 pcs') });
	const theirs = await planOne(copy, item, { each: quantity('7 pcs') });
	// Another run number, the same batch code.
	expect(theirs.batch).toBe(ours.batch);
	return { office, original, copy, station, item, batch: ours.batch, run: ours.run };
}

const planning = async ({ documents }: TestFloor, epoch: string): Promise<string | undefined> =>
	(await documents()).find(
		(document) => 'type' in document && document.type === 'BatchesPlanned' && document.epoch === epoch
	)?._id;

describe('[case 31] a cloned device gives two batches one code', () => {
	test('the first maker keeps the code, the other is for a lead', async () => {
		const { office, original, copy, batch, run } = await clones();
		await deliver(copy, office);
		expect((await batchRow(office, batch)).quantity?.amount).toBe('7');
		await deliver(original, office);
		const [winner, loser] = [await planning(office, 'aaaaa'), await planning(office, 'bbbbb')];
		expect((await batchRow(office, batch)).quantity?.amount).toBe('50');
		expect(await exceptionsOf(office, batch)).toMatchObject([
			{ id: `code:${batch}:${loser}`, rule: 'code', entity: batch, run, events: [loser, winner] }
		]);
	});

	test('a scan whose author knew only the other batch took that one into process', async () => {
		const { office, original, copy, station, batch } = await clones();
		const stray = only(await copy.record(initialise(batch, station)));
		await deliver(copy, office);
		expect((await batchRow(office, batch)).state).toBe('open');
		await deliver(original, office);
		expect(await batchRow(office, batch)).toMatchObject({ state: 'created', began: null });
		const losing = (await exceptionsOf(office, batch)).map(({ rule, events }) => [rule, events[0]]);
		expect(losing).toContainEqual(['code', stray._id]);
		expect(losing).toHaveLength(2);
	});

	test('a scan of the first one counts beside it', async () => {
		const { office, original, copy, station, batch } = await clones();
		await copy.record(initialise(batch, station));
		const scan = only(await original.record(initialise(batch, station)));
		await deliver(copy, office);
		await deliver(original, office);
		expect((await batchRow(office, batch)).began?.event).toBe(scan._id);
	});

	test('a scan whose author knew both is of the first one', async () => {
		const { office, original, copy, station, batch } = await clones();
		await deliver(copy, office);
		await deliver(original, office);
		const scan = only(await office.record(initialise(batch, station)));
		expect(await batchRow(office, batch)).toMatchObject({ state: 'open', began: { event: scan._id } });
	});

	test('a scan of the first one, which is void by now, is not one of the other', async () => {
		const { office, original, copy, station, batch } = await clones();
		const phone = await createTestFloor({ device: 7 });
		await deliver(original, phone);
		const scan = only(await phone.record(initialise(batch, station)));
		await original.record(voidBatch(batch));
		for (const floor of [original, copy, phone]) await deliver(floor, office);
		expect(await batchRow(office, batch)).toMatchObject({ state: 'created', voided: null, quantity: { amount: '7' } });
		expect((await exceptionsOf(office, batch)).map(({ rule, events }) => [rule, events[0]])).toEqual([
			['code', scan._id]
		]);
	});

	test('when the first one is void, the other has the code, and its run', async () => {
		const { office, original, copy, item, batch } = await clones();
		await original.record(voidBatch(batch));
		await deliver(original, office);
		expect((await batchRow(office, batch)).voided).not.toBeNull();
		await deliver(copy, office);
		// The codes of the runs are one as well; a plan of another run for the same code tells them apart.
		const row = await batchRow(office, batch);
		expect(row).toMatchObject({ voided: null, state: 'created', quantity: { amount: '7' } });
		expect(row.item?.id).toBe(item);
		expect(await exceptionsOf(office, batch)).toEqual([]);
	});
});

describe('a code made in two runs', () => {
	/** As above, but one of the two has made a run more before, so that run numbers differ and batch codes meet. */
	async function twoRuns() {
		const office = await createTestFloor({ device: 5 });
		const { item } = await workshop(office);
		const original = await createTestFloor({ device: 1, epoch: 'aaaaa' });
		const copy = await createTestFloor({ device: 1, epoch: 'bbbbb' });
		for (const floor of [original, copy]) await deliver(office, floor);
		original.clock.set(office.clock.now() + 1000);
		copy.clock.set(office.clock.now() + 3_600_000);
		const one = await plan(original, line(item, 3));
		await planOne(copy, item);
		const other = await plan(copy, line(item, 1));
		const batch = other.batches[0] as Code;
		expect(one.batches).toContain(batch);
		expect(other.run).not.toBe(one.run);
		return { office, original, copy, batch, firstRun: one.run, secondRun: other.run };
	}

	test('belongs to the run whose making counts', async () => {
		const { office, original, copy, batch, firstRun, secondRun } = await twoRuns();
		await deliver(copy, office);
		expect(await batchRow(office, batch)).toMatchObject({ run: secondRun });
		await deliver(original, office);
		expect(await batchRow(office, batch)).toMatchObject({ run: firstRun });
		await original.record(voidBatch(batch));
		await deliver(original, office);
		expect(await batchRow(office, batch)).toMatchObject({ run: secondRun, voided: null });
		expect((await progressOf(office, secondRun))?.planned).toBe(1);
	});

	test('leaves no trace in the sums of a run it was never in', async () => {
		const { office, original, copy, secondRun } = await twoRuns();
		const straight = await createTestFloor({ device: 6 });
		for (const floor of [original, copy]) await deliver(floor, straight);
		for (const floor of [copy, original]) await deliver(floor, office);
		expect(await progressOf(office, secondRun)).toEqual(await progressOf(straight, secondRun));
	});
});
