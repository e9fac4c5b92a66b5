import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	planOne,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { deviceNumber, mintCode } from '../kernel/code.ts';
import type { BatchVoidedData } from './batch.ts';

const unknownBatch = mintCode('b', deviceNumber(9), 1);

/** A workshop with one planned batch. */
async function planned(floor: TestFloor) {
	const shop = await workshop(floor);
	return { ...shop, ...(await planOne(floor, shop.item)) };
}

describe('closing a batch by hand', () => {
	test('keeps who, when and why', async () => {
		const floor = await createTestFloor();
		const { batch, run, station } = await planned(floor);
		await floor.record(initialise(batch, station));
		const { events, texts } = await floor.record(closeBatch(batch, ' worn tool '), { by: ['p1'], source: null });
		expect(texts.map(({ text }) => text)).toEqual(['worn tool']);
		const reason = { code: null, text: { personal: texts[0]?._id.slice('personal:'.length) } };
		expect(events).toMatchObject([{ type: 'BatchClosed', stream: `run.${run}`, touches: [batch], data: { reason } }]);
		const row = await batchRow(floor, batch);
		expect(row).toMatchObject({ state: 'closed', closed: { event: events[0]?._id, by: ['p1'], reason } });
		expect(row).not.toHaveProperty('openAt');
	});

	test('is refused for a batch that is unknown, not open, closed or void, and without a reason', async () => {
		const floor = await createTestFloor();
		const { batch, station } = await planned(floor);
		expect(await floor.refusal(closeBatch(unknownBatch))).toEqual({ type: 'BatchUnknown', batch: unknownBatch });
		expect(await floor.refusal(closeBatch(batch))).toMatchObject({ type: 'BatchNotOpen' });
		await floor.record(initialise(batch, station));
		expect(await floor.refusal(closeBatch(batch, ''))).toEqual({ type: 'ReasonMissing' });
		await floor.record(closeBatch(batch));
		expect(await floor.refusal(closeBatch(batch))).toMatchObject({ type: 'BatchAlreadyClosed' });
		await floor.record(voidBatch(batch));
		expect(await floor.refusal(closeBatch(batch))).toMatchObject({ type: 'BatchVoid' });
	});
});

describe('voiding a batch', () => {
	test('names its making and every scan it knows of; nothing is deleted', async () => {
		const floor = await createTestFloor();
		const { batch, run, station } = await planned(floor);
		const { events: scans } = await floor.record(initialise(batch, station));
		const before = (await floor.documents()).length;
		const { events } = await floor.record(voidBatch(batch, 'misprint'));
		const { facts } = events[0]?.data as unknown as BatchVoidedData;
		expect(events).toMatchObject([{ type: 'BatchVoided', stream: `run.${run}`, touches: [batch] }]);
		expect(facts).toHaveLength(2);
		expect(facts).toContain(scans[0]?._id);
		// The void, and its reason.
		expect(await floor.documents()).toHaveLength(before + 2);
		const row = await batchRow(floor, batch);
		expect(row).toMatchObject({
			voided: { event: events[0]?._id },
			began: null,
			item: { id: expect.any(String) }
		});
		expect(row).not.toHaveProperty('openAt');
		expect(await exceptionsOf(floor, batch)).toEqual([]);
	});

	test('is refused for a batch that is unknown or void, and without a reason', async () => {
		const floor = await createTestFloor();
		const { batch } = await planned(floor);
		expect(await floor.refusal(voidBatch(unknownBatch))).toEqual({ type: 'BatchUnknown', batch: unknownBatch });
		expect(await floor.refusal(voidBatch(batch, '\t'))).toEqual({ type: 'ReasonMissing' });
		await floor.record(voidBatch(batch));
		expect(await floor.refusal(voidBatch(batch))).toMatchObject({ type: 'BatchVoid' });
	});

	test('of a batch that another device made', async () => {
		const [one, other] = [await createTestFloor({ device: 1 }), await createTestFloor({ device: 2 })];
		const { batch } = await planned(one);
		await deliver(one, other);
		await other.record(voidBatch(batch));
		await deliver(other, one);
		expect((await batchRow(one, batch)).voided).toMatchObject({ device: '002' });
	});
});
