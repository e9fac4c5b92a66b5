import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isServerAdmin } from '../auth/user.ts';
import { jsonStream, liveStream, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { isKnown } from '../http/entity-tag.ts';
import { badRequest, type Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import { formatSequence, parseSequence } from '../log/sequence.ts';
import { readFilter } from './changes-filter.ts';
import { openFeed, type Access, type FeedKind } from './changes-feed.ts';
import type { ChangesQuery } from './changes-walk.ts';
import type { DatabaseExchange } from './exchange.ts';
import { mayUse } from './may-use.ts';
import type { FeedPlace } from './open-feeds.ts';
import { count, flag } from './parameters.ts';
import { attachmentsWantedBy } from './present-attachments.ts';
import { wantedBy } from './present.ts';

const FEEDS: readonly FeedKind[] = ['normal', 'longpoll', 'continuous', 'eventsource'];

/** GET /db/_changes, POST /db/_changes: what has changed after a place in the order of updates, and what changes next. */
export async function changes(exchange: DatabaseExchange): Promise<Response> {
	const { request, database, query, limits } = exchange;
	let posted: Record<string, unknown> = {};
	if (request.method === 'POST') {
		const body = await readObject(request, limits);
		if (!body.ok) return refuse(body.error);
		posted = body.value;
	}
	const asked = query.get('feed') ?? 'normal';
	const kind = FEEDS.find((feed) => feed === asked);
	if (kind === undefined) return refuse(badRequest('unknown feed'));
	const walk = readQuery(exchange, kind, posted);
	if (!walk.ok) return refuse(walk.error);
	const waiting = readWaiting(query, limits);
	if (!waiting.ok) return refuse(waiting.error);
	// what a normal feed says is settled by where it begins and by the latest update
	const etag = `"${walk.value.since}-${formatSequence(database.updateSeq, database.generation)}"`;
	const isNormal = kind === 'normal';
	if (isNormal && request.method !== 'POST' && isKnown(request, etag)) {
		return new Response(null, { status: 304, headers: { etag } });
	}
	const { closing } = exchange.server;
	const place = isNormal ? ok(undefined) : takePlace(exchange);
	if (!place.ok) return refuse(place.error);
	const options = { ...walk.value, kind, ...waiting.value, closing, access: accessOf(exchange), place: place.value };
	const feed = openFeed(database, options);
	const type = kind === 'eventsource' ? 'text/event-stream' : 'application/json';
	const answer = isNormal ? jsonStream(feed, type) : liveStream(feed, type);
	if (isNormal) answer.headers.set('etag', etag);
	return answer;
}

/** The server's administrator has as many as there are places: whole servers replicate in that name. */
function takePlace({ server, database, user, limits }: DatabaseExchange): Result<FeedPlace, Problem> {
	const most = isServerAdmin(user) ? Infinity : limits.feedsPerUser;
	return server.feeds.open(`${database.name} ${user.name ?? ''}`, most);
}

/** Whoever reads may until their account is gone, revoked or has a new password, or this database is not theirs any more. */
function accessOf({ server, database, user }: DatabaseExchange): Access {
	const { accounts } = server;
	const stamp = accounts.find(user.name ?? '')?.stamp;
	return {
		isLost() {
			const present = accounts.find(user.name ?? '');
			return present === undefined || present.stamp !== stamp || !mayUse(present.user, database);
		},
		subscribe: accounts.subscribe
	};
}

function readQuery(
	exchange: DatabaseExchange,
	kind: FeedKind,
	posted: Record<string, unknown>
): Result<ChangesQuery, Problem> {
	const { query, database, request, limits, user } = exchange;
	// what ends is given in answers of bounded length, each with the place where the next goes on; CouchDB's replicator,
	// which takes the end of an answer for the end of all changes, comes as the administrator
	const isPaged = (kind === 'normal' || kind === 'longpoll') && !isServerAdmin(user);
	const most = isPaged ? limits.changesPerAnswer : Infinity;
	const limit = count(query, 'limit', Number.MAX_SAFE_INTEGER);
	if (!limit.ok) return limit;
	const { updateSeq } = database;
	const place = query.get('since') ?? query.get('last-event-id') ?? request.headers.get('last-event-id') ?? '0';
	const since = place === 'now' ? updateSeq : parseSequence(place, database.generation, updateSeq);
	if (since === undefined) return err(badRequest("Malformed sequence supplied in 'since' parameter."));
	const filter = readFilter(exchange, posted);
	if (!filter.ok) return filter;
	const attached = attachmentsWantedBy(query);
	if (!attached.ok) return attached;
	return ok({
		since,
		limit: Math.min(limit.value, most),
		descending: flag(query, 'descending'),
		allLeafs: query.get('style') === 'all_docs',
		includeDocs: flag(query, 'include_docs'),
		wanted: wantedBy(query),
		attached: attached.value,
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
	const { least, most } = limits.heartbeat;
	if (query.get('heartbeat') === 'true') return ok({ timeout: capped, heartbeat: most });
	const heartbeat = count(query, 'heartbeat', most);
	if (!heartbeat.ok || heartbeat.value === 0)
		return err(badRequest('The heartbeat value should be a positive integer'));
	return ok({ timeout: capped, heartbeat: Math.min(Math.max(heartbeat.value, least), most) });
}
