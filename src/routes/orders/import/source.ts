import { ok, type Result } from '#domain/kernel/result.ts';
import { guessColumns, type Columns, type KnownHeadings, type OrderField } from './columns.ts';
import { readTable, type CsvRow, type CsvTable, type Delimiter, type UnreadableTable } from './csv-table.ts';
import type { SlashOrder } from './date-format.ts';
import { decodeText, type DecodedText, type Encoding, type UnreadableFile } from './decode-text.ts';
import { formatEvidence, type FormatEvidence } from './format-evidence.ts';
import type { DecimalSign } from './number-format.ts';

/** A chosen file as it is read, with what people said of it and mended in it. */
export interface Source {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly decoded: DecodedText;
	readonly table: CsvTable;
	readonly columns: Columns;
	/** With what was mended here. */
	readonly rows: readonly CsvRow[];
	/** Null: as the file tells. */
	readonly dates: SlashOrder | null;
	readonly decimals: DecimalSign | null;
}

/** How somebody says that the file is to be taken apart; null: as the file tells. */
export interface Told {
	readonly encoding: Encoding | null;
	readonly delimiter: Delimiter | null;
}

export async function readSource(
	{ name, bytes }: Pick<Source, 'name' | 'bytes'>,
	{ encoding, delimiter }: Told,
	headings: KnownHeadings
): Promise<Result<Source, UnreadableFile | UnreadableTable>> {
	const decoded = decodeText(bytes, encoding);
	if (!decoded.ok) return decoded;
	const table = await readTable(decoded.value.text, delimiter);
	if (!table.ok) return table;
	return ok({
		name,
		bytes,
		decoded: decoded.value,
		table: table.value,
		columns: guessColumns(table.value.header, headings),
		rows: table.value.rows,
		dates: null,
		decimals: null
	});
}

/** With another text in one cell. */
export function mendCell(source: Source, row: CsvRow, field: OrderField, text: string): Source {
	const column = source.columns[field];
	const mended = { ...row, cells: row.cells.map((cell, index) => (index === column ? text.trim() : cell)) };
	return { ...source, rows: source.rows.map((other) => (other === row ? mended : other)) };
}

/** How dates and numbers are written, by what people said, else by what the file tells; null: somebody has to say it. */
export interface Formats {
	readonly evidence: FormatEvidence;
	readonly dates: SlashOrder | null;
	readonly decimals: DecimalSign | null;
}

export function formatsOf({ rows, columns, dates, decimals }: Source): Formats {
	const evidence = formatEvidence(rows, columns);
	return {
		evidence,
		dates: dates ?? evidence.dates.order ?? (evidence.dates.doubtful === null ? 'day first' : null),
		decimals: decimals ?? evidence.numbers.sign ?? (evidence.numbers.doubtful === null ? '.' : null)
	};
}
