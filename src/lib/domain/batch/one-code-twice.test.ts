import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
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

const only = ({ events }: { readonly events: readonly FloorEvent[] }): FloorEvent => {
	const [event] = events;
	if (!event || events.length > 1) throw new Error(`${events.length} events`);
	return event;
};

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
