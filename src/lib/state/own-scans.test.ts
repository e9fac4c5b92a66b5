import { expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import {
	createTestFloor,
	deliver,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { readCounting, readOwnScans } from './own-scans.ts';

async function startedAndMoved(): Promise<{
	floor: TestFloor;
	batches: readonly Code[];
	dyeing: Code;
	knitting: Code;
}> {
	const floor = await createTestFloor();
	const { items, knitting, dyeing } = await mill(floor);
	const { batches } = await plan(floor, line(items.knitted, 3));
	for (const batch of batches) await floor.record(initialise(batch, knitting));
	await floor.record(moveTo(dyeing, batches[0]!));
	return { floor, batches, dyeing, knitting };
}

/** Types and codes of those that count, the newest first. */
async function counting(floor: TestFloor): Promise<string[]> {
	return floor.store.read(async (reader) => {
		const events = (await readOwnScans(reader)).map(({ event }) => event);
		return (await readCounting(reader, events)).map(({ type, touches }) => `${type} ${touches[0] ?? ''}`);
	});
}

test('what nobody took back counts', async () => {
	const { floor } = await startedAndMoved();
	expect(await counting(floor)).toHaveLength(4);
});

test('what was taken back counts no more, here or at another device; what it was made of does', async () => {
	const { floor, batches } = await startedAndMoved();
	const scans = await floor.store.read(readOwnScans);
	const moved = scans.find(({ event }) => event.type === 'BatchesTransformed')!;
	const started = scans.find(({ batch }) => batch === batches[1])!;
	await floor.record({ type: 'UndoFact', batch: moved.batch, fact: moved.event._id });
	const other = await createTestFloor({ device: 2 });
	await deliver(floor, other);
	await other.record({ type: 'UndoFact', batch: started.batch, fact: started.event._id });
	await deliver(other, floor);
	expect(await counting(floor)).toEqual([`BatchInitialised ${batches[2]}`, `BatchInitialised ${batches[0]}`]);
	expect((await floor.store.read(readOwnScans)).map(({ undone }) => undone)).toEqual([true, false, true, false]);
});

test('an undo that a later use stands against ends nothing', async () => {
	const { floor, batches, dyeing } = await startedAndMoved();
	const started = (await floor.store.read(readOwnScans)).find(({ batch }) => batch === batches[1])!;
	const other = await createTestFloor({ device: 2 });
	await deliver(floor, other);
	await other.record({ type: 'UndoFact', batch: started.batch, fact: started.event._id });
	await floor.record(moveTo(dyeing, batches[1]!));
	await deliver(other, floor);
	expect(await counting(floor)).toHaveLength(5);
});
