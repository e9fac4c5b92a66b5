import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { StopSignal } from '#ports/clock.ts';
import type { Peer, PeerTrouble, RefusedDocument, WireDocument } from '#ports/peer.ts';
import { exchange, type Answer, type Exchange, type Fetch } from './exchange.ts';

/** How a device signs in, and which server it enrolled at. */
export interface PeerAccount {
	readonly user: string;
	readonly password: string;
	readonly uuid: string;
	readonly database: string;
}

export interface CouchPeerOptions {
	/** Where the CouchDB API lives: `/couchdb`, or a whole address. */
	readonly base: string;
	/** Undefined before the device is enrolled. */
	readonly account: () => Promise<PeerAccount | undefined>;
	readonly fetch: Fetch;
}

/** An answer, or nothing at all, is due within this time (milliseconds). */
const SILENCE = 15_000;
/** The live feed's heartbeat, and how long without one until the line counts as dead. */
const HEARTBEAT = 10_000;
const FEED_SILENCE = 25_000;

/** A CouchDB-compatible server as the peer: ours, or an Apache CouchDB. */
export function createCouchPeer({ base, account, fetch }: CouchPeerOptions): Peer {
	const ask = async (
		request: Omit<Exchange, 'url' | 'silence'> & { readonly path: string; readonly silence?: number },
		signal: StopSignal
	) => accepted(await exchange(fetch, { silence: SILENCE, ...request, url: base + request.path }, signal));

	const inDatabase = async (
		request: {
			readonly method: 'GET' | 'POST';
			readonly path: string;
			readonly body?: object;
			readonly silence?: number;
		},
		signal: StopSignal
	): Promise<Result<unknown, PeerTrouble>> => {
		const known = await account();
		if (known === undefined) return err({ type: 'SignedOut', detail: 'not enrolled' });
		return ask({ ...request, path: `/${encodeURIComponent(known.database)}${request.path}` }, signal);
	};

	/** Whether the server takes what this browser sends for what the device of `user` sends. */
	const isOwnSession = async (user: string, signal: StopSignal): Promise<Result<boolean, PeerTrouble>> => {
		const session = await ask({ method: 'GET', path: '/_session' }, signal);
		if (!session.ok) return session;
		return ok((session.value as { userCtx?: { name?: unknown } }).userCtx?.name === user);
	};

	/** Refusals count only of the device itself: an enrolment that was answered late leaves another device's cookie behind. */
	const refusedAsOurs = async (
		refused: readonly RefusedDocument[],
		signal: StopSignal
	): Promise<Result<readonly RefusedDocument[], PeerTrouble>> => {
		const session = await isOwnSession((await account())?.user ?? '', signal);
		if (!session.ok) return session;
		return session.value ? ok(refused) : err({ type: 'Busy', detail: 'signed in as another device', retryAfter: null });
	};

	return {
		async open(signal) {
			const known = await account();
			if (known === undefined) return err({ type: 'SignedOut', detail: 'not enrolled' });
			const root = await ask({ method: 'GET', path: '/' }, signal);
			if (!root.ok) return root;
			const { couchdb, uuid } = root.value as { couchdb?: unknown; uuid?: unknown };
			if (couchdb !== 'Welcome') return err({ type: 'Portal', detail: 'not a CouchDB server' });
			if (uuid !== known.uuid) return err({ type: 'OtherServer', detail: String(uuid) });
			const session = await isOwnSession(known.user, signal);
			if (!session.ok) return session;
			if (session.value) return ok(null);
			const body = { name: known.user, password: known.password };
			const signedIn = await ask({ method: 'POST', path: '/_session', body }, signal);
			return signedIn.ok ? ok(null) : signedIn;
		},

		async push(documents, signal) {
			const body = { docs: documents, new_edits: false };
			const answer = await inDatabase({ method: 'POST', path: '/_bulk_docs', body }, signal);
			if (!answer.ok) return answer;
			if (!Array.isArray(answer.value)) return broken('_bulk_docs did not answer with a list');
			const refused: RefusedDocument[] = [];
			for (const row of answer.value as ({ id?: unknown; error?: unknown; reason?: unknown } | null)[]) {
				if (row === null) return broken('_bulk_docs answered with an empty row');
				if (row.error === undefined) continue;
				if (typeof row.id !== 'string') return broken('_bulk_docs refused a document without naming it');
				refused.push({ id: row.id, reason: String(row.reason ?? row.error) });
			}
			return refused.length === 0 ? ok(refused) : refusedAsOurs(refused, signal);
		},

		async changes({ since, limit, live }, signal) {
			const feed = live ? `feed=longpoll&heartbeat=${HEARTBEAT}&` : '';
			const path = `/_changes?${feed}include_docs=true&limit=${limit}&since=${encodeURIComponent(since)}`;
			const silence = live ? FEED_SILENCE : SILENCE;
			const answer = await inDatabase({ method: 'GET', path, silence }, signal);
			if (!answer.ok) return answer;
			const {
				results,
				last_seq: last,
				pending
			} = answer.value as {
				results?: readonly { doc?: WireDocument }[];
				last_seq?: string | number;
				pending?: number;
			};
			if (!Array.isArray(results) || last === undefined) return broken('_changes answered something else');
			const documents = (results as readonly { doc?: WireDocument }[]).flatMap(({ doc }) => (doc ? [doc] : []));
			return ok({ documents, last: String(last), pending: pending ?? 0 });
		},

		async position(signal) {
			const answer = await inDatabase({ method: 'GET', path: '/_changes?since=now&limit=1' }, signal);
			if (!answer.ok) return answer;
			const { last_seq: last } = answer.value as { last_seq?: string | number };
			return last === undefined ? broken('_changes did not say where it stands') : ok(String(last));
		},

		async range({ from, to, limit }, signal) {
			const keys = `startkey=${encodeURIComponent(JSON.stringify(from))}&endkey=${encodeURIComponent(JSON.stringify(to))}`;
			const path = `/_all_docs?include_docs=true&inclusive_end=false&limit=${limit}&${keys}`;
			const answer = await inDatabase({ method: 'GET', path }, signal);
			if (!answer.ok) return answer;
			const { rows } = answer.value as { rows?: readonly { doc?: WireDocument }[] };
			if (!Array.isArray(rows)) return broken('_all_docs answered something else');
			const documents = (rows as readonly { doc?: WireDocument }[]).flatMap(({ doc }) => (doc ? [doc] : []));
			return ok({ documents, more: rows.length === limit });
		},

		async erased(ids, signal) {
			const answer = await inDatabase({ method: 'POST', path: '/_all_docs', body: { keys: ids } }, signal);
			if (!answer.ok) return answer;
			const { rows } = answer.value as { rows?: readonly { id?: string; value?: { deleted?: boolean } | null }[] };
			if (!Array.isArray(rows)) return broken('_all_docs answered something else');
			const found = rows as readonly { id?: string; value?: { deleted?: boolean } | null }[];
			return ok(found.flatMap(({ id, value }) => (id !== undefined && value?.deleted === true ? [id] : [])));
		},

		async head({ device, epoch }, signal) {
			const body = {
				selector: { device, epoch, seq: { $gt: 0 } },
				sort: [{ device: 'desc' }, { epoch: 'desc' }, { seq: 'desc' }],
				fields: ['seq'],
				limit: 1
			};
			const answer = await inDatabase({ method: 'POST', path: '/_find', body }, signal);
			if (!answer.ok) return answer;
			const { docs } = answer.value as { docs?: readonly { seq?: number }[] };
			return Array.isArray(docs)
				? ok((docs as readonly { seq?: number }[])[0]?.seq ?? 0)
				: broken('_find answered something else');
		}
	};
}

const broken = (detail: string) => err<PeerTrouble>({ type: 'Broken', detail });

/** The body of an answer that says yes; every other status in the engine's words. */
function accepted(answered: Result<Answer, PeerTrouble>): Result<unknown, PeerTrouble> {
	if (!answered.ok) return answered;
	const { status, body } = answered.value;
	if (status >= 200 && status < 300) return ok(body);
	const { error, reason } = body as { error?: unknown; reason?: unknown };
	// Every refusal of a CouchDB names its error; another sender's JSON is no answer of our server.
	if (typeof error !== 'string') return err({ type: 'Portal', detail: `HTTP ${status} from another sender` });
	const detail = `${error}: ${String(reason ?? '')}`;
	if (status === 403 && error === 'revoked') return err({ type: 'Revoked', detail });
	if (status === 401 || status === 403) return err({ type: 'SignedOut', detail });
	if (status === 413) return err({ type: 'TooLarge', detail });
	if (status === 429 || status === 503) return err({ type: 'Busy', detail, retryAfter: null });
	if (status >= 500) return err({ type: 'Unreachable', detail });
	return err({ type: 'Broken', detail });
}
