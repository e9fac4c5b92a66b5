import { err, ok, type Result } from '#domain/kernel/result.ts';
import { jsonText, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badQuery, badRequest, type Problem } from '../http/problem.ts';
import type { Database, DocumentRow, IdRange } from '../log/database.ts';
import { formatSequence } from '../log/sequence.ts';
import type { DatabaseExchange } from './exchange.ts';
import { count, flag, flagUnlessFalse, textList } from './parameters.ts';
import { presentWinner, wantedBy, type Wanted } from './present.ts';

interface AllDocsQuery {
	readonly keys: readonly string[] | undefined;
	readonly range: IdRange;
	readonly includeDocs: boolean;
	readonly wanted: Wanted;
	readonly updateSeq: boolean;
}

/** GET /db/_all_docs, POST /db/_all_docs: documents by id, in byte order, or those of `keys` in the order asked. */
export async function allDocs({ request, database, query, limits }: DatabaseExchange): Promise<Response> {
	let options = query;
	let posted: Record<string, unknown> = {};
	if (request.method === 'POST') {
		const body = await readObject(request, limits);
		if (!body.ok) return refuse(body.error);
		posted = body.value;
		options = withPosted(query, posted);
	}
	const read = readQuery(options, posted['keys']);
	if (!read.ok) return refuse(read.error);
	return answer(database, read.value);
}

/** GET /db/_design_docs: the same of design documents alone. */
export function designDocs({ database, query }: DatabaseExchange): Response {
	const read = readQuery(query, undefined);
	if (!read.ok) return refuse(read.error);
	const { range } = read.value;
	const [low, high] = ['_design/', '_design0'];
	const bounds = range.descending ? { start: high, end: low } : { start: low, end: high };
	return answer(database, { ...read.value, range: { ...range, ...bounds } });
}

/** Members of a POST body stand for the parameters of the same names. */
function withPosted(query: URLSearchParams, posted: Record<string, unknown>): URLSearchParams {
	const options = new URLSearchParams(query);
	for (const [name, value] of Object.entries(posted)) {
		if (name !== 'keys' && value !== undefined) options.set(name, JSON.stringify(value));
	}
	return options;
}

function readQuery(query: URLSearchParams, postedKeys: unknown): Result<AllDocsQuery, Problem> {
	const limit = count(query, 'limit', Number.MAX_SAFE_INTEGER);
	const skip = count(query, 'skip', 0);
	if (!limit.ok) return limit;
	if (!skip.ok) return skip;
	const bounds: (string | undefined)[] = [];
	for (const names of [
		['key', 'startkey', 'start_key'],
		['key', 'endkey', 'end_key']
	]) {
		const bound = readKey(query, names);
		if (!bound.ok) return bound;
		bounds.push(bound.value);
	}
	const keys = readKeys(query, postedKeys);
	if (!keys.ok) return keys;
	const includeDocs = flag(query, 'include_docs');
	return ok({
		keys: keys.value,
		range: {
			start: bounds[0],
			end: bounds[1],
			inclusiveEnd: query.has('key') || flagUnlessFalse(query, 'inclusive_end'),
			descending: flag(query, 'descending'),
			skip: skip.value,
			limit: limit.value,
			bodies: includeDocs
		},
		includeDocs,
		wanted: wantedBy(query),
		updateSeq: flag(query, 'update_seq')
	});
}

/** The first of `names` that is given. Ids are strings: keys of other types lie before all of them, or after. */
function readKey(query: URLSearchParams, names: readonly string[]): Result<string | undefined, Problem> {
	for (const name of names) {
		const text = query.get(name);
		if (text === null) continue;
		let key: unknown;
		try {
			key = JSON.parse(text);
		} catch {
			return err(badQuery(`Invalid JSON in ${name}`));
		}
		if (typeof key === 'string') return ok(key);
		if (isObject(key) || Array.isArray(key)) return ok('\u{10ffff}');
		return ok(name === 'key' ? '' : undefined);
	}
	return ok(undefined);
}

function readKeys(query: URLSearchParams, posted: unknown): Result<readonly string[] | undefined, Problem> {
	const text = query.get('keys');
	if (posted === undefined && text === null) return ok(undefined);
	let value = posted;
	if (text !== null && posted === undefined) {
		try {
			value = JSON.parse(text);
		} catch {
			return err(badQuery('Invalid JSON in keys'));
		}
	}
	const keys = textList(value);
	return keys ? ok(keys) : err(badRequest('`keys` body member must be an array.'));
}

function answer(database: Database, { keys, range, includeDocs, wanted, updateSeq }: AllDocsQuery): Response {
	const { documents } = database.info();
	const rows = keys
		? keys.slice(range.skip, range.skip + range.limit).map((key) => keyRow(database, key, includeDocs, wanted))
		: database.range(range).map((row) => foundRow(database, row, wanted));
	const offset = keys || range.start !== undefined ? 'null' : String(range.skip);
	const seq = updateSeq ? `,"update_seq":"${formatSequence(database.updateSeq, database.generation)}"` : '';
	return jsonText(`{"total_rows":${documents},"offset":${offset}${seq},"rows":[\n${rows.join(',\n')}\n]}`);
}

function foundRow(database: Database, row: DocumentRow, wanted: Wanted): string {
	const id = JSON.stringify(row.id);
	const doc = row.body === undefined ? '' : `,"doc":${presentWinner(database, { ...row, body: row.body }, wanted)}`;
	return `{"id":${id},"key":${id},"value":{"rev":${JSON.stringify(row.rev)}}${doc}}`;
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
