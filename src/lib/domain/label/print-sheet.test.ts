import { describe, expect, test } from 'vitest';
import { DOTS_A_MM, type Drawing } from './print-drawing.ts';
import { cellsOf, printSheets, SHEET, SHEETS } from './print-sheet.ts';
import { STOCK } from './print-stock.ts';

/** A label whose corners can be found again. */
const label = (width: number, height: number): Drawing => ({
	width,
	height,
	marks: [{ mark: 'box', x: 0, y: 0, width, height, outline: null }]
});
const several = (count: number, name: (typeof SHEETS)[number]): Drawing[] => {
	const { width, height } = STOCK[SHEET[name].stock];
	return Array.from({ length: count }, () => label(width, height));
};

describe.each(SHEETS)('a sheet %s', (name) => {
	const sheet = SHEET[name];
	const cells = cellsOf(sheet);
	const { width, height } = STOCK[sheet.stock];

	test('has all its labels on the paper, with the same margins left and right, above and below', () => {
		const right = sheet.left + (sheet.columns - 1) * sheet.across + width;
		const bottom = sheet.top + (sheet.rows - 1) * sheet.down + height;
		expect(sheet.width - right).toBeCloseTo(sheet.left, 0);
		expect(sheet.height - bottom).toBeCloseTo(sheet.top, 0);
		expect(sheet.across).toBeGreaterThanOrEqual(width);
		expect(sheet.down).toBeGreaterThanOrEqual(height - 0.001);
	});

	test.each([
		[1, 1, 1],
		[1, cells, 1],
		[2, cells, 2],
		[cells, 1, 1],
		[cells + 1, 1, 2],
		[3 * cells, 2, 4]
	])('holds %s labels from cell %s on in %s pages', (count, start, pages) => {
		const printed = printSheets(several(count, name), sheet, start);
		expect(printed).toHaveLength(pages);
		expect(printed.flatMap(({ marks }) => marks)).toHaveLength(count);
		for (const page of printed) expect(page).toMatchObject({ width: sheet.width, height: sheet.height });
	});

	test('places every label within a dot of its cell, and leaves the used ones empty', () => {
		const [page] = printSheets(several(cells - 1, name), sheet, 2);
		const [first, ...rest] = page!.marks;
		expect([first?.x, first?.y]).toEqual([Math.round(sheet.left + sheet.across), Math.round(sheet.top)]);
		const second = rest.find(({ y }) => y > (first?.y ?? 0));
		expect([second?.x, second?.y]).toEqual([Math.round(sheet.left), Math.round(sheet.top + sheet.down)]);
	});
});

test('the sheets are those that labels are sold on', () => {
	const inMillimetres = (dots: number): number => Math.round((dots / DOTS_A_MM) * 10) / 10;
	expect(
		SHEETS.map((name) =>
			[cellsOf(SHEET[name]), SHEET[name].left, SHEET[name].top].map((v, i) => (i ? inMillimetres(v) : v))
		)
	).toEqual([
		[10, 4, 12.7],
		[24, 7.3, 12.9]
	]);
});
