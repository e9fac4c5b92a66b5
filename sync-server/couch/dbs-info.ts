import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isServerAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, unauthorized, type Problem } from '../http/problem.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { listedNames } from './all-dbs.ts';
import { describe } from './database.ts';
import type { Exchange } from './exchange.ts';
import { textList } from './parameters.ts';

/** POST /_dbs_info {keys}, and GET with the parameters of _all_dbs: for the server's administrator. */
export async function databasesInfo(exchange: Exchange): Promise<Response> {
	const { server, user, request } = exchange;
	if (!isServerAdmin(user)) return refuse(unauthorized('You are not a server admin.'));
	const names = request.method === 'POST' ? await postedNames(request) : listedNames(exchange);
	if (!names.ok) return refuse(names.error);
	return json(
		names.value.map((key) => {
			const database = server.storage.database(key);
			return database ? { key, info: describe(database) } : { key, error: 'not_found' };
		})
	);
}

async function postedNames(request: Request): Promise<Result<readonly string[], Problem>> {
	const body = await readObject(request, DEFAULT_LIMITS);
	if (!body.ok) return body;
	const keys = textList(body.value['keys']);
	return keys ? ok(keys) : err(badRequest('`keys` must be an array of strings'));
}
