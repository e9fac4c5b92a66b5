import { describe, expect, test } from 'vitest';
import { bindLabel } from '../../../../tests/support/batch-commands.ts';
import {
	batchRow,
	casesOf,
	initialise,
	meet,
	moveTo,
	planOne,
	progressOf,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { blankLabel, plannedMill } from '../../../../tests/support/mill-batches.ts';
import { boundBy, idOf, madeBy } from '../../../../tests/support/recorded.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import type { Code } from '../kernel/code.ts';

const print = (labels: readonly Code[], copies = 1) =>
	({ type: 'PrintLabels', labels, kind: 'tag', size: '2x4', copies }) as const;
const blanks = (count: number) => ({ type: 'PrintBlankLabels', count, kind: 'tag', size: '1x3' }) as const;

describe('[case 27] printing', () => {
	test('is counted on the code that the label carries', async () => {
		const { floor, batch } = await plannedMill();
		expect((await batchRow(floor, batch)).prints).toBe(0);
		await floor.record(print([batch]));
		await floor.record(print([batch], 2));
		expect((await batchRow(floor, batch)).prints).toBe(3);
	});

	test('is told of what the batch became: it travels under the same label', async () => {
		const { floor, batch, knitting, dyeing } = await plannedMill();
		await floor.record(print([batch]));
		await floor.record(initialise(batch, knitting));
		const made = madeBy(await floor.record(moveTo(dyeing, batch)));
		expect(await batchRow(floor, made)).toMatchObject({ label: batch, prints: 1 });
		await floor.record(print([batch]));
		expect((await batchRow(floor, made)).prints).toBe(2);
	});

	test('of a whole run is recorded in chunks', async () => {
		const { floor, batches, run } = await plannedMill(120);
		const { events } = await floor.record(print(batches));
		expect(events.map(({ type, stream, touches }) => [type, stream, touches.length])).toEqual([
			['LabelsPrinted', `run.${run}`, 100],
			['LabelsPrinted', `run.${run}`, 20]
		]);
	});

	test('is refused of nothing and of what nobody knows', async () => {
		const { floor } = await plannedMill();
		const unknown = blankLabel();
		expect(await floor.refusal(print([]))).toEqual({ type: 'LabelsMissing' });
		expect(await floor.refusal(print([unknown]))).toEqual({ type: 'BatchUnknown', batch: unknown });
	});
});

describe('blank labels', () => {
	test('get codes that no batch has, in one event that belongs to no run', async () => {
		const { floor, run } = await plannedMill();
		const before = await progressOf(floor, run);
		const { events } = await floor.record(blanks(100));
		expect(events).toHaveLength(1);
		expect(events[0]).toMatchObject({ type: 'LabelsPrinted', stream: 'unfiled', data: { run: null, copies: 1 } });
		const [code] = events[0]?.touches as readonly Code[];
		expect(await batchRow(floor, code as Code)).toMatchObject({ item: null, run: null, prints: 1, waiting: false });
		expect(await progressOf(floor, run)).toEqual(before);
	});

	test('are printed 1 to 100 at a time', async () => {
		const { floor } = await plannedMill();
		for (const count of [0, 101, 1.5]) {
			expect(await floor.refusal(blanks(count))).toEqual({ type: 'LabelCountWrong', most: 100 });
		}
	});
});

describe('a lost label', () => {
	test('gets a second code: both lead to the batch, and the new one is on its paper from now on', async () => {
		const { floor, batch, run, knitting, dyeing } = await plannedMill();
		const bound = await floor.record(bindLabel(batch));
		const code = boundBy(bound);
		expect(bound.events[0]).toMatchObject({ type: 'LabelBound', touches: [batch, code].sort() });
		expect(await batchRow(floor, code)).toMatchObject({ boundTo: batch, run: null, exceptions: [], waiting: false });
		expect(await batchRow(floor, batch)).toMatchObject({ label: code, prints: 0 });
		expect((await progressOf(floor, run))?.planned).toBe(1);

		await floor.record(initialise(code, knitting));
		expect((await batchRow(floor, batch)).state).toBe('open');
		const made = madeBy(await floor.record(moveTo(dyeing, batch)));
		expect((await batchRow(floor, made)).label).toBe(code);
		expect(await floor.refusal(moveTo(dyeing, code))).toMatchObject({ type: 'BatchAlreadyMoved' });
	});

	test('of a batch that has moved on is bound to what it is now', async () => {
		const { floor, batch, knitting, dyeing, finishing } = await plannedMill();
		await floor.record(initialise(batch, knitting));
		const made = madeBy(await floor.record(moveTo(dyeing, batch)));
		const code = boundBy(await floor.record(bindLabel(made)));
		await floor.record(print([code]));
		expect(await batchRow(floor, made)).toMatchObject({ label: code, prints: 1 });
		await floor.record(moveTo(finishing, code));
		expect((await batchRow(floor, made)).state).toBe('closed');
	});

	test('a bound code can be taken back', async () => {
		const { floor, batch } = await plannedMill();
		const bound = await floor.record(bindLabel(batch));
		await floor.record(undo(bound));
		expect((await batchRow(floor, batch)).label).toBe(batch);
		expect((await batchRow(floor, boundBy(bound))).boundTo).toBeNull();
	});

	test('a code that was taken back is no batch: nobody waits for it, and the run has no more batches than before', async () => {
		const { floor, batch, run, knitting } = await plannedMill();
		await floor.record(initialise(batch, knitting));
		const before = await progressOf(floor, run);
		const bound = await floor.record(bindLabel(batch));
		await floor.record(undo(bound));
		expect(await batchRow(floor, boundBy(bound))).toMatchObject({ run: null, waiting: false });
		expect(before?.completed).not.toBeNull();
		expect(await progressOf(floor, run)).toEqual(before);
	});

	test('may get a blank one that was scanned, once', async () => {
		const { floor, batches } = await plannedMill(2);
		const [batch, other] = batches as [Code, Code];
		const { events } = await floor.record(blanks(1));
		const blank = events[0]?.touches[0] as Code;
		await floor.record(bindLabel(batch, blank));
		expect(await batchRow(floor, batch)).toMatchObject({ label: blank, prints: 1 });
		expect(await floor.refusal(bindLabel(other, blank))).toMatchObject({
			type: 'LabelTaken',
			label: blank,
			on: { id: batch }
		});
		expect(await floor.refusal(bindLabel(other, batch))).toMatchObject({ type: 'LabelTaken', on: { id: batch } });
	});

	test('a label that was taken off again is blank', async () => {
		const { floor, batches } = await plannedMill(2);
		const [batch, other] = batches as [Code, Code];
		const blank = blankLabel();
		await floor.record(undo(await floor.record(bindLabel(batch, blank))));
		await floor.record(bindLabel(other, blank));
		expect((await batchRow(floor, blank)).boundTo).toBe(other);
	});

	test('[case 31] one blank label bound on two devices: the first batch keeps it, the other needs a new one', async () => {
		const { floor: one, batches } = await plannedMill(2);
		const [first, second] = batches as [Code, Code];
		const other = await secondDevice(one);
		const blank = blankLabel();
		const kept = await one.record(bindLabel(first, blank));
		const lost = await other.record(bindLabel(second, blank));
		await meet(one, other);
		for (const floor of [one, other]) {
			expect((await batchRow(floor, blank)).boundTo).toBe(first);
			expect(await casesOf(floor, blank)).toEqual([['code', [idOf(lost), idOf(kept)]]]);
		}
	});

	test('is refused for what is void or unknown', async () => {
		const { floor, items } = await plannedMill();
		const { batch } = await planOne(floor, items.knitted);
		await floor.record(voidBatch(batch));
		expect(await floor.refusal(bindLabel(batch))).toMatchObject({ type: 'BatchVoid' });
		const unknown = blankLabel();
		expect(await floor.refusal(bindLabel(unknown))).toEqual({ type: 'BatchUnknown', batch: unknown });
	});
});
