import { isServerAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, unauthorized } from '../http/problem.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { describe } from './database.ts';
import type { Exchange } from './exchange.ts';
import { textList } from './parameters.ts';

/** POST /_dbs_info {keys} */
export async function databasesInfo({ request, server, user }: Exchange): Promise<Response> {
	if (!isServerAdmin(user)) return refuse(unauthorized('You are not a server admin.'));
	const body = await readObject(request, DEFAULT_LIMITS);
	if (!body.ok) return refuse(body.error);
	const keys = textList(body.value['keys']);
	if (keys === undefined) return refuse(badRequest('`keys` must be an array of strings'));
	return json(
		keys.map((key) => {
			const database = server.storage.database(key);
			return database ? { key, info: describe(database) } : { key, error: 'not_found' };
		})
	);
}
