import { describe, expect, test } from 'vitest';
import { mergeAt } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	casesOf,
	createTestFloor,
	deliver,
	exceptionsOf,
	meet,
	moveTo,
	quantity,
	undo
} from '../../../../tests/support/floor.ts';
import { gatheringMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';

async function twoDevices() {
	const { floor: one, ...site } = threeOf(await gatheringMill());
	return { one, other: await secondDevice(one), ...site };
}

describe('[case 7] merged on one device, moved on another', () => {
	test('the first counts, what the second made is kept and disputed', async () => {
		const { one, other, gather, first, second, dyeing } = await twoDevices();
		const merged = await one.record(mergeAt(gather, [first, second]));
		const moved = await other.record(moveTo(dyeing, second));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(merged))).toMatchObject({ share: '1', state: 'open' });
			expect(await batchRow(floor, madeBy(moved))).toMatchObject({
				share: '0',
				state: 'open',
				quantity: quantity('50 pcs')
			});
			expect(await casesOf(floor, second)).toEqual([['taken', [idOf(moved), idOf(merged)]]]);
			expect(await exceptionsOf(floor, first)).toEqual([]);
		}
	});

	test('a merge that came later counts for what it had alone', async () => {
		const { one, other, gather, first, second, dyeing } = await twoDevices();
		const moved = await one.record(moveTo(dyeing, second));
		const merged = await other.record(mergeAt(gather, [first, second]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(moved))).toMatchObject({ share: '1' });
			expect(await batchRow(floor, madeBy(merged))).toMatchObject({ share: '1/2', quantity: quantity('100 pcs') });
			expect(await exceptionsOf(floor, second)).toMatchObject([{ rule: 'taken' }]);
		}
	});

	test('taking the merge back gives the batch to the move', async () => {
		const { one, other, gather, first, second, dyeing } = await twoDevices();
		const merged = await one.record(mergeAt(gather, [first, second]));
		const moved = await other.record(moveTo(dyeing, second));
		await meet(one, other);
		await one.record(undo(merged));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, madeBy(moved))).share).toBe('1');
			expect((await batchRow(floor, first)).state).toBe('open');
			expect(await exceptionsOf(floor, second)).toEqual([]);
		}
	});

	test('both merged it: as if both had moved it', async () => {
		const { one, other, gather, first, second, third } = await twoDevices();
		const earlier = madeBy(await one.record(mergeAt(gather, [first, second])));
		const later = madeBy(await other.record(mergeAt(gather, [second, third])));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, earlier)).share).toBe('1');
			expect((await batchRow(floor, later)).share).toBe('1/2');
			expect(await exceptionsOf(floor, second)).toMatchObject([{ rule: 'taken' }]);
		}
	});

	test('[case 8] a merge that arrives before what it took waits for it', async () => {
		const { one, gather, first, second } = await twoDevices();
		const merged = await one.record(mergeAt(gather, [first, second]));
		const late = await createTestFloor({ device: 4 });
		await late.receive(merged.events);
		expect(await batchRow(late, madeBy(merged))).toMatchObject({ waiting: true, state: 'open' });
		await deliver(one, late);
		for (const id of [first, second, madeBy(merged)]) expect(await batchRow(late, id)).toEqual(await batchRow(one, id));
	});
});
