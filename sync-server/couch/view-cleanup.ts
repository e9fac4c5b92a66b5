import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { forbidden } from '../http/problem.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

/** POST /db/_view_cleanup: there are no view files to clean up. */
export function viewCleanup({ database, user }: DatabaseExchange): Answer {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	return json({ ok: true }, 202);
}
