import { describe, expect, test } from 'vitest';
import { mergeAt } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	cancelRun,
	createTestFloor,
	initialise,
	line,
	moveTo,
	plan,
	planOne,
	progressOf,
	quantity,
	undo
} from '../../../../tests/support/floor.ts';
import { gatheringMill, threeOf } from '../../../../tests/support/mill-batches.ts';
import { madeBy } from '../../../../tests/support/recorded.ts';
import type { Code } from '../kernel/code.ts';

/** A lead, and a knitted batch of another run. */
async function ledMill() {
	const site = threeOf(await gatheringMill());
	const lead = await site.define.person('Eva', ['lead']);
	const other = await planOne(site.floor, site.items.knitted);
	await site.floor.record(initialise(other.batch, site.knitting));
	return { ...site, lead, other };
}

describe('what a lead lets pass in a merge', () => {
	test('batches of several runs: filed in the first one’s, told in the others’', async () => {
		const { floor, gather, first, run, dyeing, lead, other } = await ledMill();
		expect(await floor.refusal(mergeAt(gather, [first, other.batch]))).toMatchObject({
			type: 'RunsDiffer',
			batches: [{ id: first }, { id: other.batch }]
		});
		const leave = { lead, reason: 'one van' };
		const recorded = await floor.record(mergeAt(gather, [first, other.batch], { leave }));
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
		const { floor, gather, first, run, dyeing, lead, other } = await ledMill();
		const leave = { lead, reason: 'one van' };
		await floor.record(mergeAt(gather, [first, other.batch], { leave }));
		await floor.record(cancelRun(run));
		expect(await floor.refusal(moveTo(dyeing, other.batch))).toEqual({ type: 'RunIsCancelled', run });
	});

	test('taken back, both runs are as they were', async () => {
		const { floor, gather, first, run, lead, other } = await ledMill();
		const before = [await progressOf(floor, run), await progressOf(floor, other.run)];
		const leave = { lead, reason: 'one van' };
		const merged = await floor.record(mergeAt(gather, [first, other.batch], { leave }));
		await floor.record(undo(merged));
		expect([await progressOf(floor, run), await progressOf(floor, other.run)]).toEqual(before);
		expect(await batchRow(floor, other.batch)).toMatchObject({ state: 'open', remaining: quantity('50 pcs') });
	});

	test('on a device that holds only the other run the batch waits for where it went', async () => {
		const { floor, gather, first, run, lead, other } = await ledMill();
		const leave = { lead, reason: 'one van' };
		await floor.record(mergeAt(gather, [first, other.batch], { leave }));
		const documents = await floor.documents();
		const partial = await createTestFloor({ device: 5 });
		await partial.receive(documents.filter((one) => !('stream' in one && one.stream === `run.${run}`)));
		expect(await batchRow(partial, other.batch)).toMatchObject({ waiting: true });
		await partial.receive(documents);
		expect(await batchRow(partial, other.batch)).toEqual(await batchRow(floor, other.batch));
		for (const one of [run, other.run]) expect(await progressOf(partial, one)).toEqual(await progressOf(floor, one));
	});

	test('another station, and a batch that was not started', async () => {
		const { floor, knitting, items, lead } = await ledMill();
		const { batches } = await plan(floor, line(items.knitted, 2));
		const [started, planned] = batches as readonly [Code, Code];
		await floor.record(initialise(started, knitting));
		const leave = { lead, reason: 'scale broken' };
		const { events } = await floor.record(mergeAt(knitting, [started, planned], { leave }));
		expect(events[0]?.data).toMatchObject({
			operation: 'merge',
			override: { lead, rules: ['BatchNotStarted', 'NotAMergeStation'] }
		});
	});

	test('a batch on hold: it is released first', async () => {
		const { floor, gather, first, second, lead } = await ledMill();
		await floor.record({ type: 'PlaceHold', on: first, reason: 'stains' });
		expect(await floor.refusal(mergeAt(gather, [second, first]))).toMatchObject({
			type: 'BatchOnHold',
			batch: { id: first }
		});
		const leave = { lead, reason: 'checked' };
		const recorded = await floor.record(mergeAt(gather, [second, first], { leave }));
		expect(recorded.events.map(({ type }) => type)).toEqual(['HoldReleased', 'BatchesTransformed']);
		expect((await batchRow(floor, madeBy(recorded))).holds).toEqual([]);
	});

	test('nobody but a lead, and not without a reason', async () => {
		const { floor, knitting, first, second, define, lead } = await ledMill();
		const ana = await define.person('Ana');
		expect(
			await floor.refusal(mergeAt(knitting, [first, second], { leave: { lead: ana, reason: 'scale broken' } }))
		).toEqual({ type: 'NotALead', person: ana });
		expect(await floor.refusal(mergeAt(knitting, [first, second], { leave: { lead, reason: ' ' } }))).toEqual({
			type: 'ReasonMissing'
		});
	});
});
