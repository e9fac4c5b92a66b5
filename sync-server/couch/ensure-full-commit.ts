import { json, refuse } from '../http/answer.ts';
import { isJson } from '../http/body.ts';
import { problem } from '../http/problem.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

/** POST /db/_ensure_full_commit: nothing to do, every answer is on disk before it is given. */
export function ensureFullCommit({ request, database }: DatabaseExchange): Answer {
	if (!isJson(request)) return refuse(problem(415, 'bad_content_type', 'Content-Type must be application/json'));
	return json({ ok: true, instance_start_time: database.created }, 201);
}
