import { isServerAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { badQuery, unauthorized } from '../http/problem.ts';
import type { Answer, Exchange } from './exchange.ts';
import { count, flag, jsonParameter } from './parameters.ts';

/** GET /_all_dbs?startkey&endkey&limit&skip&descending: for the server's administrator. */
export function allDatabases({ query, server, user }: Exchange): Answer {
	if (!isServerAdmin(user)) return refuse(unauthorized('You are not a server admin.'));
	const descending = flag(query, 'descending');
	const limit = count(query, 'limit', Infinity);
	const skip = count(query, 'skip', 0);
	const start = jsonParameter(query, query.has('startkey') ? 'startkey' : 'start_key');
	const end = jsonParameter(query, query.has('endkey') ? 'endkey' : 'end_key');
	if (!limit.ok) return refuse(limit.error);
	if (!skip.ok) return refuse(skip.error);
	if (!start.ok || !end.ok) return refuse(badQuery('startkey and endkey are JSON'));
	const [low, high] = descending ? [end.value, start.value] : [start.value, end.value];
	const names = server.storage
		.names()
		.filter((name) => (typeof low !== 'string' || name >= low) && (typeof high !== 'string' || name <= high));
	if (descending) names.reverse();
	return json(names.slice(skip.value, skip.value + limit.value));
}
