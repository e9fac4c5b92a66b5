import { createHash } from 'node:crypto';
import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest, forbidden, missing, problem, unsupported } from '../http/problem.ts';
import type { Database } from '../log/database.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';
import { MOST_SORTED, readSort } from './find-fields.ts';
import { idProblem } from './incoming.ts';
import { storeDocuments } from './store-documents.ts';
import { membersOf } from './stored-members.ts';

/** An index as CouchDB keeps it, in a design document of language `query`. */
interface MangoIndex {
	readonly ddoc: string;
	readonly name: string;
	readonly fields: readonly string[];
	readonly def: object;
}

/** The indexes somebody has asked for. They say which sorts `_find` may do; the sorting itself is done on what was found. */
export function indexes(database: Database): MangoIndex[] {
	const range = { start: '_design/', end: '_design0', inclusiveEnd: false, descending: false, bodies: true };
	const documents = database.range({ ...range, skip: 0, limit: Number.MAX_SAFE_INTEGER });
	return documents.flatMap(({ id, body = '{}' }) => {
		const { language, views } = JSON.parse(body) as { language?: unknown; views?: unknown };
		if (language !== 'query' || !isObject(views)) return [];
		return Object.entries(views).flatMap(([name, view]) => {
			const map = isObject(view) ? view['map'] : undefined;
			const def = isObject(map) && isObject(map['fields']) ? map['fields'] : undefined;
			return def ? [{ ddoc: id, name, fields: Object.keys(def), def }] : [];
		});
	});
}

/** GET /db/_index */
export function listIndexes({ database }: DatabaseExchange): Answer {
	const primary = { ddoc: null, name: '_all_docs', type: 'special', def: { fields: [{ _id: 'asc' }] } };
	const made = indexes(database).map(({ ddoc, name, def }) => ({
		ddoc,
		name,
		type: 'json',
		partitioned: false,
		def: { fields: Object.entries(def).map(([field, direction]) => ({ [field]: direction })) }
	}));
	return json({ total_rows: made.length + 1, indexes: [primary, ...made] });
}

/** POST /db/_index {index: {fields}, ddoc, name} */
export async function createIndex(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits, database } = exchange;
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const { index, type = 'json' } = body.value;
	if (type !== 'json') return refuse(unsupported(`indexes of type ${String(type)}`));
	const fields = isObject(index) ? readSort(index['fields']) : undefined;
	if (!fields?.length || fields.length > MOST_SORTED) {
		return refuse(badRequest(`index.fields must be a list of 1 to ${MOST_SORTED} fields`));
	}
	const def = Object.fromEntries(fields.map(({ field, descending }) => [field, descending ? 'desc' : 'asc']));
	const digest = createHash('sha1').update(JSON.stringify(def)).digest('hex');
	const name = typeof body.value['name'] === 'string' ? body.value['name'] : digest;
	// no document has a member of that name: neither this server's nor another one's
	if ([name, ...fields.map(({ field }) => field)].includes('__proto__'))
		return refuse(badRequest('the name __proto__ is not taken'));
	const given = typeof body.value['ddoc'] === 'string' ? body.value['ddoc'].replace(/^_design\//, '') : digest;
	const id = `_design/${given}`;
	const illegal = idProblem(id);
	if (illegal) return refuse(illegal);
	if (indexes(database).some((known) => known.ddoc === id && known.name === name)) {
		return json({ result: 'exists', id, name });
	}
	const document = database.read(id);
	const old: { views?: object; language?: unknown } = document?.deleted === 0 ? membersOf(document.body) : {};
	// its functions would be taken for indexes from then on
	if (document?.deleted === 0 && old.language !== 'query')
		return refuse(problem(400, 'invalid_ddoc_lang', `${id} is of another language than query`));
	const view = { map: { fields: def }, reduce: '_count', options: { def: { fields: Object.keys(def) } } };
	const members = { ...old, language: 'query', views: { ...old.views, [name]: view } };
	const rev = document?.deleted === 0 ? document.rev : undefined;
	const [stored] = await storeDocuments(
		exchange,
		[{ id, rev, history: undefined, deleted: false, attachments: [], members }],
		true
	);
	return stored?.ok ? json({ result: 'created', id, name }) : refuse(stored?.error ?? missing());
}

/** DELETE /db/_index/_design/ddoc/json/name */
export async function deleteIndex(exchange: DatabaseExchange): Promise<Response> {
	const { database, user, path } = exchange;
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	const [, ...parts] = path;
	const name = parts.pop();
	parts.pop();
	const ddoc = parts.join('/');
	const id = ddoc.startsWith('_design/') ? ddoc : `_design/${ddoc}`;
	const document = database.read(id);
	if (!document || !indexes(database).some((known) => known.ddoc === id && known.name === name))
		return refuse(missing());
	const stored = membersOf(document.body);
	const views = Object.entries(stored['views'] as object).filter(([each]) => each !== name);
	// a design document without an index is left by nobody
	const deleted = views.length === 0;
	const members = deleted ? {} : { ...stored, views: Object.fromEntries(views) };
	const edit = { id, rev: document.rev, history: undefined, deleted, attachments: [], members };
	const [done] = await storeDocuments(exchange, [edit], true);
	return done?.ok ? json({ ok: true }) : refuse(done?.error ?? missing());
}
