import { describe, expect, test } from 'vitest';
import {
	batchRow,
	casesOf,
	closeBatch,
	createTestFloor,
	deliver,
	exceptionsOf,
	meet,
	moveTo,
	progressOf,
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import type { Code } from '../kernel/code.ts';
import { batches } from './views.ts';

/** Two devices that know it. */
async function twoDevices() {
	const { floor: one, ...site } = await startedMill();
	return { one, other: await secondDevice(one), ...site };
}

describe('[case 4] one batch moved on two devices', () => {
	async function movedTwice() {
		const site = await twoDevices();
		const first = await site.one.record(moveTo(site.dyeing, site.batch));
		const second = await site.other.record(moveTo(site.dyeing, site.batch));
		await meet(site.one, site.other);
		return { ...site, first, second };
	}

	test('the first counts; the output of the second exists, is kept, and counts for nothing', async () => {
		const { one, other, first, second, batch, run } = await movedTwice();
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(first))).toMatchObject({ share: '1', state: 'open' });
			expect(await batchRow(floor, madeBy(second))).toMatchObject({
				share: '0',
				state: 'open',
				quantity: quantity('50 pcs')
			});
			expect(await exceptionsOf(floor, batch)).toMatchObject([
				{
					id: `taken:${batch}:${idOf(second)}`,
					rule: 'taken',
					entity: batch,
					run,
					events: [idOf(second), idOf(first)]
				}
			]);
		}
		expect(await batchRow(one, batch)).toEqual(await batchRow(other, batch));
	});

	test('[case 10] its label stands for two then: the operator is asked', async () => {
		const { one, first, second, batch, finishing } = await movedTwice();
		const asked = await one.refusal(moveTo(finishing, batch));
		expect(asked).toMatchObject({ type: 'ChooseBatch' });
		const ids = (asked as unknown as { batches: readonly { id: Code }[] }).batches.map(({ id }) => id);
		expect(ids.sort()).toEqual([madeBy(first), madeBy(second)].sort());
		const { events } = await one.record(moveTo(finishing, batch, { source: madeBy(second) }));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: madeBy(second) }] });
	});

	test('what is made of a disputed batch is disputed as well', async () => {
		const { one, other, second, batch, finishing } = await movedTwice();
		const end = madeBy(await one.record(moveTo(finishing, batch, { source: madeBy(second) })));
		await meet(one, other);
		expect((await batchRow(other, end)).share).toBe('0');
	});

	test('taking the first back gives the batch to the second', async () => {
		const { one, other, first, second, batch } = await movedTwice();
		await one.record(undo(first));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, madeBy(second))).share).toBe('1');
			expect(await exceptionsOf(floor, batch)).toEqual([]);
			expect(await batchRow(floor, madeBy(first))).toMatchObject({ voided: { reason: null } });
		}
	});
});

describe('what else two devices may do to a batch that moves', () => {
	test('[case 6] moved after another device closed it by hand: the move counts, and a lead looks', async () => {
		const { one, other, batch, dyeing } = await twoDevices();
		const close = await one.record(closeBatch(batch));
		const moved = await other.record(moveTo(dyeing, batch));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(moved))).toMatchObject({ share: '1', state: 'open' });
			expect((await batchRow(floor, batch)).state).toBe('closed');
			expect(await casesOf(floor, batch)).toEqual([['closed', [idOf(moved), idOf(close)]]]);
		}
	});

	test('[case 8] a move that arrives before its init: shown, waiting, and resolved by itself', async () => {
		const { floor, batch, dyeing, run } = await startedMill();
		const moved = await floor.record(moveTo(dyeing, batch));
		const late = await createTestFloor({ device: 4 });
		await late.receive(moved.events);
		expect(await batchRow(late, batch)).toMatchObject({ waiting: true, item: null, run });
		expect(await batchRow(late, madeBy(moved))).toMatchObject({ waiting: true, share: '1', state: 'open' });
		expect((await progressOf(late, run))?.unplanned).toBe(1);
		await deliver(floor, late);
		for (const id of [batch, madeBy(moved)]) expect(await batchRow(late, id)).toEqual(await batchRow(floor, id));
		expect(await progressOf(late, run)).toEqual(await progressOf(floor, run));
	});

	test('voided on one device, moved on another: the move stands on nothing', async () => {
		const { one, other, batch, dyeing } = await twoDevices();
		await one.record(voidBatch(batch));
		const moved = await other.record(moveTo(dyeing, batch));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await exceptionsOf(floor, batch)).map(({ rule, events }) => [rule, events[0]])).toEqual([
				['standing', idOf(moved)]
			]);
			expect((await batchRow(floor, madeBy(moved))).share).toBe('0');
		}
	});

	test('in whatever order the facts of a chain come, the rows are the same', async () => {
		const { floor, batch, dyeing, finishing } = await startedMill();
		await floor.record(moveTo(dyeing, batch));
		const last = await floor.record(moveTo(finishing, batch));
		await floor.record(undo(last));
		await floor.record(moveTo(finishing, batch));
		const documents = await floor.documents();
		const rowsOf = (other: TestFloor) => other.rows(batches);
		for (const order of [documents, documents.toReversed(), documents.toSorted((a, b) => (a._rev < b._rev ? -1 : 1))]) {
			const replica = await createTestFloor({ device: 8 });
			for (const document of order) await replica.receive([document]);
			expect(await rowsOf(replica)).toEqual(await rowsOf(floor));
		}
	});
});
