import { describe, expect, it } from 'vitest';
import { add, formatRational, inBaseUnits, rational, ZERO } from '#domain/kernel/quantity.ts';
import { GOODS_PARTS, goodsIn, standsForGoods, thereOf } from '#domain/run/goods.ts';
import { createSeededRandom } from '../../../../tests/contract/seeded-random.ts';
import {
	closeBatch,
	createTestFloor,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { listBatches } from './batch-list.ts';
import { queryOf, shareOfWhole } from './goods-words.ts';
import { readBatches } from './run-detail.ts';

it('has a share of the whole for the eye, of nothing none', () => {
	expect(shareOfWhole(rational(1n, 3n), rational(1n))).toBeCloseTo(1 / 3, 5);
	expect(shareOfWhole(ZERO, ZERO)).toBe(0);
});

const SEED = 20_261;

describe(`the bars of a run at work (seed ${SEED})`, () => {
	it('come to what the rows of the table come to, part by part', async () => {
		const floor = await createTestFloor();
		const { items, knitting, dyeing, finishing } = await mill(floor);
		const { run, batches } = await plan(floor, line(items.knitted, 60));
		const chance = createSeededRandom(SEED);
		for (const batch of batches) {
			const fate = chance();
			if (fate < 0.15) continue;
			if (fate < 0.2) await floor.record(voidBatch(batch));
			else {
				await floor.record(initialise(batch, knitting));
				if (fate > 0.4) await floor.record(moveTo(dyeing, batch));
				if (fate > 0.6) await floor.record(moveTo(finishing, batch));
				if (fate > 0.25 && fate < 0.3) await floor.record(closeBatch(batch));
			}
		}
		const rows = await floor.store.read(readBatches(run));
		const goods = goodsIn(rows);
		expect(goods.items.length).toBeGreaterThan(1);
		for (const item of goods.items) {
			for (const part of GOODS_PARTS) {
				const table = listBatches(rows, queryOf(part)).found.filter((one) => one.item?.id === item.item);
				const sum = table.map((one) => inBaseUnits(thereOf(one)!)).reduce(add, ZERO);
				expect([item.item, part, formatRational(item.parts[part])]).toEqual([item.item, part, formatRational(sum)]);
			}
		}
		const all = goods.items.map(({ total }) => total).reduce(add, ZERO);
		const listed = rows.filter(standsForGoods).map((one) => inBaseUnits(thereOf(one)!));
		expect(formatRational(all)).toBe(formatRational(listed.reduce(add, ZERO)));
		expect(formatRational(all)).toBe(String(60 * 50));
	});
});
