import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { badRequest, missing, tooLarge, unsupported, type Problem } from '../http/problem.ts';
import type { FindLimits, Limits } from '../limits.ts';
import type { Database } from '../log/database.ts';
import type { ChangesQuery } from './changes-walk.ts';
import type { DatabaseExchange } from './exchange.ts';
import { jsonParameter, textList } from './parameters.ts';
import { compileSelector } from './selector.ts';

type Filter = Pick<ChangesQuery, 'accepts' | 'needsBody'>;

/** The filter a client of the change feed asks for; one that needs JavaScript is refused, never ignored. */
export function readFilter(exchange: DatabaseExchange, posted: Record<string, unknown>): Result<Filter, Problem> {
	const { query, database } = exchange;
	const name = query.get('filter') ?? (typeof posted['filter'] === 'string' ? posted['filter'] : '');
	switch (name) {
		case '':
			return ok({ needsBody: false });
		case '_doc_ids':
			return byIds(query, posted, exchange.limits);
		case '_selector':
			return bySelector(posted, exchange.limits.find);
		case '_design':
			return ok({ needsBody: false, accepts: ({ id }) => id.startsWith('_design/') });
		case '_view':
			return err(byFunction(database, 'views', query.get('view') ?? ''));
	}
	return err(byFunction(database, 'filters', name));
}

/** Why a function of a design document does not filter: `name` is `design/function`. */
function byFunction(database: Database, member: 'filters' | 'views', name: string): Problem {
	const [design, key] = name.split('/');
	if (!design || !key) return badRequest(`a filter must be of the form designname/name of ${member}`);
	const document = database.read(`_design/${design}`);
	if (document === undefined || document.deleted === 1) return missing();
	const functions = (JSON.parse(document.body) as Record<string, unknown>)[member];
	if (!isObject(functions)) return missing(`missing json key: ${member}`);
	if (!Object.hasOwn(functions, key)) return missing(`missing json key: ${key}`);
	return unsupported(`filtering by ${member}/${name}, which runs JavaScript`);
}

function byIds(query: URLSearchParams, posted: Record<string, unknown>, limits: Limits): Result<Filter, Problem> {
	const parameter = jsonParameter(query, 'doc_ids');
	if (!parameter.ok) return parameter;
	const ids = textList(posted['doc_ids'] ?? parameter.value);
	if (ids === undefined) return err(badRequest('`doc_ids` filter parameter is not a list of doc ids.'));
	if (ids.length > limits.documentsPerRequest) {
		return err(tooLarge(`more than ${limits.documentsPerRequest} documents in one request`));
	}
	const wanted = new Set(ids);
	return ok({ needsBody: false, accepts: ({ id }) => wanted.has(id) });
}

function bySelector(posted: Record<string, unknown>, limits: FindLimits): Result<Filter, Problem> {
	const { selector } = posted;
	if (!isObject(selector)) return err(badRequest('Selector must be specified in POST payload'));
	const matches = compileSelector(selector, limits);
	if (!matches.ok) return matches;
	return ok({
		needsBody: true,
		accepts: ({ id, rev, body = '{}' }) => matches.value({ ...(JSON.parse(body) as object), _id: id, _rev: rev })
	});
}
