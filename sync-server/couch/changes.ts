import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isMember } from '../auth/user.ts';
import { jsonStream, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import { parseSequence } from '../log/sequence.ts';
import { readFilter } from './changes-filter.ts';
import { openFeed, type Access, type FeedKind } from './changes-feed.ts';
import type { ChangesQuery } from './changes-walk.ts';
import type { DatabaseExchange } from './exchange.ts';
import { count, flag } from './parameters.ts';
import { wantedBy } from './present.ts';

const FEEDS: Readonly<Record<string, FeedKind>> = {
	normal: 'normal',
	longpoll: 'longpoll',
	continuous: 'continuous',
	eventsource: 'eventsource'
};

/** CouchDB's, where a client asks for heartbeats without saying how often. */
const DEFAULT_HEARTBEAT = 60_000;

/** GET /db/_changes, POST /db/_changes: what has changed after a place in the order of updates, and what changes next. */
export async function changes(exchange: DatabaseExchange): Promise<Response> {
	const { request, database, query, limits } = exchange;
	let posted: Record<string, unknown> = {};
	if (request.method === 'POST') {
		const body = await readObject(request, limits);
		if (!body.ok) return refuse(body.error);
		posted = body.value;
	}
	const kind = FEEDS[query.get('feed') ?? 'normal'];
	if (kind === undefined) return refuse(badRequest('unknown feed'));
	const walk = readQuery(exchange, posted);
	if (!walk.ok) return refuse(walk.error);
	const waiting = readWaiting(query, limits);
	if (!waiting.ok) return refuse(waiting.error);
	const { closing } = exchange.server;
	const feed = openFeed(database, { ...walk.value, kind, ...waiting.value, closing, access: accessOf(exchange) });
	return jsonStream(feed, kind === 'eventsource' ? 'text/event-stream' : 'application/json');
}

/** Whoever reads may until their account is gone, revoked or has a new password, or this database is not theirs any more. */
function accessOf({ server, database, user }: DatabaseExchange): Access {
	const { accounts } = server;
	const stamp = accounts.find(user.name ?? '')?.stamp;
	return {
		isLost() {
			const present = accounts.find(user.name ?? '');
			return present === undefined || present.stamp !== stamp || !isMember(present.user, database.security());
		},
		subscribe: accounts.subscribe
	};
}

function readQuery(exchange: DatabaseExchange, posted: Record<string, unknown>): Result<ChangesQuery, Problem> {
	const { query, database, request } = exchange;
	const limit = count(query, 'limit', Number.MAX_SAFE_INTEGER);
	if (!limit.ok) return limit;
	const { updateSeq } = database;
	const place = query.get('since') ?? query.get('last-event-id') ?? request.headers.get('last-event-id') ?? '0';
	const since = place === 'now' ? updateSeq : parseSequence(place, database.generation, updateSeq);
	if (since === undefined) return err(badRequest("Malformed sequence supplied in 'since' parameter."));
	const filter = readFilter(exchange, posted);
	if (!filter.ok) return filter;
	return ok({
		since,
		limit: limit.value,
		descending: flag(query, 'descending'),
		allLeafs: query.get('style') === 'all_docs',
		includeDocs: flag(query, 'include_docs'),
		wanted: wantedBy(query),
		...filter.value
	});
}

function readWaiting(
	query: URLSearchParams,
	limits: Limits
): Result<{ readonly heartbeat?: number; readonly timeout: number }, Problem> {
	const timeout = count(query, 'timeout', limits.feedTimeout);
	if (!timeout.ok) return timeout;
	const capped = Math.min(timeout.value, limits.feedTimeout);
	if (!query.has('heartbeat') || query.get('heartbeat') === 'false') return ok({ timeout: capped });
	if (query.get('heartbeat') === 'true') return ok({ timeout: capped, heartbeat: DEFAULT_HEARTBEAT });
	const heartbeat = count(query, 'heartbeat', DEFAULT_HEARTBEAT);
	if (!heartbeat.ok || heartbeat.value === 0)
		return err(badRequest('The heartbeat value should be a positive integer'));
	return ok({ timeout: capped, heartbeat: Math.max(heartbeat.value, limits.heartbeat) });
}
