import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { forbidden } from '../http/problem.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

/** POST /db/_compact: begins to drop the bodies of superseded revisions; GET /db tells whether that goes on. */
export function compact({ database, user }: DatabaseExchange): Answer {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	// what comes of it, the storage tells those who look after it; what is left goes with the next
	database.compact().catch(() => undefined);
	return json({ ok: true }, 202);
}
