import { describe, expect, test } from 'vitest';
import {
	batchRow,
	createTestFloor,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	planOne,
	progressOf,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { deviceNumber, mintCode, type Code } from '../kernel/code.ts';
import type { Recorded } from '#engine/submit.ts';

const print = (labels: readonly Code[], copies = 1) =>
	({ type: 'PrintLabels', labels, kind: 'tag', size: '2x4', copies }) as const;
const bind = (batch: Code) => ({ type: 'BindLabel', batch }) as const;
const newCode = ({ events: [event] }: Recorded): Code => (event?.data as unknown as { readonly code: Code }).code;

async function plannedMill(count = 1) {
	const floor = await createTestFloor();
	const site = await mill(floor);
	const { run, batches } = await plan(floor, line(site.items.knitted, count));
	return { floor, ...site, run, batches, batch: batches[0] as Code };
}

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
		const { events } = await floor.record(moveTo(dyeing, batch));
		const made = events[0]?.touches.find((id) => id !== batch) as Code;
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
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(print([]))).toEqual({ type: 'LabelsMissing' });
		expect(await floor.refusal(print([unknown]))).toEqual({ type: 'BatchUnknown', batch: unknown });
	});
});

describe('a lost label', () => {
	test('gets a second code: both lead to the batch, and the new one is on its paper from now on', async () => {
		const { floor, batch, run, knitting, dyeing } = await plannedMill();
		const bound = await floor.record(bind(batch));
		const code = newCode(bound);
		expect(bound.events[0]).toMatchObject({ type: 'LabelBound', touches: [batch, code].sort() });
		expect(await batchRow(floor, code)).toMatchObject({ boundTo: batch, run: null, exceptions: [], waiting: false });
		expect(await batchRow(floor, batch)).toMatchObject({ label: code, prints: 0 });
		expect((await progressOf(floor, run))?.planned).toBe(1);

		await floor.record(initialise(code, knitting));
		expect((await batchRow(floor, batch)).state).toBe('open');
		const { events } = await floor.record(moveTo(dyeing, batch));
		const made = events[0]?.touches.find((id) => id !== batch) as Code;
		expect((await batchRow(floor, made)).label).toBe(code);
		expect(await floor.refusal(moveTo(dyeing, code))).toMatchObject({ type: 'BatchAlreadyMoved' });
	});

	test('of a batch that has moved on is bound to what it is now', async () => {
		const { floor, batch, knitting, dyeing, finishing } = await plannedMill();
		await floor.record(initialise(batch, knitting));
		const { events } = await floor.record(moveTo(dyeing, batch));
		const made = events[0]?.touches.find((id) => id !== batch) as Code;
		const code = newCode(await floor.record(bind(made)));
		await floor.record(print([code]));
		expect(await batchRow(floor, made)).toMatchObject({ label: code, prints: 1 });
		await floor.record(moveTo(finishing, code));
		expect((await batchRow(floor, made)).state).toBe('closed');
	});

	test('a bound code can be taken back', async () => {
		const { floor, batch } = await plannedMill();
		const bound = await floor.record(bind(batch));
		await floor.record(undo(bound));
		expect((await batchRow(floor, batch)).label).toBe(batch);
		expect((await batchRow(floor, newCode(bound))).boundTo).toBeNull();
	});

	test('a code that was taken back is no batch: nobody waits for it, and the run has no more batches than before', async () => {
		const { floor, batch, run, knitting } = await plannedMill();
		await floor.record(initialise(batch, knitting));
		const before = await progressOf(floor, run);
		const bound = await floor.record(bind(batch));
		await floor.record(undo(bound));
		expect(await batchRow(floor, newCode(bound))).toMatchObject({ run: null, waiting: false });
		expect(before?.completed).not.toBeNull();
		expect(await progressOf(floor, run)).toEqual(before);
	});

	test('is refused for what is void or unknown', async () => {
		const { floor, items } = await plannedMill();
		const { batch } = await planOne(floor, items.knitted);
		await floor.record(voidBatch(batch));
		expect(await floor.refusal(bind(batch))).toMatchObject({ type: 'BatchVoid' });
		const unknown = mintCode('b', deviceNumber(9), 1);
		expect(await floor.refusal(bind(unknown))).toEqual({ type: 'BatchUnknown', batch: unknown });
	});
});
