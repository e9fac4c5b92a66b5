import { setImmediate } from 'node:timers/promises';
import { matchesSelector } from 'pouchdb-selector-core';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { jsonText, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest, problem, type Problem } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import { chainQuery } from './find-chain.ts';
import { compareFields, pickFields, readSort, type FindQuery } from './find-fields.ts';
import { indexes } from './index-documents.ts';
import type { DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';

/** One question of a client about documents, as `_find` takes it. */
type Json = Record<string, unknown>;

/** CouchDB's. */
const DEFAULT_LIMIT = 25;

/** Documents read at a time while all of them are looked at. */
const PAGE = 500;

/** A bookmark of ours: how many documents were given so far. */
const BOOKMARK = /^found:(\d{1,15})$/;

/**
 * POST /db/_find {selector, sort, limit, skip, fields, bookmark}. A device's events by sequence come from an index; every
 * other question looks at the documents one by one, up to a limit.
 */
export async function find({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const query = readFind(body.value);
	if (!query.ok) return refuse(query.error);
	const found = chainQuery(database, query.value) ?? (await scan(database, query.value, limits.scannedDocuments));
	if (!found.ok) return refuse(found.error);
	const { skip, fields } = query.value;
	const texts = found.value.map((document) => JSON.stringify(fields ? pickFields(document, fields) : document));
	const bookmark = `found:${skip + texts.length}`;
	return jsonText(`{"docs":[\n${texts.join(',\n')}\n],"bookmark":"${bookmark}"}`);
}

/** POST /db/_explain: how `_find` would answer the same body. */
export async function explain({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const query = readFind(body.value);
	if (!query.ok) return refuse(query.error);
	const { selector, limit, skip, fields } = query.value;
	const index = { ddoc: null, name: '_all_docs', type: 'special', def: { fields: [{ _id: 'asc' }] } };
	return jsonText(
		JSON.stringify({ dbname: database.name, index, selector, limit, skip, fields: fields ?? 'all_fields' })
	);
}

function readFind(body: Json): Result<FindQuery, Problem> {
	const { selector, fields } = body;
	if (!isObject(selector)) return err(badRequest('Selector must be a JSON object'));
	const sort = readSort(body['sort']);
	if (sort === undefined) return err(problem(400, 'invalid_sort_json', 'Sort must be an array of sort specs'));
	const wanted = fields === undefined ? undefined : textList(fields);
	if (fields !== undefined && wanted === undefined) return err(badRequest('Fields must be an array of strings'));
	const limit = body['limit'] ?? DEFAULT_LIMIT;
	const skip = body['skip'] ?? 0;
	const bookmark = BOOKMARK.exec(typeof body['bookmark'] === 'string' ? body['bookmark'] : '');
	if (!isCount(limit) || !isCount(skip)) return err(badRequest('limit and skip must be whole numbers'));
	try {
		matchesSelector({}, selector);
	} catch (error) {
		return err(problem(400, 'invalid_operator', error instanceof Error ? error.message : 'malformed selector'));
	}
	return ok({ selector, sort, limit, skip: skip + Number(bookmark?.[1] ?? 0), fields: wanted });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

async function scan(database: Database, query: FindQuery, most: number): Promise<Result<Json[], Problem>> {
	const { selector, sort, limit, skip } = query;
	const byId = sort.length === 0 || sort[0]?.field === '_id';
	if (!byId && !indexes(database).some((index) => sort.every(({ field }, place) => index.fields[place] === field))) {
		return err(problem(400, 'no_usable_index', 'No index exists for this sort, try indexing by the sort fields.'));
	}
	const descending = sort[0]?.descending === true;
	const found: Json[] = [];
	let looked = 0;
	let start: string | undefined;
	for (;;) {
		const range = { start, inclusiveEnd: true, descending, bodies: true };
		const page = database.range({ ...range, skip: start === undefined ? 0 : 1, limit: PAGE });
		for (const { id, rev, body = '{}' } of page) {
			if (id.startsWith('_design/')) continue;
			const document: Json = { _id: id, _rev: rev, ...(JSON.parse(body) as Json) };
			if (matchesSelector(document, selector)) found.push(document);
			if (byId && found.length >= skip + limit) return ok(found.slice(skip));
		}
		looked += page.length;
		const last = page.at(-1);
		if (page.length < PAGE || last === undefined) break;
		if (looked >= most) return err(problem(400, 'bad_request', `this selector looks at more than ${most} documents`));
		start = last.id;
		await setImmediate();
	}
	if (!byId) found.sort(compareFields(sort));
	return ok(found.slice(skip, skip + limit));
}
