import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredDocument } from './documents.ts';

/** A document as a feed or a range shows it; `body` only when it was asked for. */
export type DocumentRow = Omit<StoredDocument, 'body'> & { readonly body?: string };

export interface ChangesPage {
	/** Rows after this sequence, or before it when descending. */
	readonly from: number;
	readonly limit: number;
	readonly descending?: boolean;
	readonly bodies: boolean;
	/** Ends the page after the row whose body, as JSON text, reaches so many characters together with those before it. */
	readonly bytes?: number;
}

export interface IdRange {
	readonly start?: string | undefined;
	readonly end?: string | undefined;
	readonly inclusiveEnd: boolean;
	readonly descending: boolean;
	readonly skip: number;
	readonly limit: number;
	readonly bodies: boolean;
	/** As in ChangesPage. */
	readonly bytes?: number;
}

/** Rows of a page that is kept in memory until the next write. */
const FEW = 25;

/** All rows, or with bodies as many as make up so many characters. */
function readRows(
	statement: StatementSync,
	values: readonly (string | number)[],
	{ bodies, bytes }: Pick<ChangesPage, 'bodies' | 'bytes'>
): DocumentRow[] {
	if (!bodies || bytes === undefined) return statement.all(...values) as unknown as DocumentRow[];
	const rows: DocumentRow[] = [];
	let characters = 0;
	for (const row of statement.iterate(...values) as Iterable<unknown> as Iterable<DocumentRow>) {
		rows.push(row);
		characters += row.body?.length ?? 0;
		if (characters >= bytes) break;
	}
	return rows;
}

/** What reads the documents of one database a page at a time. */
export function createReads(sql: DatabaseSync) {
	const columns = { plain: 'seq, id, rev, deleted, tree', full: 'seq, id, rev, deleted, tree, body' };
	const both = (tail: string) => ({
		plain: sql.prepare(`SELECT ${columns.plain} FROM document ${tail}`),
		full: sql.prepare(`SELECT ${columns.full} FROM document ${tail}`)
	});
	const after = both('WHERE seq > ? ORDER BY seq LIMIT ?');
	const before = both('WHERE seq < ? ORDER BY seq DESC LIMIT ?');
	const vacatedAfter = sql.prepare('SELECT count(*) AS count FROM vacated WHERE seq > ?');
	const pageCount = sql.prepare('PRAGMA page_count');
	const pageSize = sql.prepare('PRAGMA page_size');
	const ranges = new Map<string, StatementSync>();

	/** One statement for each of the few shapes a range has. */
	function rangeStatement({ start, end, inclusiveEnd, descending, bodies }: IdRange): StatementSync {
		const [beyond, within] = descending ? ['<=', inclusiveEnd ? '>=' : '>'] : ['>=', inclusiveEnd ? '<=' : '<'];
		const where = ['deleted = 0'];
		if (start !== undefined) where.push(`id ${beyond} ?`);
		if (end !== undefined) where.push(`id ${within} ?`);
		const text = `SELECT ${bodies ? columns.full : columns.plain} FROM document INDEXED BY document_id
			WHERE ${where.join(' AND ')} ORDER BY id ${descending ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`;
		let statement = ranges.get(text);
		if (statement === undefined) ranges.set(text, (statement = sql.prepare(text)));
		return statement;
	}

	const readPage = (page: ChangesPage): DocumentRow[] =>
		readRows((page.descending ? before : after)[page.bodies ? 'full' : 'plain'], [page.from, page.limit], page);

	/** A short page, as nothing was written since it was read. */
	let latest: { readonly asked: string; readonly rows: readonly DocumentRow[] } | undefined;

	return {
		/** A write wakes everybody who waits, and all ask for the same few rows: read once, 200 feeds cost 1 ms instead of 3. */
		changes(page: ChangesPage, updateSeq: number): readonly DocumentRow[] {
			if (!page.descending && page.from >= updateSeq) return [];
			const asked = JSON.stringify(page);
			if (asked === latest?.asked) return latest.rows;
			const rows = readPage(page);
			if (rows.length <= FEW) latest = { asked, rows };
			return rows;
		},
		/** To be called when something was written. */
		forget() {
			latest = undefined;
		},
		pending(seq: number, updateSeq: number): number {
			return seq >= updateSeq ? 0 : updateSeq - seq - Number(vacatedAfter.get(seq)?.['count']);
		},
		range(range: IdRange): DocumentRow[] {
			const bounds = [range.start, range.end].filter((bound) => bound !== undefined);
			return readRows(rangeStatement(range), [...bounds, range.limit, range.skip], range);
		},
		fileBytes: () => Number(pageCount.get()?.['page_count']) * Number(pageSize.get()?.['page_size'])
	};
}
