import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { child, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	casesOf,
	closeBatch,
	exceptionsOf,
	meet,
	moveTo,
	quantity
} from '../../../../tests/support/floor.ts';
import { blankLabel, sortingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { expectAlike, secondDevice } from '../../../../tests/support/replicas.ts';
import type { Code } from '../kernel/code.ts';
import { add, compare, inBaseUnits, multiply, wireValue, ZERO } from '../kernel/quantity.ts';

async function twoDevices() {
	const { floor: one, ...site } = await sortingMill();
	return { one, other: await secondDevice(one), ...site };
}

describe('splits on two devices', () => {
	test('[case 5] two splits exceed the source: both count, it closes, and a lead hears by how much', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const first = await one.record(splitAt(sorting, batch, [child('30 pcs')]));
		const second = await other.record(splitAt(sorting, batch, [child('28 pcs'), waste('2 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, batch)).toMatchObject({
				state: 'closed',
				closed: { how: 'used' },
				remaining: { amount: '0' }
			});
			for (const made of [...allMadeBy(first), ...allMadeBy(second)]) {
				expect(await batchRow(floor, made)).toMatchObject({ share: '1', exceptions: [] });
			}
			expect(await casesOf(floor, batch)).toEqual([['over', [idOf(second), idOf(first)]]]);
		}
	});

	test('[case 5] two splits that the source has enough for are both right', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		await one.record(splitAt(sorting, batch, [child('30 pcs')]));
		await other.record(splitAt(sorting, batch, [child('20 pcs')]));
		await meet(one, other);
		expect(await batchRow(one, batch)).toMatchObject({ state: 'closed', exceptions: [] });
	});

	test('[case 5] two splits that both leave nothing are both effective too', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		await one.record(splitAt(sorting, batch, [child('45 pcs'), waste('5 pcs')]));
		const second = await other.record(splitAt(sorting, batch, [child('40 pcs'), waste('10 pcs')]));
		await meet(one, other);
		for (const made of allMadeBy(second)) expect((await batchRow(one, made)).share).toBe('1');
		expect((await batchRow(one, batch)).state).toBe('closed');
		expect(await exceptionsOf(one, batch)).toMatchObject([{ rule: 'over' }]);
	});

	test('[case 6] a split after another device closed it by hand counts; it stays closed', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const close = await one.record(closeBatch(batch));
		const split = await other.record(splitAt(sorting, batch, [child('30 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, batch)).state).toBe('closed');
			expect(await batchRow(floor, madeBy(split))).toMatchObject({ share: '1', state: 'open' });
			expect(await casesOf(floor, batch)).toEqual([['closed', [idOf(split), idOf(close)]]]);
		}
	});

	test('[case 6] a split after another device moved all of it is disputed', async () => {
		const { one, other, batch, sorting, dyeing } = await twoDevices();
		const moved = await one.record(moveTo(dyeing, batch));
		const split = await other.record(splitAt(sorting, batch, [child('30 pcs')]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, madeBy(split))).share).toBe('0');
			expect(await casesOf(floor, batch)).toEqual([['taken', [idOf(split), idOf(moved)]]]);
		}
	});

	test('[case 31] one blank label on two children: the first keeps it, the other is disputed', async () => {
		const { one, other, batch, sorting } = await twoDevices();
		const first = await one.record(splitAt(sorting, batch, [child('10 pcs', { label: blankLabel() })]));
		const second = await other.record(splitAt(sorting, batch, [child('20 pcs', { label: blankLabel() })]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, blankLabel())).toMatchObject({ quantity: quantity('10 pcs'), share: '1' });
			expect(await casesOf(floor, blankLabel())).toEqual([['code', [idOf(second), idOf(first)]]]);
		}
	});
});

test('whatever two devices split off apart: what counts is what was made, and over it only with its exception', async () => {
	const cuts = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }), { maxLength: 3 });
	await fc.assert(
		fc.asyncProperty(cuts, cuts, async (here, there) => {
			const { one, other, batch, sorting } = await twoDevices();
			const made: Code[] = [];
			for (const [floor, wanted] of [[one, here] as const, [other, there] as const]) {
				for (const pieces of wanted) {
					const children = pieces.map((count) => child(`${count} pcs`));
					const answer = await floor.submit(splitAt(sorting, batch, children, { source: batch }));
					if (answer.ok) made.push(...allMadeBy(answer.value));
				}
			}
			await meet(one, other);
			await expectAlike(one, other);
			const row = await batchRow(one, batch);
			const children = await Promise.all([...new Set(made)].map((id) => batchRow(one, id)));
			const fromSource = children.filter(({ parents }) => parents.includes(batch));
			const counted = fromSource.map(({ quantity: of, share }) => multiply(inBaseUnits(of!), wireValue(share)));
			const sum = [inBaseUnits(row.remaining!), ...counted].reduce(add, ZERO);
			const rules = (await exceptionsOf(one, batch)).map(({ rule }) => rule);
			const order = compare(sum, inBaseUnits(row.quantity!));
			expect(order).toBe(rules.includes('over') ? 1 : 0);
			if (order > 0) expect(row.remaining?.amount).toBe('0');
		}),
		{ numRuns: 20 }
	);
});
