import { err, ok, type Result } from '#domain/kernel/result.ts';
import { json, jsonText, refuse } from '../http/answer.ts';
import { isObject, readJsonOfAnyType } from '../http/body.ts';
import { badRequest, missing, problem, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { Database } from '../log/database.ts';
import type { LocalDocument } from '../log/local.ts';
import { rowByRow } from './all-docs.ts';
import { formProblem } from './document-form.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';
import type { Pieces } from './piece-stream.ts';
import type { RowsQuery } from './rows-query.ts';

const PREFIX = '_local/';

/** A local document on its way in, well formed. `id` without its `_local/`. */
export interface IncomingLocal {
	readonly id: string;
	/** Its members as JSON text; undefined when it is to go. */
	readonly text: string | undefined;
	/** The revision that its author knew. */
	readonly known: string | undefined;
}

export const isLocalId = (id: unknown): id is string => typeof id === 'string' && id.startsWith(PREFIX);

/** `id` with its `_local/`. */
export function readLocalDocument(
	id: string,
	value: unknown,
	rev: string | null,
	limits: Limits
): Result<IncomingLocal, Problem> {
	if (!isObject(value)) return err(badRequest('Document must be a JSON object'));
	if (id === PREFIX || !id.isWellFormed()) return err(problem(400, 'illegal_docid', 'Illegal document id `_local/`'));
	const { _id, _rev, _revisions, _deleted, ...members } = value;
	const malformed = formProblem(members, limits);
	if (malformed !== undefined) return err(badRequest(`${id} ${malformed}`));
	const text = JSON.stringify(members);
	if (Buffer.byteLength(text) > limits.documentBytes) {
		return err(problem(413, 'document_too_large', `${id} exceeds ${limits.documentBytes} bytes`));
	}
	const known = typeof _rev === 'string' ? _rev : (rev ?? undefined);
	return ok({ id: id.slice(PREFIX.length), text: _deleted === true ? undefined : text, known });
}

/** Any revision is accepted, the last write wins. Resolves with the new one; undefined where there was nothing to delete. */
export const storeLocal = async (
	database: Database,
	{ id, text, known }: IncomingLocal
): Promise<string | undefined> =>
	text === undefined ? ((await database.removeLocal(id)) ? '0-0' : undefined) : database.putLocal(id, text, known);

const idOf = ({ path }: DatabaseExchange): string => path.join('/');

/** GET /db/_local/id */
export function readLocal(exchange: DatabaseExchange): Answer {
	const document = exchange.database.local(idOf(exchange).slice(PREFIX.length));
	return document ? jsonText(present(document)) : refuse(missing());
}

/** PUT /db/_local/id */
export async function writeLocal(exchange: DatabaseExchange): Promise<Response> {
	const body = await readJsonOfAnyType(exchange.request, exchange.limits);
	return body.ok ? putLocal(exchange, idOf(exchange), body.value) : refuse(body.error);
}

/** `id` with its `_local/`. */
export async function putLocal(
	{ limits, database, query }: DatabaseExchange,
	id: string,
	value: unknown
): Promise<Response> {
	const local = readLocalDocument(id, value, query.get('rev'), limits);
	if (!local.ok) return refuse(local.error);
	const rev = await storeLocal(database, local.value);
	return rev === undefined ? refuse(missing()) : json({ ok: true, id, rev }, rev === '0-0' ? 200 : 201);
}

/** DELETE /db/_local/id */
export async function deleteLocal(exchange: DatabaseExchange): Promise<Response> {
	const id = idOf(exchange);
	const gone = { id: id.slice(PREFIX.length), text: undefined, known: undefined };
	const rev = await storeLocal(exchange.database, gone);
	return rev === undefined ? refuse(missing()) : json({ ok: true, id, rev });
}

/** _local_docs: peers write few of them, so that the names of all are looked at; the documents themselves may be large. */
export function localDocuments(database: Database, { keys, range, includeDocs }: RowsQuery): string | Pieces {
	const { skip, limit } = range;
	const ids = keys ?? within(range, database.locals());
	const rows = localRows(database, ids.slice(skip, skip + limit), includeDocs);
	const open = '{"total_rows":null,"offset":null,"rows":[\n';
	return includeDocs ? rowByRow(open, rows) : `${open}${[...rows].join('')}\n]}`;
}

function* localRows(database: Database, ids: readonly string[], includeDocs: boolean): Generator<string, void> {
	for (const [place, id] of ids.entries()) {
		const document = isLocalId(id) ? database.local(id.slice(PREFIX.length)) : undefined;
		const key = JSON.stringify(id);
		const doc = document && includeDocs ? `,"doc":${present(document)}` : '';
		const row = document
			? `{"id":${key},"key":${key},"value":{"rev":"${document.rev}"}${doc}}`
			: `{"key":${key},"error":"not_found"}`;
		yield place > 0 ? `,\n${row}` : row;
	}
}

/** Of the documents with these names, the ids that lie in a range. */
function within({ start, end, inclusiveEnd, descending }: RowsQuery['range'], names: readonly string[]): string[] {
	const [low, high] = descending ? [end, start] : [start, end];
	const found = names
		.map((name) => PREFIX + name)
		.filter((id) => {
			if ((low !== undefined && id < low) || (high !== undefined && id > high)) return false;
			return inclusiveEnd || id !== end;
		});
	return descending ? found.reverse() : found;
}

const present = ({ id, rev, body }: LocalDocument): string => {
	const head = `{"_id":${JSON.stringify(PREFIX + id)},"_rev":"${rev}"`;
	return body === '{}' ? `${head}}` : `${head},${body.slice(1)}`;
};
