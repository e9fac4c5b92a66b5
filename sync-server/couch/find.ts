import { setImmediate } from 'node:timers/promises';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { jsonText, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, problem, type Problem } from '../http/problem.ts';
import type { FindLimits } from '../limits.ts';
import type { Database } from '../log/database.ts';
import { chainQuery } from './find-chain.ts';
import { compareFields, MOST_SORTED, pickFields, readSort, type FindQuery } from './find-fields.ts';
import { indexes } from './index-documents.ts';
import type { DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';
import { rangePages } from './range-pages.ts';
import { compileSelector, type Matcher } from './selector.ts';

type Json = Record<string, unknown>;

/** CouchDB's. */
const DEFAULT_LIMIT = 25;

/** Documents read at a time while all of them are looked at. */
const PAGE = 100;

/** Milliseconds of work after which others get their turn. */
const TURN = 10;

/** Members of the documents that are answered. */
const MOST_FIELDS = 1_000;

/** A bookmark of ours: the id that came last, in base64url, or, where a sort was asked for, how many were given so far. */
const BOOKMARK = /^(?:after:([\w-]+)|found:(\d{1,15}))$/;

/** A question with what it asks of each document. */
interface ReadQuery extends FindQuery {
	readonly matches: Matcher;
}

/**
 * POST /db/_find {selector, sort, limit, skip, fields, bookmark}. A device's events by sequence come from an index; every
 * other question looks at the documents one by one, up to a limit.
 */
export async function find({ request, database, limits, server }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const query = readFind(body.value, limits.find);
	if (!query.ok) return refuse(query.error);
	const chain = database.name === server.site ? chainQuery(database, query.value) : undefined;
	const found = chain ?? (await scan(database, query.value, limits.find));
	if (!found.ok) return refuse(found.error);
	const { fields } = query.value;
	const texts = found.value.map((document) => JSON.stringify(fields ? pickFields(document, fields) : document));
	return jsonText(`{"docs":[\n${texts.join(',\n')}\n],"bookmark":"${bookmarkOf(query.value, found.value)}"}`);
}

/** POST /db/_explain: how `_find` would answer the same body. */
export async function explain({ request, database, limits }: DatabaseExchange): Promise<Response> {
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const query = readFind(body.value, limits.find);
	if (!query.ok) return refuse(query.error);
	const { selector, limit, skip, fields } = query.value;
	const index = { ddoc: null, name: '_all_docs', type: 'special', def: { fields: [{ _id: 'asc' }] } };
	return jsonText(
		JSON.stringify({ dbname: database.name, index, selector, limit, skip, fields: fields ?? 'all_fields' })
	);
}

function readFind(body: Json, limits: FindLimits): Result<ReadQuery, Problem> {
	const { selector, fields } = body;
	const matches = compileSelector(selector, limits);
	if (!matches.ok) return matches;
	const sort = readSort(body['sort']);
	if (sort === undefined || sort.length > MOST_SORTED) {
		return err(problem(400, 'invalid_sort_json', `Sort must be an array of up to ${MOST_SORTED} sort specs`));
	}
	const wanted = fields === undefined ? [] : textList(fields);
	if (wanted === undefined || wanted.length > MOST_FIELDS) {
		return err(badRequest(`Fields must be an array of up to ${MOST_FIELDS} strings`));
	}
	const limit = body['limit'] ?? DEFAULT_LIMIT;
	const skip = body['skip'] ?? 0;
	if (!isCount(limit) || !isCount(skip)) return err(badRequest('limit and skip must be whole numbers'));
	const bookmark = typeof body['bookmark'] === 'string' ? body['bookmark'] : 'nil';
	const [isBookmark, after, found] = BOOKMARK.exec(bookmark) ?? [];
	if (isBookmark === undefined && bookmark !== 'nil' && bookmark !== '') {
		return err(problem(400, 'invalid_bookmark', 'Invalid bookmark value'));
	}
	return ok({
		selector: selector as Json,
		matches: matches.value,
		sort,
		limit: Math.min(limit, limits.rows),
		skip: skip + Number(found ?? 0),
		fields: wanted.length === 0 ? undefined : wanted,
		after: after === undefined ? undefined : Buffer.from(after, 'base64url').toString('utf8')
	});
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isById = ({ sort }: FindQuery): boolean => sort.length === 0 || sort[0]?.field === '_id';

function bookmarkOf(query: FindQuery, found: readonly Json[]): string {
	const last = found.at(-1)?.['_id'];
	if (!isById(query)) return `found:${query.skip + found.length}`;
	if (typeof last === 'string') return `after:${Buffer.from(last).toString('base64url')}`;
	return query.after === undefined ? 'nil' : `after:${Buffer.from(query.after).toString('base64url')}`;
}

/** The documents that match, in the order asked for. In memory are those that will be answered, and a few more to sort. */
async function scan(database: Database, query: ReadQuery, limits: FindLimits): Promise<Result<Json[], Problem>> {
	const { sort, matches } = query;
	const byId = isById(query);
	if (!byId && !indexes(database).some((index) => sort.every(({ field }, place) => index.fields[place] === field))) {
		return err(problem(400, 'no_usable_index', 'No index exists for this sort, try indexing by the sort fields.'));
	}
	const range = { start: byId ? query.after : undefined, inclusiveEnd: true, descending: sort[0]?.descending === true };
	const collected = collect(query);
	let looked = 0;
	let worked = 0;
	let began = performance.now();
	for (const page of rangePages(database, { ...range, bodies: true, skip: 0, limit: Infinity }, PAGE)) {
		for (const { id, rev, body = '{}' } of page) {
			if (id === query.after || id.startsWith('_design/')) continue;
			const document: Json = { _id: id, _rev: rev, ...(JSON.parse(body) as Json) };
			if (matches(document)) collected.add(document, body.length);
			if (collected.isFull()) return ok(collected.documents());
			const now = performance.now();
			if (now - began < TURN) continue;
			worked += now - began;
			if (worked > limits.work) return err(tooCostly(`the selector takes more than ${limits.work} ms of work`));
			await setImmediate();
			began = performance.now();
		}
		looked += page.length;
		if (collected.size() > limits.answerBytes) {
			return err(tooCostly(`the selector finds more than ${limits.answerBytes} bytes: ask for fewer documents`));
		}
		if (looked >= limits.scannedDocuments) {
			return err(tooCostly(`the selector looks at more than ${limits.scannedDocuments} documents`));
		}
	}
	return ok(collected.documents());
}

interface Collected {
	/** `size`: of its JSON text, in characters. */
	add(document: Json, size: number): void;
	/** Whether all that are wanted are there. */
	isFull(): boolean;
	size(): number;
	documents(): Json[];
}

function collect(query: FindQuery): Collected {
	const { sort, limit, skip } = query;
	const byId = isById(query);
	const order = compareFields(sort);
	let found: { readonly document: Json; readonly size: number }[] = [];
	let size = 0;
	let skipped = 0;

	/** What comes after all that are wanted is let go. */
	function sorted(): typeof found {
		found = found.sort((a, b) => order(a.document, b.document)).slice(0, skip + limit);
		size = found.reduce((sum, one) => sum + one.size, 0);
		return found;
	}

	return {
		add(document, characters) {
			if (byId && skipped < skip) {
				skipped++;
				return;
			}
			found.push({ document, size: characters });
			size += characters;
			if (!byId && found.length > 2 * (skip + limit)) sorted();
		},
		isFull: () => byId && found.length >= limit,
		size: () => size,
		documents: () => (byId ? found.slice(0, limit) : sorted().slice(skip)).map(({ document }) => document)
	};
}

const tooCostly = (reason: string): Problem => badRequest(reason);
