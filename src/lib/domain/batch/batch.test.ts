import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createTestFloor,
	defining,
	initialise,
	line,
	plan,
	planOne,
	quantity,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { BatchInitialisedData } from './batch.ts';

/** A workshop with one planned batch. */
async function planned(floor: TestFloor) {
	const shop = await workshop(floor);
	return { ...shop, ...(await planOne(floor, shop.item)) };
}

describe('[init] a planned batch enters process', () => {
	test('with time, step, station, machine and operator, under its own code', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const item = await define.item('Bracket');
		const machine = await define.machine('Saw 1');
		const step = await define.step('Cut', { produces: { item, quantity: quantity('1 pcs') } });
		const station = await define.station('Saw', { steps: [step], machines: [machine] });
		const ada = await define.person('Ada');
		const { run, batch } = await planOne(floor, item);

		const { events } = await floor.record(initialise(batch, station), { by: [ada], source: 'camera' });

		const stepRevision = (await floor.row(definitions.step.table, step))?.revision;
		expect(events).toMatchObject([
			{
				stream: `run.${run}`,
				type: 'BatchInitialised',
				touches: [batch],
				by: [ada],
				station,
				machine,
				source: 'camera',
				data: { run, batch, step: { id: step, revision: stepRevision }, takes: [], makes: [] }
			}
		]);
		expect(await batchRow(floor, batch)).toMatchObject({
			state: 'open',
			openAt: machine,
			waiting: false,
			exceptions: [],
			began: { event: events[0]?._id, at: events[0]?.at, by: [ada], device: '001', station, machine }
		});
	});

	test('[case 18] the event pins the revision of the step', async () => {
		const floor = await createTestFloor();
		const { batch, station, step } = await planned(floor);
		const { events } = await floor.record(initialise(batch, station));
		await floor.record(definitions.step.define(step, { name: 'Cut, slowly' }));
		const pinned = (events[0]?.data as unknown as BatchInitialisedData).step.revision;
		expect((await batchRow(floor, batch)).began?.step?.revision).toBe(pinned);
		expect((await floor.row(definitions.step.table, step))?.revision).not.toBe(pinned);
	});

	test('[case 1] a second scan says it is recorded already, and records nothing', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		await floor.record(initialise(batch, station));
		const before = await floor.documents();
		expect(await floor.refusal(initialise(batch, station))).toMatchObject({
			type: 'BatchAlreadyInitialised',
			batch: { id: batch, began: { station } }
		});
		expect(await floor.documents()).toEqual(before);
	});

	test('[case 27] a reprinted label is the same batch', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		await floor.record(initialise(batch, station));
		expect(await floor.refusal(initialise(batch, station))).toMatchObject({ type: 'BatchAlreadyInitialised' });
	});

	test('on a device that has the plan, but not the run itself', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { batch, station } = await planned(one);
		await other.receive((await one.documents()).filter(({ _id }) => !_id.startsWith('runs:')));
		await other.record(initialise(batch, station));
		expect((await batchRow(other, batch)).state).toBe('open');
	});
});

describe('[init] asks', () => {
	async function twoSteps() {
		const floor = await createTestFloor();
		const { item, step: cut } = await workshop(floor);
		const define = defining(floor);
		const saw = await define.step('Saw', { produces: { item, quantity: quantity('1 pcs') } });
		const station = await define.station('Both', { steps: [cut, saw] });
		return { floor, station, cut, saw, ...(await planOne(floor, item)) };
	}

	test('which step, when several make the item here', async () => {
		const { floor, station, cut, saw, batch } = await twoSteps();
		const answer = await floor.refusal(initialise(batch, station));
		expect(answer).toMatchObject({ type: 'ChooseStep' });
		expect((answer as unknown as { steps: { id: string }[] }).steps.map(({ id }) => id)).toEqual([cut, saw].sort());
	});

	test('which step, again, when the answer is none of them', async () => {
		const { floor, station, batch } = await twoSteps();
		const elsewhere = mintCode('t', deviceNumber(9), 1);
		expect(await floor.refusal(initialise(batch, station, { step: elsewhere }))).toMatchObject({ type: 'ChooseStep' });
	});

	test('and records the step that was answered', async () => {
		const { floor, station, saw, batch } = await twoSteps();
		await floor.record(initialise(batch, station, { step: saw }));
		expect((await batchRow(floor, batch)).began?.step?.id).toBe(saw);
	});

	async function twoMachines(plannedMachine: boolean) {
		const floor = await createTestFloor();
		const { item, step } = await workshop(floor);
		const define = defining(floor);
		const machines = [await define.machine('Saw 1'), await define.machine('Saw 2')] as const;
		const station = await define.station('Hall', { steps: [step], machines });
		const one = await planOne(floor, item, plannedMachine ? { machines: [machines[1]] } : {});
		return { floor, station, machines, ...one };
	}

	test('which machine, when several stand here and none is planned', async () => {
		const { floor, station, machines, batch } = await twoMachines(false);
		expect(await floor.refusal(initialise(batch, station))).toEqual({ type: 'ChooseMachine', machines });
		const elsewhere = mintCode('m', deviceNumber(9), 1);
		expect(await floor.refusal(initialise(batch, station, { machine: elsewhere }))).toMatchObject({
			type: 'ChooseMachine'
		});
	});

	test('and records the machine that was answered, before the planned one', async () => {
		const { floor, station, machines, batch } = await twoMachines(true);
		const { events } = await floor.record(initialise(batch, station, { machine: machines[0] }));
		expect(events[0]?.machine).toBe(machines[0]);
		expect((await batchRow(floor, batch)).openAt).toBe(machines[0]);
	});

	test('nothing when one was named here before: it fills the gap, and never overrides the plan', async () => {
		const unplanned = await twoMachines(false);
		const [usual] = unplanned.machines;
		const gap = await unplanned.floor.record(initialise(unplanned.batch, unplanned.station, { usual }));
		expect(gap.events[0]?.machine).toBe(usual);
		const planned = await twoMachines(true);
		const kept = await planned.floor.record(initialise(planned.batch, planned.station, { usual: planned.machines[0] }));
		expect(kept.events[0]?.machine).toBe(planned.machines[1]);
	});

	test('nothing when the planned machine stands here', async () => {
		const { floor, station, machines, batch } = await twoMachines(true);
		const { events } = await floor.record(initialise(batch, station));
		expect(events[0]?.machine).toBe(machines[1]);
	});

	test('nothing when one machine stands here, or none', async () => {
		const floor = await createTestFloor();
		const { item, step, station: without } = await workshop(floor);
		const machine = await defining(floor).machine('Saw 1');
		const withOne = await defining(floor).station('One', { steps: [step], machines: [machine] });
		const { batches: codes } = await plan(floor, line(item, 2));
		const [first, second] = codes as readonly [Code, Code];
		expect((await floor.record(initialise(first, without))).events[0]?.machine).toBeNull();
		expect((await batchRow(floor, first)).openAt).toBe(without);
		expect((await floor.record(initialise(second, withOne))).events[0]?.machine).toBe(machine);
	});
});

describe('[init] books materials as planned', () => {
	test('exactly, in the unit of the input, with the waste allowance', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const item = await define.item('Bracket');
		const steel = await define.item('Steel bar', { nature: 'material', unit: 'm' });
		const paint = await define.item('Paint', { nature: 'material', unit: 'l' });
		const blank = await define.item('Blank', { nature: 'part' });
		const step = await define.step('Cut', {
			consumes: [
				{ item: steel, quantity: quantity('7 m'), allowance: '1/20' },
				{ item: paint, quantity: quantity('1/3 l'), allowance: null },
				{ item: blank, quantity: quantity('1 pcs'), allowance: null }
			],
			produces: { item, quantity: quantity('1 dozen') }
		});
		const station = await define.station('Saw', { steps: [step] });
		const { batch } = await planOne(floor, item, { each: quantity('50 pcs') });

		const { events } = await floor.record(initialise(batch, station));

		// 50 pieces are 50/12 dozen: 7 m x 50/12 x 21/20, and 1/3 l x 50/12. A part is moved, not used up.
		expect((events[0]?.data as unknown as BatchInitialisedData).uses).toEqual([
			{ item: steel, lot: null, quantity: quantity('245/8 m'), basis: 'planned' },
			{ item: paint, lot: null, quantity: quantity('25/18 l'), basis: 'planned' }
		]);
	});

	test('none when the step makes another kind of quantity than the batch has', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const item = await define.item('Wire', { unit: 'kg' });
		const ore = await define.item('Ore', { nature: 'material', unit: 'kg' });
		const step = await define.step('Draw', {
			consumes: [{ item: ore, quantity: quantity('2 kg'), allowance: null }],
			produces: { item, quantity: quantity('1 m') }
		});
		const station = await define.station('Bench', { steps: [step] });
		const { batch } = await planOne(floor, item, { each: quantity('5 kg') });
		const { events } = await floor.record(initialise(batch, station));
		expect((events[0]?.data as unknown as BatchInitialisedData).uses).toEqual([]);
	});

	test('and whatever the figures, what is confirmed is shown: nothing is recorded that this device cannot read', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const item = await define.item('Bracket');
		const steel = await define.item('Steel bar', { nature: 'material', unit: 'm' });
		const long = `${10n ** 28n + 1n}/${10n ** 28n + 3n}`;
		const step = await define.step('Cut', {
			consumes: [{ item: steel, quantity: { ...quantity('1 m'), amount: long }, allowance: long }],
			produces: { item, quantity: quantity('1 pcs') }
		});
		const station = await define.station('Saw', { steps: [step] });
		const { batch } = await planOne(floor, item);
		const answer = await floor.submit(initialise(batch, station));
		const { state, unread } = await batchRow(floor, batch);
		expect([state, unread]).toEqual([answer.ok ? 'open' : 'created', 0]);
	});
});
