import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts, USERS, type AdminAccount } from '../auth/accounts.ts';
import { isSecure } from '../auth/authenticate.ts';
import { createSessionCookies } from '../auth/cookie.ts';
import { refuse } from '../http/answer.ts';
import { readBytes } from '../http/body.ts';
import { isFromForeignPage, refuseWrite } from '../http/foreign-page.ts';
import { DEVICE } from '../auth/user.ts';
import type { Handle } from '../http/node-server.ts';
import { refuseHost } from '../http/own-host.ts';
import { fromSamePeer } from '../http/peer-address.ts';
import { forbidden, problem, tooLarge, type Problem } from '../http/problem.ts';
import { COMMON_HEADERS, NO_PAGE_POLICY } from '../http/security-headers.ts';
import { SITE_LIMITS } from '../limits.ts';
import type { Storage } from '../log/storage.ts';
import { noteSender } from '../operation/senders.ts';
import { createCouchServer, type CouchAddress } from './couch-server.ts';
import { countDocuments } from './compare.ts';
import { follow } from './follow.ts';
import { createForwarder, TooLarge } from './forward.ts';
import { createUserKeeper } from './keep-users.ts';

export interface FrontOptions {
	/** This server, as it is without a CouchDB. */
	readonly own: Handle;
	/** Its administrator, and a password that it takes from this process. */
	readonly admin: AdminAccount;
	readonly password: string;
	readonly storage: Storage;
	readonly couch: CouchAddress;
	/** The site's database, on both sides. */
	readonly database: string;
	readonly hosts: readonly string[];
	readonly now: () => number;
	readonly warn: (sentence: string) => void;
}

/**
 * This server before a CouchDB: it serves the app, enrols devices and countersigns their heads as ever, and hands whatever is about
 * the site's records on to the CouchDB, with the device's own credentials.
 */
export interface Front {
	readonly handle: Handle;
	/** Whether the CouchDB answers, and takes devices. */
	readonly isAnswering: () => boolean;
	/** Ends the open feeds and the copying. */
	readonly close: () => void;
}

const API = '/couchdb';
const SESSION = `${API}/_session`;
const BODY_LIMITS = { requestBytes: 16_384, inflatedBytes: 16_384 };
const WAIT = 5_000;

/** Milliseconds that a head may wait for its records. */
const COPY_PATIENCE = 8_000;

const away: Problem = {
	...problem(503, 'service_unavailable', 'The CouchDB behind this server does not answer.'),
	headers: { 'retry-after': '5' }
};

export function openFront(options: FrontOptions): Front {
	const { own, admin, password, storage, database, hosts, now, warn } = options;
	const closing = new AbortController();
	const forwarder = createForwarder(options.couch.url, SITE_LIMITS.requestBytes);
	const couch = createCouchServer(options.couch);
	const ownApi = createCouchServer({ url: `http://front.internal${API}`, user: admin.name, password }, (url, init) =>
		own(new Request(url, init))
	);
	const users = createUserKeeper(ownApi, couch, database);
	const accounts = createAccounts(storage, admin);
	const cookies = createSessionCookies(storage.secret, 60);
	/** The feeds that are open, by whose session they say they are. */
	const feeds = new Map<AbortController, string>();
	let isReady = false;
	let isAway = false;

	/** Nothing goes there before everything that is here is there: a device would take the CouchDB for the whole site. */
	async function makeReady(): Promise<boolean> {
		const here = await countDocuments(ownApi, database);
		const there = await countDocuments(couch, database);
		for (const count of [here, there]) if (!count.ok) warn(count.error.reason);
		if (!here.ok || !there.ok) return false;
		if (here.value > there.value) {
			const counts = `${here.value} documents are here, ${there.value} on the CouchDB`;
			warn(`${counts}: stop this server, run npm run to-couchdb, and start it again. Until then no device is served.`);
			return false;
		}
		const brought = await users.bring();
		if (!brought.ok) warn(brought.error.reason);
		return brought.ok;
	}

	async function run(): Promise<void> {
		const { signal } = closing;
		while (!signal.aborted && !(isReady = await makeReady())) {
			await sleep(WAIT, undefined, { signal }).catch(() => undefined);
		}
		await follow({ couch, own: ownApi, storage, database, warn, signal });
	}

	/** Accounts changed here: the CouchDB learns of it, and whoever was put out hears no more. */
	async function usersChanged(): Promise<void> {
		for (const [feed, name] of feeds) if (accounts.find(name)?.revoked) feed.abort();
		while (!closing.signal.aborted) {
			const brought = await users.bring();
			if (brought.ok) return;
			warn(`the accounts on the CouchDB are not up to date: ${brought.error.reason}`);
			await sleep(WAIT, undefined, { signal: closing.signal }).catch(() => undefined);
		}
	}
	const unsubscribe = storage.database(USERS)?.subscribe(() => void usersChanged());

	async function send(request: Request, body?: Uint8Array): Promise<Response> {
		const { pathname, search } = new URL(request.url);
		try {
			const answer = await forwarder.send(request, pathname.slice(API.length) + search, body);
			isAway = false;
			return ours(request, answer, couch.url);
		} catch (error) {
			if (error instanceof TooLarge) return refuse(tooLarge(error.message));
			isAway = !request.signal.aborted;
			if (isAway) warn(`the CouchDB does not answer: ${error instanceof Error ? error.message : String(error)}`);
			return refuse(away);
		}
	}

	async function forward(request: Request): Promise<Response> {
		const foreign = refuseHost(request, hosts) ?? refuseWrite(request, hosts);
		if (foreign) return refuse(foreign);
		if (request.headers.has('cookie') && isFromForeignPage(request, hosts)) {
			return refuse(forbidden('the request comes from a page of another site'));
		}
		if (!isReady) return refuse(away);
		const path = new URL(request.url).pathname;
		if (path === SESSION && request.method === 'POST') return logIn(request);
		return path.endsWith('/_changes') ? sendFeed(request) : send(request);
	}

	/** A feed, which ends when whoever hears it is put out. */
	async function sendFeed(request: Request): Promise<Response> {
		const feed = new AbortController();
		feeds.set(feed, claimedName(request));
		const forget = (): void => void feeds.delete(feed);
		const signal = AbortSignal.any([request.signal, feed.signal, closing.signal]);
		signal.addEventListener('abort', forget);
		const answer = await send(new Request(request, { signal }));
		const { body } = answer;
		const told = body?.pipeThrough(new TransformStream({ flush: forget }));
		if (body === null) forget();
		return new Response(told ?? null, answer);
	}

	/** This server looks at the password first: it counts wrong ones, and knows whom to tell that they were put out. */
	async function logIn(request: Request): Promise<Response> {
		const body = await readBytes(request, BODY_LIMITS);
		if (!body.ok) return refuse(body.error);
		const { method, url } = request;
		const headers = new Headers(request.headers);
		for (const name of ['content-encoding', 'content-length']) headers.delete(name);
		const asked = new Request(url, { method, headers, body: new Uint8Array(body.value) });
		const checked = await own(fromSamePeer(request, asked));
		if (!checked.ok) return checked;
		const answer = await send(request, body.value);
		if (answer.status !== 401) return answer;
		// It was enrolled a moment ago, or while the CouchDB was away.
		await answer.body?.cancel();
		await users.bring();
		return send(request, body.value);
	}

	/** Whoever has a session at the CouchDB is known here by it, too; one that began here before goes on. */
	async function asOwn(request: Request): Promise<Response> {
		const { method, url, signal } = request;
		const path = new URL(url).pathname;
		const body = method === 'POST' ? await readBytes(request, BODY_LIMITS) : undefined;
		if (body?.ok === false) return refuse(body.error);
		const headers = new Headers(request.headers);
		if (body) for (const name of ['content-encoding', 'content-length']) headers.delete(name);
		const cookie = headers.get('cookie');
		const name = cookie === null || headers.has('authorization') ? undefined : await sessionOf(cookie);
		const account = name === undefined ? undefined : accounts.find(name);
		if (account) headers.set('cookie', cookies.issue(account, now(), false).split(';')[0] ?? '');
		const asked = () =>
			own(
				fromSamePeer(
					request,
					new Request(url, { method, headers, signal, ...(body && { body: new Uint8Array(body.value) }) })
				)
			);
		const answer = path === '/heads' ? await onceCopied(asked, signal) : await asked();
		// A session of this server is none at the CouchDB.
		answer.headers.delete('set-cookie');
		if (answer.status === 201 && path === '/enrol') {
			const brought = await users.bring();
			if (!brought.ok) warn(brought.error.reason);
		}
		return answer;
	}

	/** What a device has just sent is on the CouchDB, and a moment later here: until then its head is unknown, and it would not ask again. */
	async function onceCopied(ask: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
		const until = now() + COPY_PATIENCE;
		for (;;) {
			const copied = nextCopy();
			const answer = await ask();
			const isEarly = answer.status === 409 && (await isUnknownHead(answer.clone()));
			if (!isEarly || signal.aborted || now() > until) return answer;
			await copied;
		}
	}

	/** Resolves when something arrives here, and after a second in any case. */
	function nextCopy(): Promise<void> {
		return new Promise((resolve) => {
			const done = (): void => {
				clearTimeout(timer);
				stop?.();
				resolve();
			};
			const timer = setTimeout(done, 1_000);
			const stop = storage.database(database)?.subscribe(done);
		});
	}

	async function sessionOf(cookie: string): Promise<string | undefined> {
		const asked = new Request(`http://front.internal${SESSION}`, { headers: { cookie, accept: 'application/json' } });
		const answer = await send(asked);
		if (!answer.ok) return undefined;
		const { userCtx } = (await answer.json()) as { userCtx?: { name?: unknown } };
		return typeof userCtx?.name === 'string' ? userCtx.name : undefined;
	}

	void run();

	return {
		handle(request) {
			const { pathname } = new URL(request.url);
			const site = `${API}/${database}`;
			if (pathname === SESSION) return guarded(forward(request));
			if (pathname === site || pathname.startsWith(`${site}/`)) return noted(request, guarded(forward(request)));
			const isAsDevice = /^\/(enrol|heads)(\/|$)/.test(pathname);
			return isAsDevice ? asOwn(request) : own(request);
		},
		isAnswering: () => isReady && !isAway,
		close() {
			unsubscribe?.();
			closing.abort();
			forwarder.close();
		}
	};
}

/** Whom the CouchDB let in is who they say they are. */
async function noted(request: Request, answering: Promise<Response>): Promise<Response> {
	const answer = await answering;
	if (answer.ok) noteSender(request, { name: claimedName(request), roles: [DEVICE] });
	return answer;
}

const isUnknownHead = async (answer: Response): Promise<boolean> =>
	((await answer.json()) as { error?: unknown }).error === 'unknown_head';

/** Whose session a request says it carries. True where the CouchDB let the request in; else good for nothing but cutting it off. */
function claimedName({ headers }: Request): string {
	const [, session] = /(?:^|;\s*)AuthSession=([^;]+)/.exec(headers.get('cookie') ?? '') ?? [];
	const [, basic] = /^Basic (.+)$/i.exec(headers.get('authorization') ?? '') ?? [];
	return (
		Buffer.from(session ?? basic ?? '', 'base64url')
			.toString('latin1')
			.split(':')[0] ?? ''
	);
}

/** As this server would say it: the cookie is no other page's, and addresses are those that the device knows. */
function ours(request: Request, answer: Response, couch: string): Response {
	const cookies = answer.headers.getSetCookie();
	answer.headers.delete('set-cookie');
	for (const cookie of cookies) {
		const plain = cookie.replace(/;\s*(SameSite=[^;]*|Secure)(?=;|$)/gi, '');
		answer.headers.append('set-cookie', `${plain}; SameSite=Strict${isSecure(request) ? '; Secure' : ''}`);
	}
	const location = answer.headers.get('location');
	if (location?.startsWith(couch)) answer.headers.set('location', API + location.slice(couch.length));
	return answer;
}

/** What every answer carries, whoever made it: nothing from there is a page of ours. */
async function guarded(answering: Promise<Response>): Promise<Response> {
	const answer = await answering;
	const fields = { ...COMMON_HEADERS, 'content-security-policy': NO_PAGE_POLICY };
	for (const [name, value] of Object.entries(fields)) answer.headers.set(name, value);
	return answer;
}
