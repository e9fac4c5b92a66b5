import type { Cell, Column, Sheet } from '#adapters/sheets/sheet.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { unitText } from '#state/words/quantity.ts';

/** A column and what it says of a row. */
export interface Field<Row> extends Column {
	readonly cell: (row: Row) => Cell;
}

export const sheetOf = <Row>(name: string, fields: readonly Field<Row>[], rows: readonly Row[]): Sheet => ({
	name,
	columns: fields.map(({ title, kind, width }) => (width === undefined ? { title, kind } : { title, kind, width })),
	rows: rows.map((row) => fields.map(({ cell }) => cell(row)))
});

/** As labels show it; empty for none. */
export const codeCell = (id: string | null | undefined): string => (id ? printCode(id as Code) : '');

export const codesCell = (ids: readonly string[]): string => ids.map(codeCell).join(', ');

/** Names in one cell: they may have commas of their own. */
export const namesCell = (names: readonly string[]): string => names.filter(Boolean).join(' · ');

/** Beside amounts, as the screens call it; empty where none is known. */
export const unitCell = (unit: string | null | undefined): string => (unit ? unitText(unit) : '');

/** Enough for a code. */
export const CODE_WIDTH = 15;
