import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createTestFloor,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	planOne,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { eventOf, madeBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import type { Recorded } from '#engine/submit.ts';
import type { BatchInitialisedData, Transformed } from '../batch/batch.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { runs } from '../run/run.ts';

const dataOf = (recorded: Recorded) => eventOf(recorded).data as unknown as Transformed & BatchInitialisedData;

/** What a step's record says of it. */
const told = (recorded: Recorded) => {
	const { step, makes, uses } = dataOf(recorded);
	const used = uses.map(({ item, quantity: { amount } }) => [item, amount]);
	return { revision: step.revision, made: makes[0]?.item.id, quantity: makes[0]?.quantity.amount, used };
};

const revisionOf = async (floor: TestFloor, step: Code) => (await floor.row(definitions.step.table, step))?.revision;

/** A mill that dyes with half a gram of dye a piece, and has a second way to finish. */
async function dyeingMill() {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const { define, items, steps } = site;
	const dye = await define.item('Dye', { nature: 'material', unit: 'g' });
	const recipe = (amount: string) => [
		{ item: items.knitted, quantity: quantity('1 pcs'), allowance: null },
		{ item: dye, quantity: quantity(`${amount} g`), allowance: null }
	];
	await floor.record(definitions.step.define(steps.dye, { consumes: recipe('1/2') }));
	const press = await define.step('Press', {
		consumes: [{ item: items.dyed, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: items.sock, quantity: quantity('1 pcs') }
	});
	const pressing = await define.station('Pressing', { operation: 'move', steps: [press] });
	const flow = await define.flow('Socks', [steps.knit, steps.dye, steps.finish]);
	return { floor, ...site, dye, recipe, press, pressing, flow };
}

describe.each(['with a flow', 'without one'])('[case 18] a run %s', (kind) => {
	const changes = (flow: Code) => (kind === 'with a flow' ? { flow } : {});

	test("goes on by a step's recipe and product as it pinned them, though another device revised them; a new run uses the new", async () => {
		const { floor, items, steps, knitting, dyeing, dye, recipe, flow, define } = await dyeingMill();
		const office = await secondDevice(floor);
		const pinned = await revisionOf(floor, steps.dye);
		const { run, batch } = await planOne(floor, items.knitted, changes(flow));
		await floor.record(initialise(batch, knitting));

		const dyedBlue = await office.record(definitions.item.define(null, { name: 'Sock, dyed blue', nature: 'part' }));
		const blue = dyedBlue.events[0]?.touches[0] as Code;
		const produces = { item: blue, quantity: quantity('1 pcs') };
		await office.record(definitions.step.define(steps.dye, { consumes: recipe('2'), produces }));
		await meet(floor, office);
		expect(await revisionOf(floor, steps.dye)).not.toBe(pinned);
		expect((await floor.row(runs, run))?.steps).toContainEqual({ id: steps.dye, revision: pinned });

		const old = told(await floor.record(moveTo(dyeing, batch)));
		expect(old).toEqual({ revision: pinned, made: items.dyed, quantity: '50', used: [[dye, '25']] });

		const next = await planOne(floor, items.knitted, changes(await define.flow('Blue socks', [steps.knit, steps.dye])));
		await floor.record(initialise(next.batch, knitting));
		expect(told(await floor.record(moveTo(dyeing, next.batch)))).toEqual({
			revision: await revisionOf(floor, steps.dye),
			made: blue,
			quantity: '50',
			used: [[dye, '100']]
		});
	});

	test('goes on through a step that was archived since; a new run does not', async () => {
		const { floor, items, steps, knitting, dyeing, flow } = await dyeingMill();
		const { batch } = await planOne(floor, items.knitted, changes(flow));
		await floor.record(definitions.step.define(steps.dye, { archived: true }));
		await floor.record(initialise(batch, knitting));
		expect(told(await floor.record(moveTo(dyeing, batch))).made).toBe(items.dyed);
		const next = await planOne(floor, items.knitted, changes(flow));
		await floor.record(initialise(next.batch, knitting));
		expect(await floor.refusal(moveTo(dyeing, next.batch))).toMatchObject({ type: 'WrongStation', next: [] });
	});

	test('goes on by both of two changes that were made apart before it was created', async () => {
		const { floor, items, steps, knitting, dyeing, dye, recipe, flow } = await dyeingMill();
		const office = await secondDevice(floor);
		await floor.record(definitions.step.define(steps.dye, { consumes: recipe('1') }));
		await office.record(definitions.step.define(steps.dye, { name: 'Dye by hand' }));
		await meet(floor, office);
		const { run, batch } = await planOne(floor, items.knitted, changes(flow));
		expect((await floor.row(runs, run))?.steps.filter(({ id }) => id === steps.dye)).toHaveLength(2);
		await floor.record(definitions.step.define(steps.dye, { consumes: recipe('3') }));
		await floor.record(initialise(batch, knitting));
		expect(told(await floor.record(moveTo(dyeing, batch))).used).toEqual([[dye, '50']]);
	});

	test('is not changed by a revision made before it that arrives after it', async () => {
		const { floor, items, steps, knitting, dyeing, dye, recipe, flow } = await dyeingMill();
		const office = await secondDevice(floor);
		await office.record(definitions.step.define(steps.dye, { consumes: recipe('4') }));
		floor.clock.set(office.clock.now() + 60_000);
		await floor.record(definitions.step.define(steps.dye, { name: 'Dye by hand' }));
		const { batch } = await planOne(floor, items.knitted, changes(flow));
		await floor.record(initialise(batch, knitting));
		await meet(floor, office);
		expect((await floor.row(definitions.step.table, steps.dye))?.consumes).toEqual(recipe('4'));
		expect(told(await floor.record(moveTo(dyeing, batch))).used).toEqual([[dye, '25']]);
	});
});

describe('[case 18] the steps of a flow are changed', () => {
	test('by another device, offline: the old run keeps its steps, a new one has the new; both devices see the same', async () => {
		const { floor, items, steps, knitting, dyeing, finishing, pressing, press, flow } = await dyeingMill();
		const { batches: planned } = await plan(floor, line(items.knitted, 2, { flow }));
		const [here, there] = planned as readonly [Code, Code];
		const office = await secondDevice(floor);
		await office.record(definitions.flow.define(flow, { steps: [steps.knit, steps.dye, press] }));
		for (const [device, batch] of [
			[floor, here],
			[office, there]
		] as const) {
			await device.record(initialise(batch, knitting));
			await device.record(moveTo(dyeing, batch));
			expect(await device.refusal(moveTo(pressing, batch))).toMatchObject({
				type: 'WrongStation',
				valid: [{ id: finishing }]
			});
			const finished = madeBy(await device.record(moveTo(finishing, batch)));
			expect(await batchRow(device, finished)).toMatchObject({ state: 'closed', closed: { how: 'end' } });
		}
		await meet(floor, office);
		await expectAlike(floor, office);

		for (const device of [floor, office]) {
			const { batch } = await planOne(device, items.knitted, { flow });
			await device.record(initialise(batch, knitting));
			await device.record(moveTo(dyeing, batch));
			expect(await device.refusal(moveTo(finishing, batch))).toMatchObject({ valid: [{ id: pressing }] });
			await device.record(moveTo(pressing, batch));
		}
	});

	test('where lines of one run have different flows, each keeps its own', async () => {
		const { floor, items, steps, knitting, dyeing, finishing, pressing, press, flow, define } = await dyeingMill();
		const pressed = await define.flow('Socks, pressed', [steps.knit, steps.dye, press]);
		const { batches: planned } = await plan(
			floor,
			line(items.knitted, 1, { flow }),
			line(items.knitted, 1, { flow: pressed })
		);
		await floor.record(definitions.flow.define(flow, { steps: [steps.knit, steps.dye, press] }));
		await floor.record(definitions.flow.define(pressed, { steps: [steps.knit] }));
		const valid = [finishing, pressing];
		for (const [index, batch] of planned.entries()) {
			await floor.record(initialise(batch, knitting));
			await floor.record(moveTo(dyeing, batch));
			expect(await floor.refusal(moveTo(valid[1 - index] as Code, batch))).toMatchObject({
				type: 'WrongStation',
				valid: [{ id: valid[index] }]
			});
			await floor.record(moveTo(valid[index] as Code, batch));
		}
	});
});

test('a run without a flow also takes steps that were added to the site since', async () => {
	const { floor, items, knitting, dyeing, define } = await dyeingMill();
	const { batch } = await planOne(floor, items.knitted);
	const bleach = await define.step('Bleach', {
		consumes: [{ item: items.knitted, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: items.dyed, quantity: quantity('1 pcs') }
	});
	const bleaching = await define.station('Bleaching', { operation: 'move', steps: [bleach] });
	await floor.record(initialise(batch, knitting));
	expect(await floor.refusal(moveTo(knitting, batch))).toMatchObject({ valid: [{ id: dyeing }, { id: bleaching }] });
	expect(told(await floor.record(moveTo(bleaching, batch))).revision).toBe(await revisionOf(floor, bleach));
});
