import { describe, expect, test } from 'vitest';
import { correctTo, mergeAt } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	createTestFloor,
	defining,
	initialise,
	line,
	moveTo,
	plan,
	planOne,
	quantity
} from '../../../../tests/support/floor.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';

/** Uppers and soles that a step joins to shoes; the run knows both. */
async function shoeFactory(changes: { readonly allowance?: string; readonly operation?: 'move' | 'merge' } = {}) {
	const floor = await createTestFloor();
	const define = defining(floor);
	const [upper, sole] = [await define.item('Upper', { nature: 'part' }), await define.item('Sole', { nature: 'part' })];
	const [glue, shoe] = [await define.item('Glue', { nature: 'material', unit: 'g' }), await define.item('Shoe')];
	const one = quantity('1 pcs');
	const cutUpper = await define.step('Cut upper', { produces: { item: upper, quantity: one } });
	const cutSole = await define.step('Cut sole', { produces: { item: sole, quantity: one } });
	const last = await define.step('Last', {
		consumes: [
			{ item: upper, quantity: one, allowance: changes.allowance ?? null },
			{ item: sole, quantity: one, allowance: null },
			{ item: glue, quantity: quantity('5 g'), allowance: null }
		],
		produces: { item: shoe, quantity: one }
	});
	const cutting = await define.station('Cutting', { steps: [cutUpper, cutSole] });
	const lasting = await define.station('Lasting', { operation: changes.operation ?? 'move', steps: [last] });
	const start = async (item: Code, each: string) => {
		const { run, batch } = await planOne(floor, item, { each: quantity(each) });
		await floor.record(initialise(batch, cutting));
		return { run, batch };
	};
	/** Both parts in one run. */
	const pair = async (uppers: string, soles: string) => {
		const { run, batches } = await plan(
			floor,
			line(upper, 1, { each: quantity(uppers) }),
			line(sole, 1, { each: quantity(soles) })
		);
		for (const batch of batches) await floor.record(initialise(batch, cutting));
		const [ofUpper, ofSole] = batches as readonly [Code, Code];
		return { run, ofUpper, ofSole };
	};
	return { floor, define, items: { upper, sole, glue, shoe }, steps: { last }, cutting, lasting, start, pair };
}

describe('a step that joins several parts', () => {
	test.each(['move', 'merge'] as const)('takes one batch of each at a %s station', async (operation) => {
		const { floor, lasting, pair, items, steps } = await shoeFactory({ operation });
		const { run, ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		const recorded = await floor.record(mergeAt(lasting, [ofSole, ofUpper]));
		const made = madeBy(recorded);
		expect(recorded.events[0]?.data).toMatchObject({
			run,
			operation,
			step: { id: steps.last },
			takes: [
				{ batch: ofSole, item: items.sole, extent: 'all' },
				{ batch: ofUpper, item: items.upper, extent: 'all' }
			],
			uses: [{ item: items.glue, quantity: quantity('200 g'), basis: 'planned' }],
			makes: [{ batch: made, item: { id: items.shoe }, quantity: quantity('40 pcs'), grade: 'firsts', label: ofSole }],
			ends: [made]
		});
		expect(await batchRow(floor, made)).toMatchObject({ state: 'closed', closed: { how: 'end' }, share: '1' });
		for (const batch of [ofUpper, ofSole]) expect((await batchRow(floor, batch)).state).toBe('closed');
		expect(await floor.refusal(mergeAt(lasting, [ofSole, ofUpper]))).toMatchObject({ type: 'BatchAlreadyMoved' });
	});

	test('counts what each part yields, allowance reckoned in', async () => {
		const { floor, lasting, pair } = await shoeFactory({ allowance: '1/10' });
		const short = await pair('50 pcs', '50 pcs');
		expect(await floor.refusal(mergeAt(lasting, [short.ofUpper, short.ofSole]))).toMatchObject({
			type: 'YieldsDiffer',
			yields: [{ quantity: quantity('45 pcs') }, { quantity: quantity('50 pcs') }]
		});
		const even = await pair('55 pcs', '50 pcs');
		await floor.record(mergeAt(lasting, [even.ofUpper, even.ofSole]));
		const few = await pair('1 pcs', '1 pcs');
		expect(await floor.refusal(mergeAt(lasting, [few.ofUpper, few.ofSole]))).toMatchObject({
			type: 'TooLittleForStep'
		});
	});

	test('asks which where several steps join these parts', async () => {
		const { floor, define, pair, items, steps } = await shoeFactory();
		const one = quantity('1 pcs');
		const sew = await define.step('Sew on', {
			consumes: [items.upper, items.sole].map((item) => ({ item, quantity: one, allowance: null })),
			produces: { item: items.shoe, quantity: one }
		});
		const bench = await define.station('Bench', { operation: 'move', steps: [steps.last, sew] });
		const { ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		expect(await floor.refusal(mergeAt(bench, [ofUpper, ofSole]))).toMatchObject({
			type: 'ChooseStep',
			steps: [{ id: steps.last }, { id: sew }]
		});
		const { events } = await floor.record(mergeAt(bench, [ofUpper, ofSole], { step: sew }));
		expect(events[0]?.data).toMatchObject({ step: { id: sew }, uses: [] });
	});

	test('makes no better a grade than the least of its parts', async () => {
		const { floor, lasting, pair } = await shoeFactory();
		const { ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		await floor.record(correctTo(ofSole, null, 'seconds'));
		const made = madeBy(await floor.record(mergeAt(lasting, [ofUpper, ofSole])));
		expect((await batchRow(floor, made)).grade).toBe('seconds');
	});

	test('says what is missing, and takes no part twice', async () => {
		const { floor, lasting, items, pair, start, define, steps } = await shoeFactory();
		const { ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		expect(await floor.refusal(moveTo(lasting, ofUpper))).toMatchObject({ type: 'StepJoinsParts' });
		expect(await floor.refusal(mergeAt(lasting, [ofUpper]))).toMatchObject({
			type: 'PartsMissing',
			step: { id: steps.last },
			items: [items.sole]
		});
		const more = await start(items.upper, '40 pcs');
		expect(await floor.refusal(mergeAt(lasting, [ofUpper, more.batch]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { id: more.batch },
			items: [items.sole]
		});
		const lace = await define.item('Lace', { nature: 'part' });
		const braid = await define.step('Braid', { produces: { item: lace, quantity: quantity('1 pcs') } });
		const braiding = await define.station('Braiding', { steps: [braid] });
		const laces = await planOne(floor, lace);
		await floor.record(initialise(laces.batch, braiding));
		expect(await floor.refusal(mergeAt(lasting, [ofUpper, laces.batch]))).toMatchObject({
			type: 'WrongStation',
			batch: { id: laces.batch },
			isPast: false
		});
		const { events } = await floor.record(mergeAt(lasting, [ofUpper, ofSole]));
		expect(events).toHaveLength(1);
	});

	test('at a merge station batches of one part become one too, and then nothing else goes with them', async () => {
		const { floor, lasting, items, cutting } = await shoeFactory({ operation: 'merge' });
		const { batches } = await plan(floor, line(items.upper, 2), line(items.sole, 1));
		for (const batch of batches) await floor.record(initialise(batch, cutting));
		const [one, two, sole] = batches as readonly [Code, Code, Code];
		expect(await floor.refusal(mergeAt(lasting, [one]))).toEqual({ type: 'TooFewToMerge' });
		expect(await floor.refusal(mergeAt(lasting, [one, two, sole]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { id: sole },
			items: [items.upper]
		});
		expect(await floor.refusal(mergeAt(lasting, [one, sole, two]))).toMatchObject({ type: 'ItemDiffers', items: [] });
		const { events } = await floor.record(mergeAt(lasting, [one, two]));
		expect(events[0]?.data).toMatchObject({ operation: 'merge', step: null });
	});
});
