import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { readJsonOfAnyType } from '../http/body.ts';
import { badRequest, forbidden } from '../http/problem.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

/** GET /db/_revs_limit */
export const readRevsLimit = ({ database }: DatabaseExchange): Answer => json(database.info().revsLimit);

/** PUT /db/_revs_limit: a number */
export async function writeRevsLimit({ request, database, user, limits }: DatabaseExchange): Promise<Response> {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	const body = await readJsonOfAnyType(request, limits);
	if (!body.ok) return refuse(body.error);
	if (!Number.isSafeInteger(body.value) || (body.value as number) < 1) {
		return refuse(badRequest('Rev limit has to be an integer greater than 0'));
	}
	await database.setRevsLimit(body.value as number);
	return json({ ok: true });
}
