import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { forbidden } from '../http/problem.ts';
import type { DatabaseExchange } from './exchange.ts';

/** POST /db/_compact: drops the bodies of superseded revisions; done when it answers. */
export async function compact({ database, user }: DatabaseExchange): Promise<Response> {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	await database.compact();
	return json({ ok: true }, 202);
}
