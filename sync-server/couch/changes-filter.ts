import { matchesSelector } from 'pouchdb-selector-core';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';
import { badRequest, missing, unsupported, type Problem } from '../http/problem.ts';
import type { DocumentRow } from '../log/database.ts';
import type { ChangesQuery } from './changes-walk.ts';
import type { DatabaseExchange } from './exchange.ts';
import { jsonParameter, textList } from './parameters.ts';

type Filter = Pick<ChangesQuery, 'accepts' | 'needsBody'>;

/** The filter a client of the change feed asks for; one that needs JavaScript is refused, never ignored. */
export function readFilter(exchange: DatabaseExchange, posted: Record<string, unknown>): Result<Filter, Problem> {
	const { query, database } = exchange;
	const name = query.get('filter') ?? (typeof posted['filter'] === 'string' ? posted['filter'] : '');
	switch (name) {
		case '':
			return ok({ needsBody: false });
		case '_doc_ids':
			return byIds(query, posted);
		case '_selector':
			return bySelector(posted);
		case '_design':
			return ok({ needsBody: false, accepts: ({ id }) => id.startsWith('_design/') });
		case '_view':
			return err(unsupported('filter=_view, which runs JavaScript'));
	}
	const [design, filter] = name.split('/');
	if (!design || !filter) return err(badRequest('Invalid filter'));
	const document = database.read(`_design/${design}`);
	if (document === undefined || document.deleted === 1) return err(missing());
	const { filters } = JSON.parse(document.body) as { filters?: unknown };
	if (!isObject(filters) || filters[filter] === undefined) return err(missing('missing json key: ' + filter));
	return err(unsupported(`filter=${name}, which runs JavaScript`));
}

function byIds(query: URLSearchParams, posted: Record<string, unknown>): Result<Filter, Problem> {
	const parameter = jsonParameter(query, 'doc_ids');
	if (!parameter.ok) return parameter;
	const ids = textList(posted['doc_ids'] ?? parameter.value);
	if (ids === undefined) return err(badRequest('`doc_ids` filter parameter is not a list of doc ids.'));
	const wanted = new Set(ids);
	return ok({ needsBody: false, accepts: ({ id }) => wanted.has(id) });
}

function bySelector(posted: Record<string, unknown>): Result<Filter, Problem> {
	const { selector } = posted;
	if (!isObject(selector)) return err(badRequest('Selector must be specified in POST payload'));
	const matches = (row: DocumentRow): boolean =>
		matchesSelector({ ...(JSON.parse(row.body ?? '{}') as object), _id: row.id, _rev: row.rev }, selector);
	try {
		matches({ seq: 0, id: '', rev: '', deleted: 0, tree: null });
	} catch (error) {
		return err(badRequest(error instanceof Error ? error.message : 'malformed selector'));
	}
	return ok({ needsBody: true, accepts: matches });
}
