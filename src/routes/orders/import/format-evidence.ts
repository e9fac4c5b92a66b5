import type { Columns } from './columns.ts';
import type { CsvRow } from './csv-table.ts';
import { dateEvidence, type DateEvidence } from './date-format.ts';
import { numberEvidence, type NumberEvidence } from './number-format.ts';
import { cellOf } from './read-rows.ts';

export interface FormatEvidence {
	readonly dates: DateEvidence;
	readonly numbers: NumberEvidence;
}

/** What the whole file tells of how its dates and numbers are written. */
export function formatEvidence(rows: readonly CsvRow[], columns: Columns): FormatEvidence {
	const cells = (field: 'placed' | 'requested' | 'promised' | 'quantity'): string[] =>
		columns[field] === null ? [] : rows.map((row) => cellOf(row, columns, field));
	return {
		dates: dateEvidence([...cells('placed'), ...cells('requested'), ...cells('promised')]),
		numbers: numberEvidence(cells('quantity'))
	};
}
