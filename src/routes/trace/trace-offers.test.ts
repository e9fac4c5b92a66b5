import { expect, test } from 'vitest';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { Sheet } from '#adapters/sheets/sheet.ts';
import { child, splitAt, waste } from '../../../tests/support/batch-commands.ts';
import { meet, moveTo } from '../../../tests/support/floor.ts';
import { startedMill } from '../../../tests/support/mill-batches.ts';
import { allMadeBy, madeBy } from '../../../tests/support/recorded.ts';
import { secondDevice } from '../../../tests/support/replicas.ts';
import { forReader } from '../exports/for-reader.ts';
import { readTrace } from './read-trace.ts';
import { traceOffers } from './trace-offers.ts';

/** Rows by their columns' titles. */
const rowsOf = ({ columns, rows }: Sheet): Record<string, unknown>[] =>
	rows.map((row) => Object.fromEntries(columns.map(({ title }, index) => [title, row[index]])));

test('files hold every batch of the answer, sums whose columns add up, and the records', async () => {
	const { floor, define, dyeing, batch } = await startedMill();
	const sorting = await define.station('Sorting', { operation: 'split' });
	const [good, bad] = allMadeBy(await floor.record(splitAt(sorting, batch, [child('30 pcs'), waste('8 pcs')])));
	const other = await secondDevice(floor);
	const mine = madeBy(await floor.record(moveTo(dyeing, good as Code)));
	const theirs = madeBy(await other.record(moveTo(dyeing, good as Code)));
	await meet(floor, other);
	const about = { about: 'batch', batch } as const;
	const answer = await floor.store.read(readTrace({ about, direction: 'both' }));
	const reader = forReader(false, (id) => id ?? '');
	const [workbook, list] = traceOffers(floor.store, () => answer);
	if (workbook?.format !== 'xlsx' || list?.format !== 'csv') throw new Error('these come first');

	const [lines, sums, records] = (await workbook.make(reader)) as [Sheet, Sheet, Sheet];
	expect(await list.make(reader)).toEqual(lines);
	expect(rowsOf(lines)).toMatchObject([
		{ Batch: printCode(batch), Relation: 'Asked for', Quantity: '50', 'In house': '12', Unit: 'pcs' },
		...[good, bad].sort().map((id) => ({ Batch: printCode(id as Code), Distance: 1, State: expect.any(String) })),
		...[mine, theirs].sort().map((id) => ({ Batch: printCode(id), Relation: '2 steps after', 'In house': '30' }))
	]);
	expect(rowsOf(sums)).toMatchObject([
		{ Batches: 3, Made: '88', 'In house': '12', Used: '68', Waste: '8', Void: '0', 'Left over': '0' },
		{ Batches: 2, Made: '60', 'Made, disputed': '30', 'In house': '60', 'In house, disputed': '30', Used: '0' }
	]);
	// Planned, started, split, and moved on twice.
	expect(records.rows).toHaveLength(5);
});
