import { describe, expect, test } from 'vitest';
import {
	batchRow,
	closeBatch,
	commonTables,
	createTestFloor,
	defining,
	deliver,
	differences,
	exceptionsOf,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	planOne,
	progressOf,
	quantity,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { definitions } from '../catalog.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { neededRows, type Recorded } from '#engine/submit.ts';
import type { MergeBatches } from './merge.ts';
import { fitsTray, MAX_MERGED, totalOf, trayNeeds, type Tray } from './tray.ts';

const merge = (station: Code, batches: readonly Code[], answers: Partial<MergeBatches> = {}): MergeBatches => ({
	type: 'MergeBatches',
	station,
	batches,
	sources: {},
	step: null,
	machine: null,
	usual: null,
	...answers
});

const madeBy = ({ events }: Recorded): Code => {
	const data = events.find(({ type }) => type === 'BatchesTransformed')?.data;
	const { makes } = data as unknown as { readonly makes: readonly { readonly batch: Code }[] };
	if (!makes[0]) throw new Error('nothing was made');
	return makes[0].batch;
};

const leadOf = async ({ record }: TestFloor): Promise<Code> => {
	const { events } = await record({
		...definitions.person.define(null, { roles: ['lead'] }),
		personal: { name: 'Eva' }
	});
	return events[0]?.touches[0] as Code;
};

/** What the screen asks when a label is scanned. */
async function scanned({ store }: TestFloor, tray: Tray, code: Code) {
	const rows = await store.read((reader) =>
		neededRows(reader, (known) => trayNeeds({ ...tray, batches: [...tray.batches, code] }, known))
	);
	return fitsTray(tray, code, rows);
}

/** A mill with batches of knitted socks in process, and a station where they are put together. */
async function gathering(count = 3) {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const gather = await site.define.station('Gathering', { operation: 'merge' });
	const { run, batches } = await plan(floor, line(site.items.knitted, count));
	for (const batch of batches) await floor.record(initialise(batch, site.knitting));
	const [first, second, third] = batches as readonly [Code, Code, Code];
	return { floor, ...site, gather, run, batches, first, second, third };
}

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

describe('a merge', () => {
	test('makes one batch of the sum under the first label; the old labels lead to it', async () => {
		const { floor, gather, batches, first, second, third, items, run, dyeing } = await gathering();
		const recorded = await floor.record(merge(gather, [second, first, third]), { by: ['p1'], source: 'wedge' });
		const [event] = recorded.events;
		const made = madeBy(recorded);
		expect(recorded.events).toHaveLength(1);
		expect(event).toMatchObject({
			type: 'BatchesTransformed',
			stream: `run.${run}`,
			touches: [...batches, made].sort(),
			station: gather,
			data: {
				run,
				operation: 'merge',
				step: null,
				takes: [second, first, third].map((batch) => ({
					batch,
					item: items.knitted,
					quantity: quantity('50 pcs'),
					extent: 'all'
				})),
				uses: [],
				makes: [{ batch: made, item: { id: items.knitted }, quantity: quantity('150 pcs'), label: second }],
				ends: []
			}
		});
		expect(await batchRow(floor, made)).toMatchObject({
			run,
			line: 1,
			state: 'open',
			label: second,
			parents: [...batches].sort(),
			remaining: quantity('150 pcs'),
			share: '1',
			exceptions: []
		});
		for (const batch of batches) {
			expect(await batchRow(floor, batch)).toMatchObject({
				state: 'closed',
				closed: { how: 'used' },
				children: [made]
			});
		}
		const moved = await floor.record(moveTo(dyeing, third));
		expect(moved.events[0]?.data).toMatchObject({ takes: [{ batch: made, label: third }] });
	});

	test('counts in the unit of the first, exactly', async () => {
		const { floor, items, knitting, gather } = await gathering(1);
		const { batches } = await plan(
			floor,
			line(items.knitted, 1, { each: quantity('5 dozen') }),
			line(items.knitted, 1, { each: quantity('7 pcs') })
		);
		for (const batch of batches) await floor.record(initialise(batch, knitting));
		const made = madeBy(await floor.record(merge(gather, batches)));
		expect((await batchRow(floor, made)).quantity).toEqual({ ...quantity('5 dozen'), amount: '67/12' });
	});

	test('can be taken back while nothing used it', async () => {
		const { floor, gather, first, second, dyeing } = await gathering();
		const recorded = await floor.record(merge(gather, [first, second]));
		await floor.record(undo(recorded));
		for (const batch of [first, second]) {
			expect(await batchRow(floor, batch)).toMatchObject({ state: 'open', remaining: quantity('50 pcs') });
		}
		await floor.record(moveTo(dyeing, first));
	});

	test('of labels that lead on takes what they became, and says which code was read', async () => {
		const { floor, gather, first, second, dyeing } = await gathering();
		const dyed = [
			madeBy(await floor.record(moveTo(dyeing, first))),
			madeBy(await floor.record(moveTo(dyeing, second)))
		];
		const { events } = await floor.record(merge(gather, [first, second]));
		expect(events[0]?.data).toMatchObject({
			takes: [
				{ batch: dyed[0], label: first },
				{ batch: dyed[1], label: second }
			],
			makes: [{ label: first }]
		});
	});

	test('[case 1] confirmed twice is recorded once', async () => {
		const { floor, gather, first, second } = await gathering();
		const made = madeBy(await floor.record(merge(gather, [first, second])));
		expect(await floor.refusal(merge(gather, [first, second]))).toMatchObject({
			type: 'BatchAlreadyMoved',
			batch: { id: made }
		});
	});

	test('[case 26] entered from paper says when it happened', async () => {
		const { floor, gather, first, second } = await gathering();
		const happened = '2026-03-01T14:00:00.000+01:00';
		const made = madeBy(await floor.record(merge(gather, [first, second], { happened })));
		expect((await batchRow(floor, made)).began?.happened).toBe(happened);
	});

	test('asks for the machine where several stand', async () => {
		const { floor, define, first, second } = await gathering();
		const [left, right] = [await define.machine('Left'), await define.machine('Right')];
		const station = await define.station('Two scales', { operation: 'merge', machines: [left, right] });
		expect(await floor.refusal(merge(station, [first, second]))).toMatchObject({ type: 'ChooseMachine' });
		const { events } = await floor.record(merge(station, [first, second], { machine: right }));
		expect(events[0]?.machine).toBe(right);
	});
});

describe('a merge is refused', () => {
	const unknown = mintCode('b', deviceNumber(9), 1);

	test('of one batch or none, and of more than fit', async () => {
		const { floor, gather, first, items, knitting } = await gathering(1);
		expect(await floor.refusal(merge(gather, []))).toEqual({ type: 'TooFewToMerge' });
		expect(await floor.refusal(merge(gather, [first]))).toEqual({ type: 'TooFewToMerge' });
		const { batches } = await plan(floor, line(items.knitted, MAX_MERGED + 1));
		for (const batch of batches) await floor.record(initialise(batch, knitting));
		expect(await floor.refusal(merge(gather, batches))).toEqual({ type: 'TrayFull', most: MAX_MERGED });
		const { events } = await floor.record(merge(gather, batches.slice(1)));
		expect(events[0]?.touches).toHaveLength(MAX_MERGED + 1);
	});

	test('where nothing is merged: it names where', async () => {
		const { floor, gather, first, second, knitting, dyeing } = await gathering();
		for (const station of [knitting, dyeing]) {
			expect(await floor.refusal(merge(station, [first, second]))).toMatchObject({
				type: 'NotAMergeStation',
				valid: [{ id: gather }]
			});
		}
		const nowhere = mintCode('s', deviceNumber(9), 1);
		expect(await floor.refusal(merge(nowhere, [first, second]))).toEqual({ type: 'StationUnknown', station: nowhere });
	});

	test('of one batch twice, by whichever of its labels', async () => {
		const { floor, gather, first, second } = await gathering();
		expect(await floor.refusal(merge(gather, [first, second, first]))).toMatchObject({
			type: 'AlreadyInTray',
			batch: { id: first }
		});
		const bound = await floor.record({ type: 'BindLabel', batch: first, code: null });
		const { code } = bound.events[0]?.data as unknown as { readonly code: Code };
		expect(await floor.refusal(merge(gather, [code, first]))).toMatchObject({ type: 'AlreadyInTray' });
		const made = madeBy(await floor.record(merge(gather, [code, second])));
		expect((await batchRow(floor, made)).label).toBe(code);
	});

	test('of another item or grade: it says what would go', async () => {
		const { floor, gather, first, second, third, dyeing, items, knitting } = await gathering();
		await floor.record(moveTo(dyeing, second));
		expect(await floor.refusal(merge(gather, [first, second]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { label: second },
			items: [items.knitted]
		});
		await floor.record({
			type: 'CorrectBatch',
			batch: third,
			quantity: null,
			grade: 'seconds',
			reason: 'stains'
		});
		expect(await floor.refusal(merge(gather, [first, third]))).toMatchObject({
			type: 'GradeDiffers',
			batch: { id: third },
			grade: 'firsts'
		});
		await floor.record(definitions.item.define(items.knitted, { unit: 'kg' }));
		const weighed = await planOne(floor, items.knitted, { each: quantity('3 kg') });
		await floor.record(initialise(weighed.batch, knitting));
		expect(await floor.refusal(merge(gather, [first, weighed.batch]))).toMatchObject({ type: 'UnitsDiffer' });
	});

	test('of what is unknown, not started, closed, void or of a cancelled run', async () => {
		const { floor, gather, first, second, third, items, knitting } = await gathering();
		expect(await floor.refusal(merge(gather, [first, unknown]))).toEqual({ type: 'BatchUnknown', batch: unknown });
		const { batch } = await planOne(floor, items.knitted);
		expect(await floor.refusal(merge(gather, [first, batch]))).toMatchObject({
			type: 'BatchNotStarted',
			valid: [{ id: knitting }]
		});
		await floor.record(closeBatch(second));
		expect(await floor.refusal(merge(gather, [first, second]))).toMatchObject({ type: 'BatchAlreadyClosed' });
		await floor.record(voidBatch(third));
		expect(await floor.refusal(merge(gather, [first, third]))).toMatchObject({ type: 'BatchVoid' });
		const run = (await batchRow(floor, first)).run as Code;
		await floor.record({ type: 'CancelRun', run, reason: 'lost order' });
		expect(await floor.refusal(merge(gather, [first]))).toEqual({ type: 'RunIsCancelled', run });
	});
});

describe('a tray', () => {
	test('says of each scan which batch goes in, or why it stays out, as the merge itself will', async () => {
		const { floor, gather, first, second, dyeing } = await gathering();
		const empty: Tray = { station: gather, batches: [], sources: {} };
		const [one] = [await scanned(floor, empty, first)];
		expect(one).toMatchObject({
			ok: true,
			value: { scanned: first, batch: { id: first }, remaining: quantity('50 pcs') }
		});
		const tray = { ...empty, batches: [first] };
		expect(await scanned(floor, tray, first)).toMatchObject({ ok: false, error: { type: 'AlreadyInTray' } });
		const other = await scanned(floor, tray, second);
		expect(one.ok && other.ok && totalOf([one.value, other.value])).toEqual(quantity('100 pcs'));
		await floor.record(moveTo(dyeing, second));
		expect(await scanned(floor, tray, second)).toMatchObject({ ok: false, error: { type: 'ItemDiffers' } });
	});

	test('takes what fits although something in it went away meanwhile: the merge names that', async () => {
		const { floor, gather, first, second, third } = await gathering();
		await floor.record(closeBatch(first));
		const tray: Tray = { station: gather, batches: [first, second], sources: {} };
		expect(await scanned(floor, tray, third)).toMatchObject({ ok: true });
		expect(await floor.refusal(merge(gather, [first, second, third]))).toMatchObject({
			type: 'BatchAlreadyClosed',
			batch: { id: first }
		});
	});
});

describe('a step that joins several parts', () => {
	test.each(['move', 'merge'] as const)('takes one batch of each at a %s station', async (operation) => {
		const { floor, lasting, pair, items, steps } = await shoeFactory({ operation });
		const { run, ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		const recorded = await floor.record(merge(lasting, [ofSole, ofUpper]));
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
		expect(await floor.refusal(merge(lasting, [ofSole, ofUpper]))).toMatchObject({ type: 'BatchAlreadyMoved' });
	});

	test('counts what each part yields, allowance reckoned in', async () => {
		const { floor, lasting, pair } = await shoeFactory({ allowance: '1/10' });
		const short = await pair('50 pcs', '50 pcs');
		expect(await floor.refusal(merge(lasting, [short.ofUpper, short.ofSole]))).toMatchObject({
			type: 'YieldsDiffer',
			yields: [{ quantity: quantity('45 pcs') }, { quantity: quantity('50 pcs') }]
		});
		const even = await pair('55 pcs', '50 pcs');
		await floor.record(merge(lasting, [even.ofUpper, even.ofSole]));
		const few = await pair('1 pcs', '1 pcs');
		expect(await floor.refusal(merge(lasting, [few.ofUpper, few.ofSole]))).toMatchObject({ type: 'TooLittleForStep' });
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
		expect(await floor.refusal(merge(bench, [ofUpper, ofSole]))).toMatchObject({
			type: 'ChooseStep',
			steps: [{ id: steps.last }, { id: sew }]
		});
		const { events } = await floor.record(merge(bench, [ofUpper, ofSole], { step: sew }));
		expect(events[0]?.data).toMatchObject({ step: { id: sew }, uses: [] });
	});

	test('makes no better a grade than the least of its parts', async () => {
		const { floor, lasting, pair } = await shoeFactory();
		const { ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		await floor.record({ type: 'CorrectBatch', batch: ofSole, quantity: null, grade: 'seconds', reason: 'dents' });
		const made = madeBy(await floor.record(merge(lasting, [ofUpper, ofSole])));
		expect((await batchRow(floor, made)).grade).toBe('seconds');
	});

	test('says what is missing, and takes no part twice', async () => {
		const { floor, lasting, items, pair, start, define, steps } = await shoeFactory();
		const { ofUpper, ofSole } = await pair('40 pcs', '40 pcs');
		expect(await floor.refusal(moveTo(lasting, ofUpper))).toMatchObject({ type: 'StepJoinsParts' });
		expect(await floor.refusal(merge(lasting, [ofUpper]))).toMatchObject({
			type: 'PartsMissing',
			step: { id: steps.last },
			items: [items.sole]
		});
		const more = await start(items.upper, '40 pcs');
		expect(await floor.refusal(merge(lasting, [ofUpper, more.batch]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { id: more.batch },
			items: [items.sole]
		});
		const lace = await define.item('Lace', { nature: 'part' });
		const braid = await define.step('Braid', { produces: { item: lace, quantity: quantity('1 pcs') } });
		const braiding = await define.station('Braiding', { steps: [braid] });
		const laces = await planOne(floor, lace);
		await floor.record(initialise(laces.batch, braiding));
		expect(await floor.refusal(merge(lasting, [ofUpper, laces.batch]))).toMatchObject({
			type: 'WrongStation',
			batch: { id: laces.batch },
			isPast: false
		});
		const { events } = await floor.record(merge(lasting, [ofUpper, ofSole]));
		expect(events).toHaveLength(1);
	});

	test('at a merge station batches of one part become one too, and then nothing else goes with them', async () => {
		const { floor, lasting, items, cutting } = await shoeFactory({ operation: 'merge' });
		const { batches } = await plan(floor, line(items.upper, 2), line(items.sole, 1));
		for (const batch of batches) await floor.record(initialise(batch, cutting));
		const [one, two, sole] = batches as readonly [Code, Code, Code];
		expect(await floor.refusal(merge(lasting, [one]))).toEqual({ type: 'TooFewToMerge' });
		expect(await floor.refusal(merge(lasting, [one, two, sole]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { id: sole },
			items: [items.upper]
		});
		expect(await floor.refusal(merge(lasting, [one, sole, two]))).toMatchObject({ type: 'ItemDiffers', items: [] });
		const { events } = await floor.record(merge(lasting, [one, two]));
		expect(events[0]?.data).toMatchObject({ operation: 'merge', step: null });
	});
});

describe('what a lead lets pass', () => {
	test('batches of several runs: filed in the first one’s, told in the others’', async () => {
		const { floor, gather, first, items, knitting, run, dyeing } = await gathering();
		const other = await planOne(floor, items.knitted);
		await floor.record(initialise(other.batch, knitting));
		expect(await floor.refusal(merge(gather, [first, other.batch]))).toMatchObject({
			type: 'RunsDiffer',
			batches: [{ id: first }, { id: other.batch }]
		});
		const lead = await leadOf(floor);
		const leave = { lead, reason: 'one van' };
		const recorded = await floor.record(merge(gather, [first, other.batch], { leave }));
		const made = madeBy(recorded);
		expect(recorded.events).toMatchObject([
			{
				type: 'BatchesTransformed',
				stream: `run.${run}`,
				by: [lead],
				data: { run, override: { lead, rules: ['RunsDiffer'] } }
			},
			{
				type: 'TouchedElsewhere',
				stream: `run.${other.run}`,
				touches: [other.batch],
				data: { run: other.run, stream: `run.${run}`, batches: [other.batch], made: [made] }
			}
		]);
		expect(await progressOf(floor, run)).toMatchObject({ open: 3, planned: 3 });
		expect(await progressOf(floor, other.run)).toMatchObject({ open: 0, planned: 1, created: 0, closed: 0 });
		expect((await batchRow(floor, made)).run).toBe(run);
		expect(await batchRow(floor, other.batch)).toMatchObject({ run: other.run, state: 'closed', waiting: false });
		await floor.record(moveTo(dyeing, other.batch));
		expect((await batchRow(floor, made)).state).toBe('closed');
	});

	test('what a label of another run became is bound by the run it is in now', async () => {
		const { floor, gather, first, items, knitting, run, dyeing } = await gathering();
		const other = await planOne(floor, items.knitted);
		await floor.record(initialise(other.batch, knitting));
		const leave = { lead: await leadOf(floor), reason: 'one van' };
		await floor.record(merge(gather, [first, other.batch], { leave }));
		await floor.record({ type: 'CancelRun', run, reason: 'lost order' });
		expect(await floor.refusal(moveTo(dyeing, other.batch))).toEqual({ type: 'RunIsCancelled', run });
	});

	test('taken back, both runs are as they were', async () => {
		const { floor, gather, first, items, knitting, run } = await gathering();
		const other = await planOne(floor, items.knitted);
		await floor.record(initialise(other.batch, knitting));
		const before = [await progressOf(floor, run), await progressOf(floor, other.run)];
		const leave = { lead: await leadOf(floor), reason: 'one van' };
		const merged = await floor.record(merge(gather, [first, other.batch], { leave }));
		await floor.record({ type: 'UndoFact', batch: madeBy(merged), fact: merged.events[0]?._id ?? '' });
		expect([await progressOf(floor, run), await progressOf(floor, other.run)]).toEqual(before);
		expect(await batchRow(floor, other.batch)).toMatchObject({ state: 'open', remaining: quantity('50 pcs') });
	});

	test('on a device that holds only the other run the batch waits for where it went', async () => {
		const { floor, gather, first, items, knitting, run } = await gathering();
		const other = await planOne(floor, items.knitted);
		await floor.record(initialise(other.batch, knitting));
		const leave = { lead: await leadOf(floor), reason: 'one van' };
		await floor.record(merge(gather, [first, other.batch], { leave }));
		const documents = await floor.documents();
		const partial = await createTestFloor({ device: 5 });
		await partial.receive(documents.filter((one) => !('stream' in one && one.stream === `run.${run}`)));
		expect(await batchRow(partial, other.batch)).toMatchObject({ waiting: true });
		await partial.receive(documents);
		expect(await batchRow(partial, other.batch)).toEqual(await batchRow(floor, other.batch));
		for (const one of [run, other.run]) expect(await progressOf(partial, one)).toEqual(await progressOf(floor, one));
	});

	test('another station, and a batch that was not started', async () => {
		const { floor, knitting, items } = await gathering();
		const { batches } = await plan(floor, line(items.knitted, 2));
		const [started, planned] = batches as readonly [Code, Code];
		await floor.record(initialise(started, knitting));
		const leave = { lead: await leadOf(floor), reason: 'scale broken' };
		const { events } = await floor.record(merge(knitting, [started, planned], { leave }));
		expect(events[0]?.data).toMatchObject({
			operation: 'merge',
			override: { lead: leave.lead, rules: ['BatchNotStarted', 'NotAMergeStation'] }
		});
	});

	test('a batch on hold: it is released first', async () => {
		const { floor, gather, first, second } = await gathering();
		await floor.record({ type: 'PlaceHold', on: first, reason: 'stains' });
		expect(await floor.refusal(merge(gather, [second, first]))).toMatchObject({
			type: 'BatchOnHold',
			batch: { id: first }
		});
		const leave = { lead: await leadOf(floor), reason: 'checked' };
		const recorded = await floor.record(merge(gather, [second, first], { leave }));
		expect(recorded.events.map(({ type }) => type)).toEqual(['HoldReleased', 'BatchesTransformed']);
		expect((await batchRow(floor, madeBy(recorded))).holds).toEqual([]);
	});

	test('nobody but a lead, and not without a reason', async () => {
		const { floor, knitting, first, second, define } = await gathering();
		const ana = await define.person('Ana');
		expect(
			await floor.refusal(merge(knitting, [first, second], { leave: { lead: ana, reason: 'scale broken' } }))
		).toEqual({ type: 'NotALead', person: ana });
		const lead = await leadOf(floor);
		expect(await floor.refusal(merge(knitting, [first, second], { leave: { lead, reason: ' ' } }))).toEqual({
			type: 'ReasonMissing'
		});
	});
});

describe('[case 7] merged on one device, moved on another', () => {
	async function apart() {
		const { floor: one, ...site } = await gathering();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		other.clock.set(one.clock.now() + 60_000);
		return { one, other, ...site };
	}

	test('the first counts, what the second made is kept and disputed', async () => {
		const { one, other, gather, first, second, dyeing } = await apart();
		const merged = await one.record(merge(gather, [first, second]));
		const moved = await other.record(moveTo(dyeing, second));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(merged))).toMatchObject({ share: '1', state: 'open' });
			expect(await batchRow(floor, madeBy(moved))).toMatchObject({
				share: '0',
				state: 'open',
				quantity: quantity('50 pcs')
			});
			expect((await exceptionsOf(floor, second)).map(({ rule, events }) => [rule, events])).toEqual([
				['taken', [moved.events[0]?._id, merged.events[0]?._id]]
			]);
			expect(await exceptionsOf(floor, first)).toEqual([]);
		}
	});

	test('a merge that came later counts for what it had alone', async () => {
		const { one, other, gather, first, second, dyeing } = await apart();
		const moved = await one.record(moveTo(dyeing, second));
		const merged = await other.record(merge(gather, [first, second]));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect(await batchRow(floor, madeBy(moved))).toMatchObject({ share: '1' });
			expect(await batchRow(floor, madeBy(merged))).toMatchObject({ share: '1/2', quantity: quantity('100 pcs') });
			expect(await exceptionsOf(floor, second)).toMatchObject([{ rule: 'taken' }]);
		}
	});

	test('taking the merge back gives the batch to the move', async () => {
		const { one, other, gather, first, second, dyeing } = await apart();
		const merged = await one.record(merge(gather, [first, second]));
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

	test('[case 10] its label stands for both then: the operator is asked, in the tray as well', async () => {
		const { one, other, gather, first, second, third, dyeing, finishing } = await apart();
		const merged = madeBy(await one.record(merge(gather, [first, second])));
		const moved = madeBy(await other.record(moveTo(dyeing, second)));
		await meet(one, other);
		expect(await one.refusal(merge(gather, [third, second]))).toMatchObject({ type: 'ChooseBatch' });
		const tray: Tray = { station: gather, batches: [third], sources: { [second]: merged } };
		expect(await scanned(one, tray, second)).toMatchObject({ ok: true, value: { batch: { id: merged } } });
		// What was dyed is the only one of the two that is finished next.
		const { events } = await one.record(moveTo(finishing, second));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: moved }] });
	});

	test('both merged it: as if both had moved it', async () => {
		const { one, other, gather, first, second, third } = await apart();
		const earlier = madeBy(await one.record(merge(gather, [first, second])));
		const later = madeBy(await other.record(merge(gather, [second, third])));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, earlier)).share).toBe('1');
			expect((await batchRow(floor, later)).share).toBe('1/2');
			expect(await exceptionsOf(floor, second)).toMatchObject([{ rule: 'taken' }]);
		}
	});

	test('[case 8] a merge that arrives before what it took waits for it', async () => {
		const { one, gather, first, second } = await apart();
		const merged = await one.record(merge(gather, [first, second]));
		const late = await createTestFloor({ device: 4 });
		await late.receive(merged.events);
		expect(await batchRow(late, madeBy(merged))).toMatchObject({ waiting: true, state: 'open' });
		await deliver(one, late);
		for (const id of [first, second, madeBy(merged)]) expect(await batchRow(late, id)).toEqual(await batchRow(one, id));
	});
});

describe('[case 10] a label that stands for several', () => {
	/** All of the batch into two. */
	const splitAt = (station: Code, batch: Code) =>
		({
			type: 'SplitBatch',
			batch,
			station,
			source: null,
			children: ['20 pcs', '30 pcs'].map((text) => ({
				grade: 'firsts' as const,
				quantity: quantity(text),
				label: null,
				reason: null
			})),
			closes: null,
			machine: null,
			usual: null
		}) as const;

	const childrenOf = async (floor: TestFloor, batch: Code) =>
		(await batchRow(floor, batch)).children as readonly Code[];

	test('after a split the operator says which part goes into the tray', async () => {
		const { floor, define, gather, first, second } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		await floor.record(splitAt(cut, first));
		const [one, two] = (await childrenOf(floor, first)) as readonly [Code, Code];
		const asked = await floor.refusal(merge(gather, [second, first]));
		expect(asked).toMatchObject({ type: 'ChooseBatch' });
		const ids = (asked as unknown as { batches: readonly { id: Code }[] }).batches.map(({ id }) => id);
		expect(ids.sort()).toEqual([one, two].sort());
		const { events } = await floor.record(merge(gather, [second, first], { sources: { [first]: two } }));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: second }, { batch: two, label: first }] });
		// The other part is the only one left that is not part of something else: the label still stands for both.
		expect(await floor.refusal(merge(gather, [second, first]))).toMatchObject({ type: 'ChooseBatch' });
	});

	test('parts of a split come together again: the label stands for one batch', async () => {
		const { floor, define, gather, dyeing, first } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		await floor.record(splitAt(cut, first));
		const parts = await childrenOf(floor, first);
		const made = madeBy(await floor.record(merge(gather, parts)));
		const { events } = await floor.record(moveTo(dyeing, first));
		expect(events[0]?.data).toMatchObject({ takes: [{ batch: made, quantity: quantity('50 pcs'), label: first }] });
	});

	test('split, merged and moved on three devices: the same on each, in whatever order it comes', async () => {
		const { floor: one, define, gather, dyeing, first, second, third } = await gathering();
		const cut = await define.station('Cutting', { operation: 'split' });
		const others = [await createTestFloor({ device: 2 }), await createTestFloor({ device: 3 })] as const;
		for (const other of others) await deliver(one, other);
		const [two, three] = others;
		await one.record(splitAt(cut, second));
		const merged = await two.record(merge(gather, [first, second]));
		await three.record(moveTo(dyeing, second));
		await three.record(merge(gather, [third, first]));
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
		const known = await commonTables(one);
		for (const other of others) expect(differences(known, await commonTables(other))).toEqual([]);
		const documents = await one.documents();
		for (const order of [documents.toReversed(), documents.toSorted((a, b) => (a._rev < b._rev ? -1 : 1))]) {
			const late = await createTestFloor({ device: 8 });
			for (const document of order) await late.receive([document]);
			expect(differences(known, await commonTables(late))).toEqual([]);
		}
	});
});
