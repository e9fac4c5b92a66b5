import { describe, expect, test } from 'vitest';
import {
	batchRow,
	commonTables,
	createTestFloor,
	deliver,
	differences,
	exceptionsOf,
	initialise,
	meet,
	mill,
	moveTo,
	planOne,
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { BatchesTransformedData } from './batch.ts';
import type { Grade } from './goods.ts';

const correctTo = (batch: Code, amount: string | null, grade: Grade | null = null, reason = 'counted wrong') =>
	({ type: 'CorrectBatch', batch, quantity: amount === null ? null : quantity(amount), grade, reason }) as const;

/** A knitted batch of 50 pieces at two devices that have not met since. The other one's keys come later. */
async function twoDevices() {
	const floor = await createTestFloor({ device: 1 });
	const site = await mill(floor);
	const { batch } = await planOne(floor, site.items.knitted);
	await floor.record(initialise(batch, site.knitting));
	const other = await createTestFloor({ device: 2 });
	await deliver(floor, other);
	other.clock.set(floor.clock.now() + 60_000);
	return { floor, other, ...site, batch };
}

async function moved(floor: TestFloor, station: Code, batch: Code) {
	const recorded = await floor.record(moveTo(station, batch));
	const [event] = recorded.events;
	const { makes } = event?.data as unknown as BatchesTransformedData;
	return { id: makes[0]?.batch as Code, event: event?._id };
}

const idOf = ({ events: [event] }: Awaited<ReturnType<TestFloor['record']>>) => event?._id;

describe('a correction', () => {
	test('of the quantity is what there is from then on', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		const { events } = await floor.record(correctTo(batch, '45 pcs'));
		expect(events).toMatchObject([{ type: 'BatchCorrected', touches: [batch], data: { grade: null } }]);
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('45 pcs'), remaining: quantity('45 pcs') });
		const dyed = await moved(floor, dyeing, batch);
		expect(await batchRow(floor, dyed.id)).toMatchObject({ quantity: quantity('45 pcs') });
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('of the grade leaves the quantity, and goes on with what is made', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		await floor.record(correctTo(batch, null, 'seconds'));
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('50 pcs'), grade: 'seconds' });
		const dyed = await moved(floor, dyeing, batch);
		expect(await batchRow(floor, dyed.id)).toMatchObject({ grade: 'seconds' });
	});

	test('says why, changes something, and is a quantity of its kind', async () => {
		const { floor, batch, items } = await twoDevices();
		expect(await floor.refusal(correctTo(batch, '45 pcs', null, ' '))).toEqual({ type: 'ReasonMissing' });
		expect(await floor.refusal(correctTo(batch, '50 pcs', 'firsts'))).toMatchObject({ type: 'NothingToCorrect' });
		expect(await floor.refusal(correctTo(batch, '0 pcs'))).toMatchObject({ type: 'QuantityWrong' });
		expect(await floor.refusal(correctTo(batch, '2 kg'))).toMatchObject({ type: 'QuantityWrong' });
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(correctTo(unknown, '45 pcs'))).toEqual({ type: 'BatchUnknown', batch: unknown });
		const { batch: dead } = await planOne(floor, items.knitted);
		await floor.record(voidBatch(dead));
		expect(await floor.refusal(correctTo(dead, '45 pcs'))).toMatchObject({ type: 'BatchVoid' });
	});

	test('of a correction that it knows is what counts', async () => {
		const { floor, other, batch } = await twoDevices();
		await other.record(correctTo(batch, '45 pcs'));
		await meet(floor, other);
		await floor.record(correctTo(batch, '47 pcs'));
		await meet(floor, other);
		expect(await batchRow(other, batch)).toMatchObject({ quantity: quantity('47 pcs'), exceptions: [] });
	});

	test('is taken back: what was recorded counts again', async () => {
		const { floor, batch } = await twoDevices();
		const first = await floor.record(correctTo(batch, '45 pcs'));
		const second = await floor.record(correctTo(batch, '47 pcs', 'seconds'));
		await floor.record(undo(second));
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('45 pcs'), grade: 'firsts' });
		await floor.record(undo(first));
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('50 pcs'), exceptions: [] });
	});
});

describe('corrections on two devices', () => {
	test('that differ: the first counts, and a lead is asked', async () => {
		const { floor, other, batch } = await twoDevices();
		const ours = idOf(await floor.record(correctTo(batch, '45 pcs')));
		const theirs = idOf(await other.record(correctTo(batch, '47 pcs')));
		await meet(floor, other);
		expect(await batchRow(other, batch)).toMatchObject({ quantity: quantity('45 pcs') });
		expect(await exceptionsOf(other, batch)).toMatchObject([{ rule: 'correction', events: [theirs, ours] }]);
		expect(differences(await commonTables(floor), await commonTables(other))).toEqual([]);
	});

	test('that agree leave nothing to decide', async () => {
		const { floor, other, batch } = await twoDevices();
		await floor.record(correctTo(batch, '48 pcs'));
		await other.record(correctTo(batch, '4 dozen'));
		await meet(floor, other);
		expect(await batchRow(other, batch)).toMatchObject({ quantity: quantity('48 pcs'), exceptions: [] });
	});

	test('of the quantity here and of the grade there both count', async () => {
		const { floor, other, batch } = await twoDevices();
		await floor.record(correctTo(batch, '45 pcs'));
		await other.record(correctTo(batch, null, 'waste'));
		await meet(floor, other);
		expect(await batchRow(floor, batch)).toMatchObject({
			quantity: quantity('45 pcs'),
			grade: 'waste',
			exceptions: []
		});
	});
});

describe('a correction of what was used', () => {
	test('changes no batch that was made of it, and asks a lead', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		const dyed = await moved(floor, dyeing, batch);
		const corrected = idOf(await floor.record(correctTo(batch, '45 pcs')));
		expect(await batchRow(floor, dyed.id)).toMatchObject({ quantity: quantity('50 pcs'), share: '1' });
		expect(await exceptionsOf(floor, batch)).toMatchObject([
			{ rule: 'corrected', entity: batch, events: [dyed.event, corrected] }
		]);
	});

	test('elsewhere, by somebody who did not know of it, is the same', async () => {
		const { floor, other, batch, dyeing } = await twoDevices();
		const corrected = idOf(await floor.record(correctTo(batch, '45 pcs')));
		const dyed = await moved(other, dyeing, batch);
		await meet(floor, other);
		expect(await batchRow(floor, dyed.id)).toMatchObject({ quantity: quantity('50 pcs'), share: '1' });
		expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'corrected', events: [dyed.event, corrected] }]);
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
		expect(differences(await commonTables(floor), await commonTables(other))).toEqual([]);
	});

	test('leaves nothing to decide once it is taken back', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		await moved(floor, dyeing, batch);
		await floor.record(undo(await floor.record(correctTo(batch, '45 pcs'))));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('of its grade alone asks nobody', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		const dyed = await moved(floor, dyeing, batch);
		await floor.record(correctTo(batch, null, 'seconds'));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
		expect(await batchRow(floor, dyed.id)).toMatchObject({ grade: 'firsts' });
	});
});
