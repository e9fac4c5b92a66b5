import type { ParseResult } from 'papaparse';
import { err, ok, type Result } from '#domain/kernel/result.ts';

export const MOST_ROWS = 20_000;
const MOST_COLUMNS = 200;

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface CsvRow {
	/** Where it begins in the file, counted from 1, as an editor counts. */
	readonly line: number;
	/** As many as the header has; trimmed. */
	readonly cells: readonly string[];
	/** Its quotation marks do not come in pairs, or it has more cells than the header: what stands where cannot be told. */
	readonly broken: boolean;
}

export interface CsvTable {
	readonly delimiter: Delimiter;
	readonly header: readonly string[];
	readonly rows: readonly CsvRow[];
}

export type UnreadableTable =
	| { readonly type: 'NoRows' }
	| { readonly type: 'TooManyRows'; readonly most: number }
	| { readonly type: 'TooManyColumns'; readonly most: number };

/** What a spreadsheet may write first: `sep=;`. */
const SEPARATOR_LINE = /^sep=(.)(\r\n|\r|\n)/i;
const LINE_BREAKS = /\r\n|\r|\n/g;
/** How our own downloads, like others', keep a cell from being taken for a formula. */
const SHIELDED = /^'(?=[=+\-@])/;

/**
 * The rows below the first one, which names the columns; rows without any text are left out.
 *
 * @param delimiter found out when it is null
 */
export async function readTable(text: string, delimiter: Delimiter | null): Promise<Result<CsvTable, UnreadableTable>> {
	const { default: papa } = await import('papaparse');
	const told = SEPARATOR_LINE.exec(text);
	const parsed = papa.parse<string[]>(told ? text.slice(told[0].length) : text, {
		delimiter: delimiter ?? knownDelimiter(told?.[1]) ?? '',
		delimitersToGuess: [...DELIMITERS],
		// One more than may be: enough to tell that there are too many.
		preview: MOST_ROWS + 2
	});
	const rows = numbered(parsed, told ? 2 : 1).filter(({ cells }) => cells.some((cell) => cell !== ''));
	const [first, ...rest] = rows;
	if (first === undefined || rest.length === 0) return err({ type: 'NoRows' });
	if (rest.length > MOST_ROWS) return err({ type: 'TooManyRows', most: MOST_ROWS });
	const header = withoutEmptyEnd(first.cells);
	if (header.length > MOST_COLUMNS) return err({ type: 'TooManyColumns', most: MOST_COLUMNS });
	return ok({
		delimiter: knownDelimiter(parsed.meta.delimiter) ?? ',',
		header,
		rows: rest.map(({ line, cells, broken }) => ({
			line,
			cells: header.map((_, index) => cells[index] ?? ''),
			broken: broken || cells.slice(header.length).some((cell) => cell !== '')
		}))
	});
}

function numbered({ data, errors }: ParseResult<string[]>, first: number): CsvRow[] {
	const broken = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row));
	let line = first;
	return data.map((cells, index) => {
		const row = {
			line,
			cells: cells.map((cell) => cell.trim().replace(SHIELDED, '')),
			broken: broken.has(index)
		};
		line += 1 + cells.reduce((sum, cell) => sum + (cell.match(LINE_BREAKS)?.length ?? 0), 0);
		return row;
	});
}

const knownDelimiter = (sign: string | undefined): Delimiter | undefined => DELIMITERS.find((known) => known === sign);

/** Spreadsheets end every row with the separators of columns that were once used. */
const withoutEmptyEnd = (cells: readonly string[]): readonly string[] =>
	cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);

/** The same table as a file's text. */
export async function writeTable(
	header: readonly string[],
	rows: readonly (readonly string[])[],
	delimiter: Delimiter
): Promise<string> {
	const { default: papa } = await import('papaparse');
	return papa.unparse({ fields: [...header], data: rows.map((row) => [...row]) }, { delimiter, escapeFormulae: true });
}
