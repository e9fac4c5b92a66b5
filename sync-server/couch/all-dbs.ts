import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isServerAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { badQuery, unauthorized, type Problem } from '../http/problem.ts';
import type { Answer, Exchange } from './exchange.ts';
import { count, flag, jsonParameter } from './parameters.ts';

/** GET /_all_dbs?startkey&endkey&limit&skip&descending: for the server's administrator. */
export function allDatabases(exchange: Exchange): Answer {
	if (!isServerAdmin(exchange.user)) return refuse(unauthorized('You are not a server admin.'));
	const names = listedNames(exchange);
	return names.ok ? json(names.value) : refuse(names.error);
}

/** The names of databases that the parameters of a request ask for, in their order. */
export function listedNames({ query, server }: Exchange): Result<string[], Problem> {
	const descending = flag(query, 'descending');
	const limit = count(query, 'limit', Infinity);
	const skip = count(query, 'skip', 0);
	const start = jsonParameter(query, query.has('startkey') ? 'startkey' : 'start_key');
	const end = jsonParameter(query, query.has('endkey') ? 'endkey' : 'end_key');
	if (!limit.ok) return limit;
	if (!skip.ok) return skip;
	if (!start.ok || !end.ok) return err(badQuery('startkey and endkey are JSON'));
	const [low, high] = descending ? [end.value, start.value] : [start.value, end.value];
	const names = server.storage
		.names()
		.filter((name) => (typeof low !== 'string' || name >= low) && (typeof high !== 'string' || name <= high));
	if (descending) names.reverse();
	return ok(names.slice(skip.value, skip.value + limit.value));
}
