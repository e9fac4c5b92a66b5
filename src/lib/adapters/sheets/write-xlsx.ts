import writeExcelFile, { type CellObject, type Sheet as Written } from 'write-excel-file/universal';
import { isDate, isWallTime } from '#domain/kernel/timestamp.ts';
import { exactDecimal } from './exact-number.ts';
import { inertText } from './inert-text.ts';
import { sheetNames } from './sheet-name.ts';
import type { Cell, Column, ColumnKind, Sheet, Stamp } from './sheet.ts';

/** In characters. */
const WIDTHS: Readonly<Record<ColumnKind, number>> = { text: 20, count: 10, amount: 12, time: 20, day: 12 };

/** A cell of Excel holds this much; a file with more in one is refused as damaged. */
const LONGEST_TEXT = 32_767;

/** A workbook. On top of each sheet stands what the file says of itself, then an empty line, the titles, and the rows. */
export function writeXlsx(sheets: readonly Sheet[], stamp: Stamp): Promise<Blob> {
	const names = sheetNames(sheets.map(({ name }) => name));
	return writeExcelFile(sheets.map((sheet, index) => written(sheet, names[index] ?? sheet.name, stamp))).toBlob();
}

function written({ columns, rows }: Sheet, name: string, stamp: Stamp): Written<Blob> {
	const head = [
		...stamp.map((line, index) => [index === 0 ? bold(line) : textCell(line)]),
		[],
		columns.map(({ title }) => bold(title))
	];
	return {
		sheet: name,
		data: [...head, ...rows.map((row) => columns.map((column, index) => valueCell(row[index] ?? null, column)))],
		columns: columns.map(({ kind, width }) => ({ width: width ?? WIDTHS[kind] })),
		stickyRowsCount: head.length
	};
}

function valueCell(cell: Cell, { kind }: Column): CellObject | null {
	if (cell === null || cell === '') return null;
	if (typeof cell === 'number') return Number.isFinite(cell) ? { type: Number, value: cell } : textCell(`${cell}`);
	switch (kind) {
		case 'amount': {
			const decimal = exactDecimal(cell);
			return decimal === null ? textCell(cell) : { type: Number, value: Number(decimal) };
		}
		case 'time':
			return isWallTime(cell) ? wallClock(cell.slice(0, 23), 'yyyy-mm-dd hh:mm:ss') : textCell(cell);
		case 'day':
			return isDate(cell) ? wallClock(`${cell}T00:00:00.000`, 'yyyy-mm-dd') : textCell(cell);
		case 'text':
		case 'count':
			return textCell(cell);
	}
}

/** A workbook knows no zones: the hour is the one that the clock on the wall showed where it happened. */
const wallClock = (time: string, format: string): CellObject => ({ type: Date, value: new Date(`${time}Z`), format });

const textCell = (text: string): CellObject => {
	const value = inertText(text);
	return { type: String, value: value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value };
};

const bold = (text: string): CellObject => ({ ...textCell(text), fontWeight: 'bold' });
