import { describe, expect, test } from 'vitest';
import { child, mergeAt, splitAt } from '../../../../tests/support/batch-commands.ts';
import { createTestFloor, deliver, meet, moveTo, quantity, undo } from '../../../../tests/support/floor.ts';
import { gatheringMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, madeBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import { scanIntoTray } from '../../../../tests/support/tray-scan.ts';
import type { Code } from '../kernel/code.ts';
import type { Tray } from './tray.ts';

const gathering = async () => threeOf(await gatheringMill());

async function twoDevices() {
	const { floor: one, ...site } = await gathering();
	return { one, other: await secondDevice(one), ...site };
}

describe('[case 10] a label that stands for several', () => {
	const halves = [child('20 pcs'), child('30 pcs')];

	test('after a split the operator says which part goes into the tray', async () => {
		const { floor, define, gather, first, second } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		const [one, two] = allMadeBy(await floor.record(splitAt(cut, first, halves))) as [Code, Code];
		const asked = await floor.refusal(mergeAt(gather, [second, first]));
		expect(asked).toMatchObject({ type: 'ChooseBatch' });
		const ids = (asked as unknown as { batches: readonly { id: Code }[] }).batches.map(({ id }) => id);
		expect(ids.sort()).toEqual([one, two].sort());
		const { events } = await floor.record(mergeAt(gather, [second, first], { sources: { [first]: two } }));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: second }, { batch: two, label: first }] });
		// The other part is the only one left that is not part of something else: the label still stands for both.
		expect(await floor.refusal(mergeAt(gather, [second, first]))).toMatchObject({ type: 'ChooseBatch' });
	});

	test('parts of a split come together again: the label stands for one batch', async () => {
		const { floor, define, gather, dyeing, first } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		const parts = allMadeBy(await floor.record(splitAt(cut, first, halves)));
		const made = madeBy(await floor.record(mergeAt(gather, parts)));
		const { events } = await floor.record(moveTo(dyeing, first));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: made, quantity: quantity('50 pcs'), label: first }] });
	});

	test('split, merged and moved on three devices: the same on each, in whatever order it comes', async () => {
		const { floor: one, define, gather, dyeing, first, second, third } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		const others = [await createTestFloor({ device: 2 }), await createTestFloor({ device: 3 })] as const;
		for (const other of others) await deliver(one, other);
		const [two, three] = others;
		await one.record(splitAt(cut, second, halves));
		const merged = await two.record(mergeAt(gather, [first, second]));
		await three.record(moveTo(dyeing, second));
		await three.record(mergeAt(gather, [third, first]));
		for (const [from, to] of [
			[one, two],
			[two, three],
			[three, one],
			[one, two],
			[two, three]
		] as const) {
			await deliver(from, to);
		}
		const asked = await one.refusal(moveTo(dyeing, second));
		expect(asked).toMatchObject({ type: 'ChooseBatch' });
		await one.record(undo(merged));
		await meet(one, two);
		await meet(one, three);
		await expectAlike(one, ...others);
		const documents = await one.documents();
		for (const order of [documents.toReversed(), documents.toSorted((a, b) => (a._rev < b._rev ? -1 : 1))]) {
			const late = await createTestFloor({ device: 8 });
			for (const document of order) await late.receive([document]);
			await expectAlike(one, late);
		}
	});

	test('after one device merged the batch and another moved it the operator is asked, in the tray as well', async () => {
		const { one, other, gather, first, second, third, dyeing, finishing } = await twoDevices();
		const merged = madeBy(await one.record(mergeAt(gather, [first, second])));
		const moved = madeBy(await other.record(moveTo(dyeing, second)));
		await meet(one, other);
		expect(await one.refusal(mergeAt(gather, [third, second]))).toMatchObject({ type: 'ChooseBatch' });
		const tray: Tray = { station: gather, batches: [third], sources: { [second]: merged } };
		expect(await scanIntoTray(one, tray, second)).toMatchObject({ ok: true, value: { batch: { id: merged } } });
		// What was dyed is the only one of the two that is finished next.
		const { events } = await one.record(moveTo(finishing, second));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: moved }] });
	});
});
