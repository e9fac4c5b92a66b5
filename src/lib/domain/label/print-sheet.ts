import { DOTS_A_MM, DOTS_AN_INCH, type Drawing, type Mark } from './print-drawing.ts';
import type { LabelStock } from './print-stock.ts';

/** Sheets of labels for office printers. */
export const SHEETS = ['letter-10', 'a4-24'] as const;
export type SheetName = (typeof SHEETS)[number];

/** Where the labels of a sheet are; all lengths in dots. */
export interface Sheet {
	readonly width: number;
	readonly height: number;
	readonly stock: LabelStock;
	readonly columns: number;
	readonly rows: number;
	/** The upper left corner of the first label. */
	readonly left: number;
	readonly top: number;
	/** From one label to the next. */
	readonly across: number;
	readonly down: number;
}

export const SHEET: { readonly [Name in SheetName]: Sheet } = {
	/** Letter with labels of 2 x 4 inch, as Avery 5163. */
	'letter-10': {
		width: 8.5 * DOTS_AN_INCH,
		height: 11 * DOTS_AN_INCH,
		stock: '2x4',
		columns: 2,
		rows: 5,
		left: 0.15625 * DOTS_AN_INCH,
		top: 0.5 * DOTS_AN_INCH,
		across: 4.1875 * DOTS_AN_INCH,
		down: 2 * DOTS_AN_INCH
	},
	/** A4 with labels of 63.5 x 33.9 mm, as Avery L7159. */
	'a4-24': {
		width: 210 * DOTS_A_MM,
		height: 297 * DOTS_A_MM,
		stock: 'a4-cell',
		columns: 3,
		rows: 8,
		left: 7.25 * DOTS_A_MM,
		top: 12.9 * DOTS_A_MM,
		across: 66 * DOTS_A_MM,
		down: 33.9 * DOTS_A_MM
	}
};

export const cellsOf = ({ columns, rows }: Sheet): number => columns * rows;

/** Labels on sheets, row by row, from cell `start` (counted from 1) of the first sheet: the cells before it are used up. */
export function printSheets(labels: readonly Drawing[], sheet: Sheet, start: number): readonly Drawing[] {
	const cells = cellsOf(sheet);
	const pages: Mark[][] = [];
	for (const [index, { marks }] of labels.entries()) {
		const cell = index + start - 1;
		const page = (pages[Math.floor(cell / cells)] ??= []);
		const place = cell % cells;
		const x = Math.round(sheet.left + (place % sheet.columns) * sheet.across);
		const y = Math.round(sheet.top + Math.floor(place / sheet.columns) * sheet.down);
		page.push(...marks.map((mark) => ({ ...mark, x: mark.x + x, y: mark.y + y })));
	}
	return pages.map((marks) => ({ width: sheet.width, height: sheet.height, marks }));
}
