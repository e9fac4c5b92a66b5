import { describe, expect, test } from 'vitest';
import { correctTo } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	exceptionsOf,
	meet,
	moveTo,
	planOne,
	quantity,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import { deviceNumber, mintCode } from '../kernel/code.ts';

/** A knitted batch of 50 pieces at two devices that have not met since. The other one's keys come later. */
async function twoDevices() {
	const site = await startedMill();
	return { ...site, other: await secondDevice(site.floor) };
}

describe('a correction', () => {
	test('of the quantity is what there is from then on', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		const { events } = await floor.record(correctTo(batch, '45 pcs'));
		expect(events).toMatchObject([{ type: 'BatchCorrected', touches: [batch], data: { grade: null } }]);
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('45 pcs'), remaining: quantity('45 pcs') });
		const dyed = await floor.record(moveTo(dyeing, batch));
		expect(await batchRow(floor, madeBy(dyed))).toMatchObject({ quantity: quantity('45 pcs') });
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('of the grade leaves the quantity, and goes on with what is made', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		await floor.record(correctTo(batch, null, 'seconds'));
		expect(await batchRow(floor, batch)).toMatchObject({ quantity: quantity('50 pcs'), grade: 'seconds' });
		const dyed = await floor.record(moveTo(dyeing, batch));
		expect(await batchRow(floor, madeBy(dyed))).toMatchObject({ grade: 'seconds' });
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
		await expectAlike(floor, other);
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
		const dyed = await floor.record(moveTo(dyeing, batch));
		const corrected = idOf(await floor.record(correctTo(batch, '45 pcs')));
		expect(await batchRow(floor, madeBy(dyed))).toMatchObject({ quantity: quantity('50 pcs'), share: '1' });
		expect(await exceptionsOf(floor, batch)).toMatchObject([
			{ rule: 'corrected', entity: batch, events: [idOf(dyed), corrected] }
		]);
	});

	test('elsewhere, by somebody who did not know of it, is the same', async () => {
		const { floor, other, batch, dyeing } = await twoDevices();
		const corrected = idOf(await floor.record(correctTo(batch, '45 pcs')));
		const dyed = await other.record(moveTo(dyeing, batch));
		await meet(floor, other);
		expect(await batchRow(floor, madeBy(dyed))).toMatchObject({ quantity: quantity('50 pcs'), share: '1' });
		expect(await exceptionsOf(floor, batch)).toMatchObject([{ rule: 'corrected', events: [idOf(dyed), corrected] }]);
		expect(await batchRow(floor, batch)).toMatchObject({ state: 'closed', closed: { how: 'used' } });
		await expectAlike(floor, other);
	});

	test('leaves nothing to decide once it is taken back', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		await floor.record(moveTo(dyeing, batch));
		await floor.record(undo(await floor.record(correctTo(batch, '45 pcs'))));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('of its grade alone asks nobody', async () => {
		const { floor, batch, dyeing } = await twoDevices();
		const dyed = await floor.record(moveTo(dyeing, batch));
		await floor.record(correctTo(batch, null, 'seconds'));
		expect(await exceptionsOf(floor, batch)).toEqual([]);
		expect(await batchRow(floor, madeBy(dyed))).toMatchObject({ grade: 'firsts' });
	});
});
