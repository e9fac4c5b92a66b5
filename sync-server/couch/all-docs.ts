import { setImmediate } from 'node:timers/promises';
import type { Database } from '../log/database.ts';
import type { DocumentRow, IdRange } from '../log/reads.ts';
import type { StoredDocument } from '../log/documents.ts';
import { formatSequence } from '../log/sequence.ts';
import type { Pieces } from './piece-stream.ts';
import { presentAttached, type AttachmentsWanted } from './present-attachments.ts';
import { presentWinner, type Wanted } from './present.ts';
import { rangePages } from './range-pages.ts';
import type { RowsQuery } from './rows-query.ts';

/** _all_docs: documents by id, in byte order, or those of `keys` in the order asked. */
export function allDocuments(database: Database, query: RowsQuery): string | Pieces {
	const { keys, range, includeDocs, wanted, updateSeq, attached } = query;
	const { documents } = database.info();
	const offset = keys || range.start !== undefined ? 'null' : String(range.skip);
	const seq = updateSeq ? `,"update_seq":"${formatSequence(database.updateSeq, database.generation)}"` : '';
	const open = `{"total_rows":${documents},"offset":${offset}${seq},"rows":[\n`;
	const asked = keys?.slice(range.skip, range.skip + range.limit);
	if (attached) return attachedRows(database, open, asked ?? rowsOf(database, range), wanted, attached);
	if (asked) {
		const rows = keyRows(database, asked, includeDocs, wanted);
		return includeDocs ? rowByRow(open, rows) : `${open}${[...rows].join('')}\n]}`;
	}
	const pages = rangePages(database, range);
	const write = (page: readonly DocumentRow[]): string =>
		page.map((row) => foundRow(database, row, wanted)).join(',\n');
	const [first, second] = [pages.next().value, pages.next().value];
	if (second === undefined) return `${open}${first ? write(first) : ''}\n]}`;
	return pagedRows(open, [first ?? [], second], pages, write);
}

/** What is too long for one piece, as it is read. */
async function* pagedRows(
	open: string,
	read: readonly (readonly DocumentRow[])[],
	more: Iterable<readonly DocumentRow[]>,
	write: (page: readonly DocumentRow[]) => string
): Pieces {
	yield open;
	for (const [place, page] of read.entries()) yield `${place > 0 ? ',\n' : ''}${write(page)}`;
	for (const page of more) {
		yield `,\n${write(page)}`;
		await setImmediate();
	}
	yield '\n]}';
}

/** Each row is made when the one before it was taken: its document may be large, and named often. */
export async function* rowByRow(open: string, rows: Iterable<string>): Pieces {
	yield open;
	yield* rows;
	yield '\n]}';
}

function* keyRows(
	database: Database,
	keys: readonly string[],
	includeDocs: boolean,
	wanted: Wanted
): Generator<string, void> {
	for (const [place, key] of keys.entries()) {
		yield `${place > 0 ? ',\n' : ''}${keyRow(database, key, includeDocs, wanted)}`;
	}
}

/** The rows of a range without their documents. */
function* rowsOf(database: Database, range: IdRange): Generator<DocumentRow, void> {
	for (const page of rangePages(database, { ...range, bodies: false })) yield* page;
}

/** The same rows, each document with what is attached to it. */
async function* attachedRows(
	database: Database,
	open: string,
	rows: Iterable<DocumentRow | string>,
	wanted: Wanted,
	attached: AttachmentsWanted
): Pieces {
	yield open;
	let separator = '';
	for (const row of rows) {
		yield separator;
		separator = ',\n';
		const document = database.read(typeof row === 'string' ? row : row.id);
		const pieces = document?.deleted === 0 && presentAttached(database, document, document.rev, wanted, attached);
		if (document && pieces) {
			yield `${openRow(document)},"doc":`;
			yield* pieces;
			yield '}';
		} else yield typeof row === 'string' ? keyRow(database, row, true, wanted) : foundRow(database, row, wanted);
	}
	yield '\n]}';
}

/** _design_docs: the same of design documents alone. */
export function designDocuments(database: Database, query: RowsQuery): string | Pieces {
	const { range } = query;
	const [low, high] = range.descending ? [range.end, range.start] : [range.start, range.end];
	const first = low !== undefined && low > '_design/' ? low : '_design/';
	const last = high !== undefined && high < '_design0' ? high : '_design0';
	const bounds = range.descending ? { start: last, end: first } : { start: first, end: last };
	return allDocuments(database, { ...query, range: { ...range, ...bounds } });
}

function foundRow(database: Database, row: DocumentRow, wanted: Wanted): string {
	const doc = row.body === undefined ? '' : `,"doc":${presentWinner(database, { ...row, body: row.body }, wanted)}`;
	return `${openRow(row)}${doc}}`;
}

/** A row that is not closed yet. */
function openRow({ id, rev }: Pick<StoredDocument, 'id' | 'rev'>): string {
	const text = JSON.stringify(id);
	return `{"id":${text},"key":${text},"value":{"rev":${JSON.stringify(rev)}}`;
}

function keyRow(database: Database, key: string, includeDocs: boolean, wanted: Wanted): string {
	const document = database.read(key);
	const text = JSON.stringify(key);
	if (document === undefined) return `{"key":${text},"error":"not_found"}`;
	if (document.deleted === 1) {
		const doc = includeDocs ? ',"doc":null' : '';
		return `{"id":${text},"key":${text},"value":{"rev":${JSON.stringify(document.rev)},"deleted":true}${doc}}`;
	}
	const { body, ...row } = document;
	return foundRow(database, includeDocs ? document : row, wanted);
}
