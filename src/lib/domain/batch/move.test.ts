import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	defining,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	planOne,
	progressOf,
	quantity,
	runStateOf,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { isFinished } from '../run/milestones.ts';

describe('a move', () => {
	test('makes a batch at the next step of all there is, under the label it has', async () => {
		const { floor, batch, dyeing, items, steps, run } = await startedMill();
		const recorded = await floor.record(moveTo(dyeing, batch), { by: ['p1'], source: 'camera' });
		const [event] = recorded.events;
		const made = madeBy(recorded);
		expect(event).toMatchObject({
			type: 'BatchesTransformed',
			stream: `run.${run}`,
			touches: [batch, made].sort(),
			station: dyeing,
			data: {
				operation: 'move',
				step: { id: steps.dye },
				takes: [{ batch, item: items.knitted, quantity: quantity('50 pcs'), extent: 'all' }],
				makes: [{ batch: made, item: { id: items.dyed }, quantity: quantity('50 pcs'), grade: 'firsts' }],
				ends: []
			}
		});
		expect(await batchRow(floor, made)).toMatchObject({
			run,
			origin: 'made',
			line: 1,
			state: 'open',
			item: { id: items.dyed },
			remaining: quantity('50 pcs'),
			share: '1',
			began: { event: event?._id, operation: 'move', station: dyeing, by: ['p1'] },
			openAt: dyeing,
			label: batch,
			parents: [batch],
			exceptions: []
		});
		expect(await batchRow(floor, batch)).toMatchObject({
			state: 'closed',
			closed: { event: event?._id, how: 'used', reason: null },
			remaining: { amount: '0' },
			children: [made],
			leftAt: expect.any(String) as string,
			exceptions: []
		});
	});

	test('by any label before resolves forward, and the last step closes the batch by itself', async () => {
		const { floor, batch, dyeing, finishing, run } = await startedMill();
		await floor.record(moveTo(dyeing, batch));
		const last = madeBy(await floor.record(moveTo(finishing, batch)));
		expect(await batchRow(floor, last)).toMatchObject({ state: 'closed', closed: { how: 'end' }, label: batch });
		expect(await runStateOf(floor, run)).toBe('completed');
		const sum = await progressOf(floor, run);
		expect(sum).toMatchObject({ planned: 1, created: 0, open: 0, closed: 1, unplanned: 0 });
		expect(sum && isFinished(sum)).toBe(true);
	});

	test('counts who is where by step', async () => {
		const { floor, batch, dyeing, finishing, run, steps } = await startedMill();
		expect((await progressOf(floor, run))?.steps).toEqual({ [steps.knit]: { here: 1, done: 0 } });
		await floor.record(moveTo(dyeing, batch));
		expect((await progressOf(floor, run))?.steps).toEqual({
			[steps.knit]: { here: 0, done: 1 },
			[steps.dye]: { here: 1, done: 0 }
		});
		await floor.record(moveTo(finishing, batch));
		expect((await progressOf(floor, run))?.steps[steps.finish]).toEqual({ here: 0, done: 1 });
	});

	test('writes the rows it changes, not the whole chain', async () => {
		const { floor, batch, dyeing, finishing } = await startedMill();
		const dyed = madeBy(await floor.record(moveTo(dyeing, batch)));
		const before = await batchRow(floor, batch);
		await floor.record(moveTo(finishing, batch));
		expect(await batchRow(floor, batch)).toEqual(before);
		expect((await batchRow(floor, dyed)).state).toBe('closed');
	});

	test('makes what the step is expected to make: allowance and units reckoned in, whole pieces', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const cloth = await define.item('Cloth', { nature: 'part', unit: 'm' });
		const shirt = await define.item('Shirt');
		const weave = await define.step('Weave', { produces: { item: cloth, quantity: quantity('1 m') } });
		const sew = await define.step('Sew', {
			consumes: [{ item: cloth, quantity: quantity('150 cm'), allowance: '1/10' }],
			produces: { item: shirt, quantity: quantity('1 pcs') }
		});
		const weaving = await define.station('Weaving', { steps: [weave] });
		const sewing = await define.station('Sewing', { operation: 'move', steps: [sew] });
		const { batch } = await planOne(floor, cloth, { each: quantity('20 m') });
		await floor.record(initialise(batch, weaving));
		// 20 m / (1.5 m x 1.1) = 12.1 shirts
		expect((await batchRow(floor, madeBy(await floor.record(moveTo(sewing, batch))))).quantity).toEqual(
			quantity('12 pcs')
		);
		const scrap = await planOne(floor, cloth, { each: quantity('1 m') });
		await floor.record(initialise(scrap.batch, weaving));
		expect(await floor.refusal(moveTo(sewing, scrap.batch))).toMatchObject({ type: 'TooLittleForStep' });
	});

	test('follows the flow that the run pinned', async () => {
		const floor = await createTestFloor();
		const { define, items, steps, knitting, dyeing, finishing } = await mill(floor);
		const grey = await define.flow('Grey socks', [steps.knit]);
		const plain = await planOne(floor, items.knitted, { flow: grey });
		await floor.record(initialise(plain.batch, knitting));
		expect(await floor.refusal(moveTo(dyeing, plain.batch))).toMatchObject({ type: 'WrongStation', next: [] });
		const short = await define.flow('Dyed only', [steps.knit, steps.dye]);
		const dyed = await planOne(floor, items.knitted, { flow: short });
		await floor.record(initialise(dyed.batch, knitting));
		const made = madeBy(await floor.record(moveTo(dyeing, dyed.batch)));
		expect((await batchRow(floor, made)).closed?.how).toBe('end');
		expect(await floor.refusal(moveTo(finishing, dyed.batch))).toMatchObject({ type: 'BatchAlreadyClosed' });
	});

	test('asks for the machine where several stand, and remembers the last', async () => {
		const { floor, define, batch, steps } = await startedMill();
		const [vat, jet] = [await define.machine('Vat'), await define.machine('Jet')];
		const station = await define.station('Dye house', {
			operation: 'move',
			steps: [steps.dye],
			machines: [vat, jet]
		});
		expect(await floor.refusal(moveTo(station, batch))).toEqual({ type: 'ChooseMachine', machines: [vat, jet] });
		const { events } = await floor.record(moveTo(station, batch, { usual: jet }));
		expect(events[0]?.machine).toBe(jet);
	});

	test('asks for the step where several take the item', async () => {
		const { floor, define, batch, items, steps } = await startedMill();
		const bleach = await define.step('Bleach', {
			consumes: [{ item: items.knitted, quantity: quantity('1 pcs'), allowance: null }],
			produces: { item: items.dyed, quantity: quantity('1 pcs') }
		});
		const station = await define.station('Bath', { operation: 'move', steps: [steps.dye, bleach] });
		expect(await floor.refusal(moveTo(station, batch))).toMatchObject({ type: 'ChooseStep' });
		const { events } = await floor.record(moveTo(station, batch, { step: bleach }));
		expect(events[0]?.data).toMatchObject({ step: { id: bleach } });
	});

	test('books materials as planned beside the part', async () => {
		const { floor, define, batch, items } = await startedMill();
		const dyestuff = await define.item('Dyestuff', { nature: 'material', unit: 'g' });
		const step = await define.step('Dip', {
			consumes: [
				{ item: items.knitted, quantity: quantity('1 pcs'), allowance: null },
				{ item: dyestuff, quantity: quantity('3 g'), allowance: null }
			],
			produces: { item: items.dyed, quantity: quantity('1 pcs') }
		});
		const station = await define.station('Dip', { operation: 'move', steps: [step] });
		const { events } = await floor.record(moveTo(station, batch));
		expect(events[0]?.data).toMatchObject({
			uses: [{ item: dyestuff, lot: null, quantity: quantity('150 g'), basis: 'planned' }]
		});
	});
});

describe('a move is refused', () => {
	const unknown = mintCode('b', deviceNumber(9), 1);

	test('when nobody knows the batch or the station', async () => {
		const { floor, batch, dyeing } = await startedMill();
		expect(await floor.refusal(moveTo(dyeing, unknown))).toEqual({ type: 'BatchUnknown', batch: unknown });
		const nowhere = mintCode('s', deviceNumber(9), 1);
		expect(await floor.refusal(moveTo(nowhere, batch))).toEqual({ type: 'StationUnknown', station: nowhere });
	});

	test('before the batch is started: it names where it starts', async () => {
		const { floor, items, dyeing, knitting } = await startedMill();
		const { batch } = await planOne(floor, items.knitted);
		expect(await floor.refusal(moveTo(dyeing, batch))).toMatchObject({
			type: 'BatchNotStarted',
			valid: [{ id: knitting }]
		});
	});

	test('[case 11] at another step: it names the right station', async () => {
		const { floor, batch, dyeing, finishing, steps } = await startedMill();
		expect(await floor.refusal(moveTo(finishing, batch))).toMatchObject({
			type: 'WrongStation',
			next: [{ id: steps.dye }],
			isPast: false,
			valid: [{ id: dyeing }]
		});
	});

	test('[case 11] at a station of a step that is done: it says so', async () => {
		const { floor, define, batch, dyeing, steps } = await startedMill();
		const other = await define.station('Dyeing 2', { operation: 'move', steps: [steps.dye] });
		await floor.record(moveTo(dyeing, batch));
		expect(await floor.refusal(moveTo(other, batch))).toMatchObject({ type: 'WrongStation', isPast: true });
	});

	test('[case 1] when it is here already: the second scan adds nothing', async () => {
		const { floor, batch, dyeing, finishing } = await startedMill();
		const made = madeBy(await floor.record(moveTo(dyeing, batch)));
		expect(await floor.refusal(moveTo(dyeing, batch))).toMatchObject({
			type: 'BatchAlreadyMoved',
			batch: { id: made }
		});
		await floor.record(moveTo(finishing, batch));
		expect(await floor.refusal(moveTo(finishing, batch))).toMatchObject({ type: 'BatchAlreadyMoved' });
		expect(await floor.refusal(moveTo(dyeing, batch))).toMatchObject({ type: 'BatchAlreadyClosed' });
	});

	test('when it is void, closed, or its run cancelled', async () => {
		const { floor, items, knitting, dyeing } = await startedMill();
		const [gone, shut, off] = (await plan(floor, line(items.knitted, 3))).batches as readonly [Code, Code, Code];
		for (const batch of [gone, shut, off]) await floor.record(initialise(batch, knitting));
		await floor.record(voidBatch(gone));
		await floor.record(closeBatch(shut));
		expect(await floor.refusal(moveTo(dyeing, gone))).toMatchObject({ type: 'BatchVoid' });
		expect(await floor.refusal(moveTo(dyeing, shut))).toMatchObject({ type: 'BatchAlreadyClosed' });
		const run = (await batchRow(floor, off)).run as Code;
		await floor.record({ type: 'CancelRun', run, reason: 'lost order' });
		expect(await floor.refusal(moveTo(dyeing, off))).toEqual({ type: 'RunIsCancelled', run });
	});

	test('nor is a batch made void that has moved on', async () => {
		const { floor, batch, dyeing } = await startedMill();
		const { events } = await floor.record(moveTo(dyeing, batch));
		expect(await floor.refusal(voidBatch(batch))).toMatchObject({ type: 'UndoBlocked', by: events[0]?._id });
	});

	test('where a step joins several parts', async () => {
		const { floor, define, items, batch } = await startedMill();
		const lace = await define.item('Lace', { nature: 'part' });
		const one = quantity('1 pcs');
		const join = await define.step('Join', {
			consumes: [
				{ item: items.knitted, quantity: one, allowance: null },
				{ item: lace, quantity: one, allowance: null }
			],
			produces: { item: items.sock, quantity: one }
		});
		const station = await define.station('Joining', { operation: 'move', steps: [join] });
		expect(await floor.refusal(moveTo(station, batch))).toMatchObject({ type: 'StepJoinsParts', step: { id: join } });
	});

	test('an init of a batch that has moved on is one that was scanned before', async () => {
		const { floor, batch, knitting, dyeing } = await startedMill();
		await floor.record(moveTo(dyeing, batch));
		expect(await floor.refusal(initialise(batch, knitting))).toMatchObject({ type: 'BatchAlreadyInitialised' });
	});
});
