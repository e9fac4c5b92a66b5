import { setTimeout as sleep } from 'node:timers/promises';
import { ok } from '#domain/kernel/result.ts';
import { createAccounts, USERS, type AdminAccount } from '../auth/accounts.ts';
import { DEVICE, deviceOf, type User } from '../auth/user.ts';
import { API } from '../couch/api.ts';
import { readCredentials } from '../couch/session.ts';
import { refuse } from '../http/answer.ts';
import { readBytes } from '../http/body.ts';
import { isFromForeignPage, refuseWrite } from '../http/foreign-page.ts';
import type { Handle } from '../http/node-server.ts';
import { refuseHost } from '../http/own-host.ts';
import { fromSamePeer } from '../http/peer-address.ts';
import { badRequest, forbidden, problem, tooLarge, unauthorized, type Problem } from '../http/problem.ts';
import { SITE_LIMITS, SMALL_REQUEST } from '../limits.ts';
import type { Storage } from '../log/storage.ts';
import { HEALTH_PATHS } from '../operation/health-endpoint.ts';
import { noteSender } from '../operation/senders.ts';
import { createAsDevice } from './as-device.ts';
import { createCouchServer, type Asked, type CouchAddress } from './couch-server.ts';
import { countDocuments, missingEnds } from './compare.ts';
import { DESIGN } from './design-document.ts';
import { follow } from './follow.ts';
import { createForwarder, TooLarge } from './forward.ts';
import { carrying, guarded, handedOn, ours, SESSION, sessionCookie, sessionName, type HandedOn } from './handed-on.ts';
import { createUserKeeper } from './keep-users.ts';
import { readDeviceUsers } from './site-users.ts';

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

/** Who sends a request, '' for nobody, and the request with nothing but that to say so. */
interface Sender {
	readonly name: string;
	readonly request: Request;
}

const WAIT = 5_000;

const away: Problem = {
	...problem(503, 'service_unavailable', 'The CouchDB behind this server does not answer.'),
	headers: { 'retry-after': '5' }
};

const notHere: Problem = forbidden('The records are on a CouchDB, which has an administrator of its own.');

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
	/** The feeds that are open, by whose session they say they are. */
	const feeds = new Map<AbortController, string>();
	let isReady = false;
	let isAway = false;
	/** Whether somebody is at it to bring the accounts there, and whether they changed since the round that runs began. */
	let isBringing = false;
	let isBehind = false;

	/**
	 * What is here and not on the CouchDB, in words; '' for nothing. Asked once all that is there is here, so that nothing there makes
	 * up for what it lacks: by counts, which tell of texts, and by where each chain ends.
	 */
	async function lacking(): Asked<string> {
		const here = await countDocuments(ownApi, database);
		if (!here.ok) return here;
		const there = await countDocuments(couch, database);
		if (!there.ok) return there;
		if (here.value > there.value) return ok(`${here.value} documents are here, ${there.value} on the CouchDB`);
		const known = await readDeviceUsers(ownApi);
		if (!known.ok) return known;
		for (const { name } of known.value) {
			const device = deviceOf({ name, roles: [DEVICE] }) ?? '';
			const ends = storage.database(database)?.chain.heads(device) ?? [];
			const missing = await missingEnds(couch, database, device, ends);
			if (!missing.ok) return missing;
			if (missing.value.length > 0) return ok(missing.value.join(', '));
		}
		return ok('');
	}

	/** Nothing goes there before everything that is here is there: a device would take the CouchDB for the whole site. */
	async function makeReady(): Promise<boolean> {
		const lacks = await lacking();
		if (!lacks.ok) warn(lacks.error.reason);
		if (!lacks.ok) return false;
		if (lacks.value !== '') {
			warn(
				`${lacks.value}: stop this server, run npm run to-couchdb, and start it again. Until then no device is served.`
			);
			return false;
		}
		const rules = await couch.ask('GET', `/${database}/${DESIGN}`);
		if (!rules.ok) warn(`the rules are not on the CouchDB, npm run to-couchdb brings them: ${rules.error.reason}`);
		if (!rules.ok) return false;
		const brought = await users.bring();
		if (!brought.ok) warn(brought.error.reason);
		return brought.ok;
	}

	async function run(): Promise<void> {
		const { signal } = closing;
		// From the start: what was erased there and is still in the copy would count as missing there.
		const caughtUp = Promise.withResolvers<undefined>();
		const onCaughtUp = (): void => caughtUp.resolve(undefined);
		const copying = follow({ couch, own: ownApi, storage, database, warn, signal, onCaughtUp });
		await Promise.race([caughtUp.promise, copying]);
		while (!signal.aborted && !(isReady = await makeReady())) {
			await sleep(WAIT, undefined, { signal }).catch(() => undefined);
		}
		await copying;
	}

	/** Accounts changed here: the CouchDB learns of it, and whoever was put out hears no more. */
	async function usersChanged(): Promise<void> {
		for (const [feed, name] of feeds) if (accounts.find(name)?.revoked) feed.abort();
		isBehind = true;
		if (isBringing) return;
		isBringing = true;
		let said = '';
		while (isBehind && !closing.signal.aborted) {
			isBehind = false;
			const brought = await users.bring();
			if (brought.ok) continue;
			isBehind = true;
			const { reason } = brought.error;
			if (reason !== said) warn(`the accounts on the CouchDB are not up to date: ${reason}`);
			said = reason;
			await sleep(WAIT, undefined, { signal: closing.signal }).catch(() => undefined);
		}
		isBringing = false;
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

	async function forward(request: Request, place: HandedOn): Promise<Response> {
		const foreign = refuseHost(request, hosts) ?? refuseWrite(request, hosts);
		if (foreign) return refuse(foreign);
		if (request.headers.has('cookie') && isFromForeignPage(request, hosts)) {
			return refuse(forbidden('the request comes from a page of another site'));
		}
		if (!isReady) return refuse(away);
		if (place === 'session' && request.method === 'POST') return logIn(request);
		const authorization = request.headers.get('authorization');
		const sender = authorization === null ? senderBySession(request) : await senderByPassword(request, authorization);
		if (sender instanceof Response) return sender;
		if (place !== 'session' && sender.name === '')
			return refuse(unauthorized('You are not authorized to access this db.'));
		const answer = await (place === 'feed' ? sendFeed(sender.request, sender.name) : send(sender.request));
		// Whom the CouchDB let in is who they say they are.
		if (place !== 'session' && answer.ok) noteSender(request, { name: sender.name, roles: [DEVICE] });
		return answer;
	}

	/** The CouchDB looks at a session itself. It may not have heard yet of who was put out: theirs is over, as it is here. */
	function senderBySession(request: Request): Sender {
		const cookie = sessionCookie(request);
		const name = cookie === undefined ? '' : sessionName(cookie);
		if (accounts.find(name)?.revoked) return { name: '', request: carrying(request, 'cookie', undefined) };
		return { name, request: carrying(request, 'cookie', cookie) };
	}

	/**
	 * This server looks at a password first, which counts wrong ones by where they come from: to the CouchDB all come from here, and
	 * it would lock out whom somebody guesses at, its own administrator too.
	 */
	async function senderByPassword(request: Request, authorization: string): Promise<Sender | Response> {
		const asked = new Request(new URL(SESSION, request.url), { headers: { authorization } });
		const checked = await own(fromSamePeer(request, asked));
		if (!checked.ok) return checked;
		const { userCtx } = (await checked.json()) as { userCtx: User };
		if (deviceOf(userCtx) === undefined) return refuse(notHere);
		return { name: userCtx.name ?? '', request: carrying(request, 'authorization', authorization) };
	}

	/** A feed, which ends when whoever hears it is put out. */
	async function sendFeed(request: Request, name: string): Promise<Response> {
		const feed = new AbortController();
		feeds.set(feed, name);
		const forget = (): void => void feeds.delete(feed);
		const signal = AbortSignal.any([request.signal, feed.signal, closing.signal]);
		signal.addEventListener('abort', forget);
		const answer = await send(new Request(request, { signal }));
		const { body } = answer;
		const told = body?.pipeThrough(new TransformStream({ flush: forget }));
		if (body === null) forget();
		return new Response(told ?? null, answer);
	}

	/**
	 * This server looks at the password first: it counts wrong ones, and knows whom to tell that they were put out. Both are asked in
	 * the same words, which leave nothing to read in two ways. The administrator's session is this server's alone.
	 */
	async function logIn(request: Request): Promise<Response> {
		const body = await readBytes(request, SMALL_REQUEST);
		if (!body.ok) return refuse(body.error);
		const given = readCredentials(request, body.value.toString('utf8'));
		if (given === undefined) return refuse(badRequest('name and password are required'));
		const words = Buffer.from(JSON.stringify(given));
		const headers = new Headers(request.headers);
		for (const name of ['authorization', 'content-encoding', 'content-length', 'cookie']) headers.delete(name);
		headers.set('content-type', 'application/json');
		const { signal } = request;
		const asked = () => new Request(new URL(SESSION, request.url), { method: 'POST', headers, signal, body: words });
		const checked = await own(fromSamePeer(request, asked()));
		const account = accounts.find(given.name);
		if (!checked.ok || account === undefined || deviceOf(account.user) === undefined) return checked;
		await checked.body?.cancel();
		const answer = await send(asked(), words);
		if (answer.status !== 401) return answer;
		// It was enrolled a moment ago, or while the CouchDB was away.
		await answer.body?.cancel();
		await users.bring();
		return send(asked(), words);
	}

	const askAsDevice = createAsDevice({ own, accounts, storage, database, now, bring: () => users.bring(), warn, send });

	void run();

	return {
		handle(request) {
			const { pathname } = new URL(request.url);
			const place = handedOn(pathname, database);
			if (place !== undefined) return guarded(forward(request, place));
			// Of health this server knows without the CouchDB, and says so above all while that is away.
			const isAsDevice = HEALTH_PATHS.includes(pathname) ? isReady && !isAway : /^\/(enrol|heads)(\/|$)/.test(pathname);
			return isAsDevice ? askAsDevice(request) : own(request);
		},
		isAnswering: () => isReady && !isAway,
		close() {
			unsubscribe?.();
			closing.abort();
			forwarder.close();
		}
	};
}
