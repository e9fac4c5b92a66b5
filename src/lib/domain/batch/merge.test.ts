import { describe, expect, test } from 'vitest';
import { bindLabel, correctTo, mergeAt } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	cancelRun,
	closeBatch,
	initialise,
	line,
	moveTo,
	plan,
	planOne,
	quantity,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { blankLabel, gatheringMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { boundBy, madeBy } from '../../../../tests/support/recorded.ts';
import { definitions } from '../catalog.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import { MAX_MERGED } from './tray.ts';

const gathering = async () => threeOf(await gatheringMill());

describe('a merge', () => {
	test('makes one batch of the sum under the first label; the old labels lead to it', async () => {
		const { floor, gather, batches, first, second, third, items, run, dyeing } = await gathering();
		const recorded = await floor.record(mergeAt(gather, [second, first, third]), { by: ['p1'], source: 'wedge' });
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
		const { floor, items, knitting, gather } = await gatheringMill(1);
		const { batches } = await plan(
			floor,
			line(items.knitted, 1, { each: quantity('5 dozen') }),
			line(items.knitted, 1, { each: quantity('7 pcs') })
		);
		for (const batch of batches) await floor.record(initialise(batch, knitting));
		const made = madeBy(await floor.record(mergeAt(gather, batches)));
		expect((await batchRow(floor, made)).quantity).toEqual({ ...quantity('5 dozen'), amount: '67/12' });
	});

	test('can be taken back while nothing used it', async () => {
		const { floor, gather, first, second, dyeing } = await gathering();
		const recorded = await floor.record(mergeAt(gather, [first, second]));
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
		const { events } = await floor.record(mergeAt(gather, [first, second]));
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
		const made = madeBy(await floor.record(mergeAt(gather, [first, second])));
		expect(await floor.refusal(mergeAt(gather, [first, second]))).toMatchObject({
			type: 'BatchAlreadyMoved',
			batch: { id: made }
		});
	});

	test('[case 26] entered from paper says when it happened', async () => {
		const { floor, gather, first, second } = await gathering();
		const happened = '2026-03-01T14:00:00.000+01:00';
		const made = madeBy(await floor.record(mergeAt(gather, [first, second], { happened })));
		expect((await batchRow(floor, made)).began?.happened).toBe(happened);
	});

	test('asks for the machine where several stand', async () => {
		const { floor, define, first, second } = await gathering();
		const [left, right] = [await define.machine('Left'), await define.machine('Right')];
		const station = await define.station('Two scales', { operation: 'merge', machines: [left, right] });
		expect(await floor.refusal(mergeAt(station, [first, second]))).toMatchObject({ type: 'ChooseMachine' });
		const { events } = await floor.record(mergeAt(station, [first, second], { machine: right }));
		expect(events[0]?.machine).toBe(right);
	});
});

describe('a merge is refused', () => {
	test('of one batch or none, and of more than fit', async () => {
		const { floor, gather, batch: first, items, knitting } = await gatheringMill(1);
		expect(await floor.refusal(mergeAt(gather, []))).toEqual({ type: 'TooFewToMerge' });
		expect(await floor.refusal(mergeAt(gather, [first]))).toEqual({ type: 'TooFewToMerge' });
		const { batches } = await plan(floor, line(items.knitted, MAX_MERGED + 1));
		for (const batch of batches) await floor.record(initialise(batch, knitting));
		expect(await floor.refusal(mergeAt(gather, batches))).toEqual({ type: 'TrayFull', most: MAX_MERGED });
		const { events } = await floor.record(mergeAt(gather, batches.slice(1)));
		expect(events[0]?.touches).toHaveLength(MAX_MERGED + 1);
	});

	test('where nothing is merged: it names where', async () => {
		const { floor, gather, first, second, knitting, dyeing } = await gathering();
		for (const station of [knitting, dyeing]) {
			expect(await floor.refusal(mergeAt(station, [first, second]))).toMatchObject({
				type: 'NotAMergeStation',
				valid: [{ id: gather }]
			});
		}
		const nowhere = mintCode('s', deviceNumber(9), 1);
		expect(await floor.refusal(mergeAt(nowhere, [first, second]))).toEqual({
			type: 'StationUnknown',
			station: nowhere
		});
	});

	test('of one batch twice, by whichever of its labels', async () => {
		const { floor, gather, first, second } = await gathering();
		expect(await floor.refusal(mergeAt(gather, [first, second, first]))).toMatchObject({
			type: 'AlreadyInTray',
			batch: { id: first }
		});
		const code = boundBy(await floor.record(bindLabel(first)));
		expect(await floor.refusal(mergeAt(gather, [code, first]))).toMatchObject({ type: 'AlreadyInTray' });
		const made = madeBy(await floor.record(mergeAt(gather, [code, second])));
		expect((await batchRow(floor, made)).label).toBe(code);
	});

	test('of another item or grade: it says what would go', async () => {
		const { floor, gather, first, second, third, dyeing, items, knitting } = await gathering();
		await floor.record(moveTo(dyeing, second));
		expect(await floor.refusal(mergeAt(gather, [first, second]))).toMatchObject({
			type: 'ItemDiffers',
			batch: { label: second },
			items: [items.knitted]
		});
		await floor.record(correctTo(third, null, 'seconds'));
		expect(await floor.refusal(mergeAt(gather, [first, third]))).toMatchObject({
			type: 'GradeDiffers',
			batch: { id: third },
			grade: 'firsts'
		});
		await floor.record(definitions.item.define(items.knitted, { unit: 'kg' }));
		const weighed = await planOne(floor, items.knitted, { each: quantity('3 kg') });
		await floor.record(initialise(weighed.batch, knitting));
		expect(await floor.refusal(mergeAt(gather, [first, weighed.batch]))).toMatchObject({ type: 'UnitsDiffer' });
	});

	test('of what is unknown, not started, closed, void or of a cancelled run', async () => {
		const { floor, gather, first, second, third, items, knitting } = await gathering();
		expect(await floor.refusal(mergeAt(gather, [first, blankLabel()]))).toEqual({
			type: 'BatchUnknown',
			batch: blankLabel()
		});
		const { batch } = await planOne(floor, items.knitted);
		expect(await floor.refusal(mergeAt(gather, [first, batch]))).toMatchObject({
			type: 'BatchNotStarted',
			valid: [{ id: knitting }]
		});
		await floor.record(closeBatch(second));
		expect(await floor.refusal(mergeAt(gather, [first, second]))).toMatchObject({ type: 'BatchAlreadyClosed' });
		await floor.record(voidBatch(third));
		expect(await floor.refusal(mergeAt(gather, [first, third]))).toMatchObject({ type: 'BatchVoid' });
		const run = (await batchRow(floor, first)).run as Code;
		await floor.record(cancelRun(run));
		expect(await floor.refusal(mergeAt(gather, [first]))).toEqual({ type: 'RunIsCancelled', run });
	});
});
