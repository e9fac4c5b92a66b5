import papaparse from 'papaparse';
import readExcelFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { Sheet } from './sheet.ts';
import { writeCsv, type CsvDialect } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';

const SHEET: Sheet = {
	name: 'Batches: "first"/[all]',
	columns: [
		{ title: 'Batch', kind: 'text' },
		{ title: 'Quantity', kind: 'amount' },
		{ title: 'Prints', kind: 'count' },
		{ title: 'Started', kind: 'time' },
		{ title: 'Due', kind: 'day' }
	],
	rows: [
		['B7K3-M9QX-42', '5/2', 3, '2026-11-20T10:42:07.250+01:00', '2026-11-30'],
		['Sock "Größe 38"; a, b\nc', '1/3', -1, null, null],
		['=HYPERLINK("http://elsewhere.example")', '-1/8', 0, 'no time', 'no day'],
		['<b>&amp;</b> ]]> 片 🧦', '123456789012345', 0.5, '2026-03-29T02:30:00.000+02:00', '2024-02-29'],
		['', null, null, null, null]
	]
};

const ENGLISH: CsvDialect = { separator: ',', decimalSign: '.' };
const GERMAN: CsvDialect = { separator: ';', decimalSign: ',' };

async function readXlsx(file: Blob): Promise<{ name: string; rows: unknown[][] }[]> {
	const sheets = await readExcelFile(Buffer.from(await file.arrayBuffer()));
	return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data }));
}

const readCsv = async (file: Blob): Promise<string[][]> => {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	expect(text.startsWith('\ufeff')).toBe(true);
	expect(text.endsWith('\r\n')).toBe(true);
	const { data, errors } = papaparse.parse<string[]>(text.slice(1), { skipEmptyLines: true });
	expect(errors).toEqual([]);
	return data;
};

test('a workbook holds what its sheets hold, as another program reads it', async () => {
	const [first, second] = await readXlsx(await writeXlsx([SHEET, SHEET], ['Batches', '=1+1']));
	expect(first?.name).toBe('Batches  "first"  all');
	expect(second?.name).toBe('Batches  "first"  all 2');
	expect(first?.rows).toEqual([
		['Batches', null, null, null, null],
		["'=1+1", null, null, null, null],
		[null, null, null, null, null],
		['Batch', 'Quantity', 'Prints', 'Started', 'Due'],
		['B7K3-M9QX-42', 2.5, 3, new Date('2026-11-20T10:42:07.250Z'), new Date('2026-11-30T00:00:00Z')],
		['Sock "Größe 38"; a, b\nc', '1/3', -1, null, null],
		['\'=HYPERLINK("http://elsewhere.example")', -0.125, 0, 'no time', 'no day'],
		['<b>&amp;</b> ]]> 片 🧦', 123456789012345, 0.5, new Date('2026-03-29T02:30:00Z'), new Date('2024-02-29T00:00:00Z')]
	]);
	expect(second?.rows).toEqual(first?.rows);
});

test('a workbook without rows is one all the same', async () => {
	const [only] = await readXlsx(await writeXlsx([{ ...SHEET, rows: [] }], []));
	expect(only?.rows.at(-1)).toEqual(['Batch', 'Quantity', 'Prints', 'Started', 'Due']);
});

test.each([
	['English', ENGLISH, ['2.5', '-0.125', '0.5']],
	['German', GERMAN, ['2,5', '-0,125', '0,5']]
] as const)(
	'a list of separated values as a spreadsheet set to %s reads it',
	async (_, dialect, [half, eighth, share]) => {
		expect(await readCsv(writeCsv(SHEET, dialect))).toEqual([
			['Batch', 'Quantity', 'Prints', 'Started', 'Due'],
			['B7K3-M9QX-42', half, '3', '2026-11-20T10:42:07.250+01:00', '2026-11-30'],
			['Sock "Größe 38"; a, b\nc', "'1/3", '-1', '', ''],
			['\'=HYPERLINK("http://elsewhere.example")', eighth, '0', 'no time', 'no day'],
			['<b>&amp;</b> ]]> 片 🧦', '123456789012345', share, '2026-03-29T02:30:00.000+02:00', '2024-02-29'],
			['', '', '', '', '']
		]);
	}
);

test('of a text that is longer than a cell of a workbook takes, the beginning stays', async () => {
	const [only] = await readXlsx(
		await writeXlsx([{ name: 'Long', columns: [{ title: 'Text', kind: 'text' }], rows: [['x'.repeat(40_000)]] }], [])
	);
	expect(only?.rows.at(-1)?.[0]).toBe(`${'x'.repeat(32_766)}…`);
});
