import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	defining,
	exceptionsOf,
	initialise,
	meet,
	moveTo,
	planOne,
	quantity,
	undo
} from '../../../../tests/support/floor.ts';
import { startedMill } from '../../../../tests/support/mill-batches.ts';
import { madeBy, transformedBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import type { Code } from '../kernel/code.ts';

const rework = (batch: Code, step: Code, changes: { reason?: string; source?: Code } = {}) =>
	({ type: 'ReworkBatch', batch, step, reason: 'uneven colour', ...changes }) as const;

/** A mill of four steps, with a batch that is dyed and finished and still open. */
async function finishedBatch() {
	const site = await startedMill();
	const { floor, define, items, batch } = site;
	const one = quantity('1 pcs');
	const packed = await define.item('Sock, packed');
	const pack = await define.step('Pack', {
		consumes: [{ item: items.sock, quantity: one, allowance: null }],
		produces: { item: packed, quantity: one }
	});
	const packing = await define.station('Packing', { operation: 'move', steps: [pack] });
	await floor.record(moveTo(site.dyeing, batch));
	const finished = madeBy(await floor.record(moveTo(site.finishing, batch)));
	return { ...site, pack, packing, finished };
}

describe('a rework', () => {
	test('makes a batch of what the step takes, of all that is left, under the same label', async () => {
		const { floor, batch, finished, steps, items, run } = await finishedBatch();
		const recorded = await floor.record(rework(batch, steps.dye));
		const made = madeBy(recorded);
		expect(recorded.events[0]).toMatchObject({
			type: 'BatchesTransformed',
			stream: `run.${run}`,
			touches: [finished, made].sort(),
			data: {
				operation: 'rework',
				step: { id: steps.dye },
				takes: [{ batch: finished, item: items.sock, quantity: quantity('50 pcs'), extent: 'all', label: batch }],
				makes: [{ item: { id: items.knitted }, quantity: quantity('50 pcs'), grade: 'firsts' }],
				ends: [],
				reason: { code: null }
			}
		});
		expect(await batchRow(floor, made)).toMatchObject({
			state: 'open',
			label: batch,
			item: { id: items.knitted },
			began: { operation: 'rework', step: { id: steps.dye } },
			parents: [finished]
		});
		expect((await batchRow(floor, finished)).state).toBe('closed');
	});

	test('leads through the step again', async () => {
		const { floor, batch, steps, items, dyeing, finishing } = await finishedBatch();
		await floor.record(rework(batch, steps.dye));
		const dyed = madeBy(await floor.record(moveTo(dyeing, batch)));
		expect(await batchRow(floor, dyed)).toMatchObject({ item: { id: items.dyed }, quantity: quantity('50 pcs') });
		await floor.record(moveTo(finishing, batch));
	});

	test('of the last step that was done sends it back to what that took', async () => {
		const { floor, batch, steps, items } = await finishedBatch();
		expect(transformedBy(await floor.record(rework(batch, steps.finish))).makes).toMatchObject([
			{ item: { id: items.dyed } }
		]);
	});

	test('of the step that the way begins with makes what that makes: it takes no batch', async () => {
		const { floor, batch, steps, items, dyeing } = await finishedBatch();
		const made = madeBy(await floor.record(rework(batch, steps.knit)));
		expect(await batchRow(floor, made)).toMatchObject({
			item: { id: items.knitted },
			began: { step: { id: steps.knit } }
		});
		await floor.record(moveTo(dyeing, batch));
	});

	test('reckons back through units and allowances, in whole smallest units', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const cloth = await define.item('Cloth', { nature: 'part', unit: 'm' });
		const shirt = await define.item('Shirt', { nature: 'part' });
		const box = await define.item('Box');
		const weave = await define.step('Weave', { produces: { item: cloth, quantity: quantity('1 m') } });
		const sew = await define.step('Sew', {
			consumes: [{ item: cloth, quantity: quantity('1 ft'), allowance: '1/10' }],
			produces: { item: shirt, quantity: quantity('3 pcs') }
		});
		await define.step('Pack', {
			consumes: [{ item: shirt, quantity: quantity('1 pcs'), allowance: null }],
			produces: { item: box, quantity: quantity('1 pcs') }
		});
		const weaving = await define.station('Weaving', { steps: [weave] });
		const sewing = await define.station('Sewing', { operation: 'move', steps: [sew] });
		const { batch } = await planOne(floor, cloth, { each: quantity('20 m') });
		await floor.record(initialise(batch, weaving));
		const sewn = madeBy(await floor.record(moveTo(sewing, batch)));
		expect((await batchRow(floor, sewn)).quantity).toEqual(quantity('178 pcs'));
		const made = madeBy(await floor.record(rework(batch, sew)));
		// 178 / 3 × 304.8 mm × 11/10 = 19 893.28 mm.
		expect((await batchRow(floor, made)).quantity).toEqual(quantity('19893/1000 m'));
	});

	test('can be taken back', async () => {
		const { floor, batch, finished, steps } = await finishedBatch();
		const recorded = await floor.record(rework(batch, steps.dye));
		await floor.record(undo(recorded));
		expect(await batchRow(floor, finished)).toMatchObject({ state: 'open', exceptions: [] });
	});
});

describe('a rework is refused', () => {
	test('to a step that is not behind it, with those that are', async () => {
		const { floor, batch, pack, steps } = await finishedBatch();
		expect(await floor.refusal(rework(batch, pack))).toMatchObject({
			type: 'NotAnEarlierStep',
			valid: [{ id: steps.knit }, { id: steps.dye }, { id: steps.finish }]
		});
	});

	test('without a reason, on hold, and of what is closed or not started', async () => {
		const { floor, batch, finished, steps, items } = await finishedBatch();
		const { batch: fresh } = await planOne(floor, items.knitted);
		expect(await floor.refusal(rework(batch, steps.dye, { reason: ' ' }))).toEqual({ type: 'ReasonMissing' });
		expect(await floor.refusal(rework(fresh, steps.knit))).toMatchObject({ type: 'BatchNotStarted' });
		await floor.record({ type: 'PlaceHold', on: finished, reason: 'stains' });
		expect(await floor.refusal(rework(batch, steps.dye))).toMatchObject({ type: 'BatchOnHold' });
		await floor.record(closeBatch(finished));
		expect(await floor.refusal(rework(batch, steps.dye))).toMatchObject({ type: 'BatchAlreadyClosed' });
	});

	test('to a step that joins several parts: they do not come apart again', async () => {
		const floor = await createTestFloor();
		const define = defining(floor);
		const one = quantity('1 pcs');
		const part = (name: string) => define.item(name, { nature: 'part' });
		const [sole, upper, shoe] = [await part('Sole'), await part('Upper'), await part('Shoe')] as const;
		const join = await define.step('Join', {
			consumes: [sole, upper].map((item) => ({ item, quantity: one, allowance: null })),
			produces: { item: shoe, quantity: one }
		});
		const joining = await define.station('Joining', { steps: [join] });
		const { batch } = await planOne(floor, shoe);
		await floor.record(initialise(batch, joining));
		expect(await floor.refusal(rework(batch, join))).toMatchObject({ type: 'StepJoinsParts', step: { id: join } });
	});
});

test('[case 4] reworked on one device, moved on from on another: the first counts, the other is disputed', async () => {
	const { floor: one, batch, finished, steps, items, packing } = await finishedBatch();
	const other = await secondDevice(one);
	const first = await one.record(rework(batch, steps.dye));
	const second = await other.record(moveTo(packing, batch));
	await meet(one, other);
	for (const floor of [one, other]) {
		expect(await batchRow(floor, madeBy(first))).toMatchObject({ share: '1', item: { id: items.knitted } });
		expect((await batchRow(floor, madeBy(second))).share).toBe('0');
		expect((await exceptionsOf(floor, finished)).map(({ rule }) => rule)).toEqual(['taken']);
	}
});
