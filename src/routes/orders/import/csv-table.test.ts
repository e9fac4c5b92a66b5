import { describe, expect, test } from 'vitest';
import { MOST_ROWS, readTable, writeTable, type CsvTable } from './csv-table.ts';

async function tableOf(text: string): Promise<CsvTable> {
	const read = await readTable(text, null);
	if (!read.ok) throw new Error(read.error.type);
	return read.value;
}

test.each([',', ';', '\t', '|'] as const)('the separator %j is found', async (delimiter) => {
	const text = ['Order,Item,Qty', 'SO-1,S-42,500', 'SO-2,S-42,20'].join('\r\n').replaceAll(',', delimiter);
	const { delimiter: found, header, rows } = await tableOf(text);
	expect(found).toBe(delimiter);
	expect(header).toEqual(['Order', 'Item', 'Qty']);
	expect(rows.map(({ cells }) => cells)).toEqual([
		['SO-1', 'S-42', '500'],
		['SO-2', 'S-42', '20']
	]);
});

test('rows keep the line that an editor shows, over quoted line breaks, empty rows and a line that names the separator', async () => {
	const text = 'sep=;\r\nOrder;Note;;\r\n\r\nSO-1;"two\r\nlines";;\r\n;;;\r\nSO-2;"a ""quoted"" word";;\r\n';
	const { header, rows } = await tableOf(text);
	expect(header).toEqual(['Order', 'Note']);
	expect(rows).toEqual([
		{ line: 4, cells: ['SO-1', 'two\r\nlines'], broken: false },
		{ line: 7, cells: ['SO-2', 'a "quoted" word'], broken: false }
	]);
});

test('rows that are too short are filled up, those that cannot be told apart are marked', async () => {
	const { rows } = await tableOf('Order,Item,Qty\nSO-1,S-42\nSO-2,S-42,1,250\nSO-3,"S-42,5\nSO-4,S-42,6\n');
	expect(rows[0]).toEqual({ line: 2, cells: ['SO-1', 'S-42', ''], broken: false });
	expect(rows[1]).toMatchObject({ line: 3, broken: true });
	expect(rows[2]).toMatchObject({ line: 4, broken: true });
});

describe('refused', () => {
	test('a header alone', async () => {
		expect(await readTable('Order,Item\n', null)).toEqual({ ok: false, error: { type: 'NoRows' } });
	});

	test('more rows than can be looked at', async () => {
		const rows = (count: number): string => `Order,Item\n${'SO,S\n'.repeat(count)}`;
		expect(await readTable(rows(MOST_ROWS + 1), null)).toEqual({
			ok: false,
			error: { type: 'TooManyRows', most: MOST_ROWS }
		});
		expect((await tableOf(rows(MOST_ROWS))).rows).toHaveLength(MOST_ROWS);
	});
});

test('what is written is read back, and is no formula to a spreadsheet', async () => {
	const cells = ['=HYPERLINK("x")', '-5', 'two\nlines', 'a;b'];
	const written = await writeTable(['A', 'B', 'C', 'D'], [cells], ';');
	expect(written).toContain(`"'=HYPERLINK`);
	expect((await tableOf(written)).rows[0]?.cells).toEqual(cells);
});
