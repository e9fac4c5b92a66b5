import { describe, expect, it } from 'vitest';
import type { Command } from '#domain/catalog.ts';
import { recordOrWords } from '#state/record.ts';
import {
	batchRow,
	closeBatch,
	createTestFloor,
	initialise,
	line,
	NOBODY,
	plan,
	workshop
} from '../../../../tests/support/floor.ts';
import { closeSeveral, undoClosings } from './close-several.ts';

async function openBatches(count: number) {
	const floor = await createTestFloor();
	const { item, station } = await workshop(floor);
	const { batches } = await plan(floor, line(item, count));
	for (const batch of batches) await floor.record(initialise(batch, station));
	const rows = await Promise.all(batches.map((batch) => batchRow(floor, batch)));
	const record = (command: Command) => recordOrWords(floor.submit, command, NOBODY, (id) => id ?? '');
	const states = async () =>
		(await Promise.all(batches.map((batch) => batchRow(floor, batch)))).map(({ state }) => state);
	return { floor, batches, rows, record, states };
}

describe('closing several batches', () => {
	it('records each with the same reason', async () => {
		const { rows, record, states } = await openBatches(3);
		const closings = await closeSeveral(rows, 'Packed', record);
		expect(await states()).toEqual(['closed', 'closed', 'closed']);
		expect(closings.every(({ event, trouble }) => event !== null && trouble === null)).toBe(true);
	});

	it('says of the one that could not be closed why, and closes the others', async () => {
		const { floor, rows, record, states, batches } = await openBatches(3);
		await floor.record(closeBatch(batches[1]!));
		const closings = await closeSeveral(rows, 'Packed', record);
		expect(await states()).toEqual(['closed', 'closed', 'closed']);
		expect(closings.map(({ event }) => event !== null)).toEqual([true, false, true]);
		expect(closings[1]).toMatchObject({ batch: batches[1], trouble: { title: 'This batch is closed' } });
	});

	it('takes back those that it closed, and no others', async () => {
		const { floor, rows, record, states, batches } = await openBatches(3);
		await floor.record(closeBatch(batches[1]!));
		const closings = await closeSeveral(rows, 'Packed', record);
		expect(await undoClosings(closings, record)).toEqual([]);
		expect(await states()).toEqual(['open', 'closed', 'open']);
	});

	it('says of a closing that was taken back already that it was', async () => {
		const { rows, record } = await openBatches(1);
		const closings = await closeSeveral(rows, 'Packed', record);
		await undoClosings(closings, record);
		expect(await undoClosings(closings, record)).toMatchObject([{ batch: rows[0]?.id, trouble: { tone: 'warning' } }]);
	});
});
