import { exactDecimal } from './exact-number.ts';
import { inertField } from './inert-text.ts';
import type { Cell, ColumnKind, Sheet } from './sheet.ts';

/** How a spreadsheet of the reader's language reads such files: one that expects `12,5` takes `12.5` for a day in May. */
export type CsvDialect =
	{ readonly separator: ','; readonly decimalSign: '.' } | { readonly separator: ';'; readonly decimalSign: ',' };

/**
 * A file of separated values after RFC 4180: UTF-8 with the mark by which spreadsheets know it, lines that end in CR LF, text in
 * quotes, the titles first. Times are ISO 8601 with their zone.
 */
export function writeCsv({ columns, rows }: Sheet, { separator, decimalSign }: CsvDialect): Blob {
	const field = (cell: Cell, kind: ColumnKind): string => {
		if (cell === null || cell === '') return '';
		const number = numberOf(cell, kind);
		return number === null ? quoted(inertField(`${cell}`)) : number.replace('.', decimalSign);
	};
	const lines = [
		columns.map(({ title }) => field(title, 'text')),
		...rows.map((row) => columns.map(({ kind }, index) => field(row[index] ?? null, kind)))
	];
	const text = lines.map((line) => `${line.join(separator)}\r\n`).join('');
	return new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' });
}

function numberOf(cell: string | number, kind: ColumnKind): string | null {
	if (typeof cell === 'number') return Number.isFinite(cell) ? `${cell}` : null;
	return kind === 'amount' ? exactDecimal(cell) : null;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
