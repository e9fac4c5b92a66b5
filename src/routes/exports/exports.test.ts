import papaparse from 'papaparse';
import readExcelFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { Sheet } from '#adapters/sheets/sheet.ts';
import { writeCsv } from '#adapters/sheets/write-csv.ts';
import { writeXlsx } from '#adapters/sheets/write-xlsx.ts';
import { batches } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { Command } from '#domain/catalog.ts';
import type { EventId } from '#domain/kernel/event.ts';
import { events } from '#engine/tables.ts';
import { createTestFloor, initialise, mill, type TestFloor } from '../../../tests/support/floor.ts';
import { inLocale } from '../../../tests/support/locale.ts';
import { estimate, generate, ordering, runFor } from '../../../tests/support/sales.ts';
import { storyOfRun } from '../../../tests/support/story-of-run.ts';
import { tableOf } from '../batch-flow/flow-table.ts';
import { readRunFlow } from '../batch-flow/read-flow.ts';
import { readFigures } from '../orders/read-order.ts';
import { readOrders } from '../orders/read-orders.ts';
import { readRuns, summaries } from '../runs/run-summary.ts';
import type { ExportOffer } from './export-offer.ts';
import { forReader, readNamesRight, type ForReader } from './for-reader.ts';
import { batchOffers, flowTableOffers, orderOffers, runOffers } from './offers.ts';
import { fileName, stampOf, stamped, zoneLine } from './stamp.ts';

const VERIFIER = `$pbkdf2-sha256$i=600000$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const NAMES: ForReader = forReader(true, (id) => (id === null ? '' : `name of ${id}`));
const STAMP = ['What it is', 'Of when'];

const offered = (offers: readonly ExportOffer[], format: 'xlsx' | 'csv', list?: string): ExportOffer =>
	offers.find((one) => one.format === format && (one.format !== 'csv' || one.list === list))!;

async function sheetsOf(offers: readonly ExportOffer[], reader = NAMES): Promise<readonly Sheet[]> {
	const offer = offered(offers, 'xlsx');
	return offer.format === 'xlsx' ? offer.make(reader) : [];
}

/** The rows below the titles, as another program reads the file. */
async function readBack(sheets: readonly Sheet[]): Promise<ReadonlyMap<string, readonly Record<string, unknown>[]>> {
	const file = await writeXlsx(sheets, STAMP);
	const read = await readExcelFile(Buffer.from(await file.arrayBuffer()));
	return new Map(
		read.map(({ sheet, data }) => {
			const [titles = [], ...rows] = data.slice(STAMP.length + 1);
			return [sheet, rows.map((row) => Object.fromEntries(row.map((cell, index) => [`${titles[index]}`, cell])))];
		})
	);
}

const rowsOfRun = async ({ rows }: TestFloor, run: Code) => (await rows(batches)).filter((row) => row.run === run);

test('a workbook of the flow has the batches and links of its table, and everything that was recorded of them', async () => {
	const { floor, run } = await storyOfRun();
	const flow = await floor.store.read(readRunFlow(run));
	const read = await readBack(await sheetsOf(flowTableOffers(floor.store, () => flow)));
	expect([...read.keys()]).toEqual(['Batches', 'Links', 'Events']);
	const table = tableOf(flow);
	expect(read.get('Batches')?.map((row) => [row.Batch, row.Quantity, row.Unit])).toEqual(
		table.batches.map(({ node }) => [printCode(node.id), Number(node.quantity?.amount), node.quantity?.unit])
	);
	expect(read.get('Links')?.map((row) => [row.Parent, row.Child, row.Quantity])).toEqual(
		table.links.map(({ from, to, edge }) => [printCode(from.id), printCode(to.id), Number(edge.quantity?.amount)])
	);
	expect(new Set(read.get('Links')?.map((row) => row.Kind))).toEqual(new Set(['Split', 'Merged', 'Moved on']));
	const written = read.get('Events') ?? [];
	expect(new Set(written.map((row) => row.Record)).size).toBe(written.length);
	const recorded = (await floor.rows(events)).filter(({ type }) => type.startsWith('Batch'));
	expect(new Set(written.map((row) => row.Record))).toEqual(new Set(recorded.map(({ _id }) => _id)));
	// A workbook counts in days: milliseconds come out of it to the nearest.
	const times = new Map(recorded.map(({ _id, at }) => [_id, Math.round(Date.parse(`${at.slice(0, 23)}Z`) / 1000)]));
	expect(written.map((row) => Math.round(Number(row.Time) / 1000))).toEqual(
		written.map((row) => times.get(row.Record as EventId))
	);
});

test('a list of the links reads back as parent, child, kind, quantity, unit, time, station, person', async () => {
	const { floor, run, operator } = await storyOfRun();
	const flow = await floor.store.read(readRunFlow(run));
	const offer = offered(
		flowTableOffers(floor.store, () => flow),
		'csv',
		'Links'
	);
	if (offer.format !== 'csv') throw new Error('no list');
	const file = writeCsv(stamped(await offer.make(NAMES), STAMP), { separator: ',', decimalSign: '.' });
	const { data, errors } = papaparse.parse<string[]>((await file.text()).replace('\ufeff', ''), {
		skipEmptyLines: true
	});
	expect(errors).toEqual([]);
	const [titles, ...rows] = data;
	expect(titles).toEqual([
		...['Parent', 'Child', 'Kind', 'Quantity', 'Unit', 'Time', 'Station', 'Person'],
		'About this file'
	]);
	expect(rows).toEqual(
		flow.edges.map(({ from, to, quantity, operation, at, station }) => [
			printCode(from as Code),
			printCode(to as Code),
			{ move: 'Moved on', split: 'Split', merge: 'Merged', rework: 'Reworked' }[operation!],
			quantity!.amount,
			quantity!.unit,
			at,
			`name of ${station}`,
			`name of ${operator}`,
			'What it is · Of when'
		])
	);
});

test('runs and batches come out as their lists have them', async () => {
	const { floor, run } = await storyOfRun();
	const rows = summaries(await floor.store.read(readRuns), NAMES.nameOf);
	const runs = await readBack(await sheetsOf(runOffers(() => rows)));
	expect(runs.get('Runs')).toMatchObject([{ Run: printCode(run), State: 'Completed', Batches: 3, 'Not started': 0 }]);
	expect(runs.get('Lines')).toMatchObject([
		{ Run: printCode(run), Line: 1, Batches: 3, 'In each batch': 50, Total: 150 }
	]);
	const listed = await rowsOfRun(floor, run);
	const read = await readBack(await sheetsOf(batchOffers(floor.store, () => listed)));
	expect(read.get('Batches')?.map((row) => row.Batch)).toEqual(listed.map(({ id }) => printCode(id)));
	expect(read.get('Events')?.length).toBeGreaterThan(0);
});

test('order lines come out with what is ordered, in runs, made and short', async () => {
	const floor = await createTestFloor();
	const { items, knitting } = await mill(floor);
	const order = await estimate(floor, [ordering(items.sock, '500 pcs'), ordering(items.sock, '10 dozen')]);
	const run = await generate(floor, order, runFor(items.knitted, 4));
	const [first] = await rowsOfRun(floor, run);
	await floor.record(initialise(first!.id, knitting));
	const rows = await floor.store.read(readOrders);
	const offers = orderOffers(floor.store, () => rows);
	const read = await readBack(await sheetsOf(offers));
	const [row] = rows;
	const figures = await floor.store.read((reader) => readFigures(reader, row!.order));
	const lines = read.get('Order lines') ?? [];
	expect(lines.map((line) => [line.Line, line.Ordered, line['In runs'], line.Short, line.Unit])).toEqual(
		figures.map(({ line, ordered, inRuns, short, unit }) => [
			line,
			...[ordered, inRuns, short].map(({ n, d }) => Number(n) / Number(d)),
			unit!.unit
		])
	);
	expect(lines[0]).toMatchObject({ Status: 'Estimate', Runs: printCode(run), 'Not started': 150 });
	expect(read.get('Orders')).toMatchObject([{ Order: row!.name, Runs: printCode(run) }]);
	const offer = offered(offers, 'csv');
	expect(offer.format === 'csv' && (await offer.make(NAMES)).rows.length).toBe(2);
	const titles = async (reader: ForReader): Promise<string[]> =>
		(await sheetsOf(offers, reader)).flatMap(({ columns }) => columns.map(({ title }) => title));
	expect(await titles(NAMES)).toContain('Customer');
	expect(await titles(forReader(false, NAMES.nameOf))).not.toContain('Customer');
});

test('people are named as the reader may know them, in every sheet', async () => {
	const { floor, run, define, operator } = await storyOfRun();
	const admin = await define.person('Ada', ['admin']);
	const lead = await define.person('Lea', ['lead']);
	const nameOf = (id: string | null): string => ({ [operator]: 'Otto', [admin]: 'Ada', [lead]: 'Lea' })[id ?? ''] ?? '';
	const flow = await floor.store.read(readRunFlow(run));
	const peopleFor = async (hands: Parameters<typeof readNamesRight>[0]): Promise<unknown[]> => {
		const reader = forReader(await floor.store.read(readNamesRight(hands)), nameOf);
		const read = await readBack(
			await sheetsOf(
				flowTableOffers(floor.store, () => flow),
				reader
			)
		);
		const all = [...read.values()].flat();
		return [...new Set(all.flatMap((row) => [row.Person, row['Started by'], row['Closed by']]))].filter(Boolean);
	};
	expect(await peopleFor({ by: [] })).toEqual(['Otto']);
	const own = { by: [admin], verified: [admin], source: null };
	await floor.record({ type: 'SetPin', person: admin, verifier: VERIFIER, temporary: false } as Command, own);
	expect(await peopleFor({ by: [] })).toEqual([printCode(operator)]);
	expect(await peopleFor({ by: [operator], verified: [operator] })).toEqual([printCode(operator)]);
	expect(await peopleFor({ by: [lead] })).toEqual([printCode(operator)]);
	expect(await peopleFor({ by: [lead], verified: [lead] })).toEqual(['Otto']);
});

test('what people named like a formula is text', async () => {
	const { floor, run } = await storyOfRun();
	const flow = await floor.store.read(readRunFlow(run));
	const hostile = forReader(true, (id) => (id === null ? '' : `=HYPERLINK("http://elsewhere.example/${id}")`));
	const read = await readBack(
		await sheetsOf(
			flowTableOffers(floor.store, () => flow),
			hostile
		)
	);
	const texts = [...read.values()]
		.flat()
		.flatMap((row) => Object.values(row).filter((cell) => typeof cell === 'string'));
	expect(texts.filter((text) => text.includes('HYPERLINK')).length).toBeGreaterThan(10);
	expect(texts.filter((text) => /^[=+\-@]/.test(text))).toEqual([]);
});

test('a workbook says by which zones its times are', () => {
	const sheet = (rows: Sheet['rows']): Sheet => ({ name: '', columns: [{ title: '', kind: 'time' }], rows });
	const [summer, winter] = ['2026-10-24T10:42:00.000+02:00', '2026-10-26T10:42:00.000+01:00'];
	expect(zoneLine([sheet([[summer], [null]]), sheet([[winter], [summer]])])).toEqual([
		'Times by the clock where it happened, UTC+01:00, +02:00'
	]);
	expect(zoneLine([sheet([[null]])])).toEqual([]);
});

test('a file says what it is of, as of when, and who made it', () => {
	const now = Date.UTC(2026, 10, 21, 0, 30);
	const making = { now, heard: now - 60_000, isDemo: false, device: '1K7', by: 'Ana' };
	const subject = { what: 'Runs', filters: ['In progress', 'search “sock”'], notes: ['A note'] };
	const time = String.raw`2026-11-\d\d \d\d:\d\d [+-]\d\d:\d\d`;
	expect(stampOf(subject, making)).toEqual([
		'Runs',
		'Filtered: In progress · search “sock”',
		expect.stringMatching(new RegExp(`^Data as of ${time} · last contact with the server ${time}$`)),
		'A note',
		'Exported by Ana on device 1K7'
	]);
	expect(stampOf({ ...subject, filters: [], notes: [] }, { ...making, heard: null, by: '' })).toEqual([
		'Runs',
		'Everything that this device knows',
		expect.stringMatching(/this device has had no contact with the server yet$/),
		'Exported on device 1K7, nobody signed in'
	]);
	expect(inLocale('de', () => stampOf(subject, making)[1])).toBe('Gefiltert: In progress · search “sock”');
	expect(fileName(['Runs', ''], now, 'csv')).toMatch(/^Runs_2026-11-2\d_\d{4}\.csv$/);
	expect(fileName(['x'.repeat(200)], now, 'csv')).toMatch(/^x{80}_2026/);
	expect(fileName(['../Größe "38" | .exe', '…'], now, 'csv')).toMatch(/^Größe-38-exe_2026-11-2\d_\d{4}\.csv$/);
});
