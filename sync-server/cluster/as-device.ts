import type { Result } from '#domain/kernel/result.ts';
import type { Accounts } from '../auth/accounts.ts';
import { createSessionCookies } from '../auth/cookie.ts';
import { deviceOf } from '../auth/user.ts';
import { refuse } from '../http/answer.ts';
import { readBytes } from '../http/body.ts';
import type { Handle } from '../http/node-server.ts';
import { fromSamePeer } from '../http/peer-address.ts';
import { SMALL_REQUEST } from '../limits.ts';
import type { Storage } from '../log/storage.ts';
import type { CouchTrouble } from './couch-server.ts';
import { SESSION, sessionCookie } from './handed-on.ts';

export interface AsDeviceOptions {
	/** This server, as it is without a CouchDB. */
	readonly own: Handle;
	readonly accounts: Pick<Accounts, 'find'>;
	readonly storage: Pick<Storage, 'secret' | 'database'>;
	/** The site's. */
	readonly database: string;
	readonly now: () => number;
	/** Gives the CouchDB the accounts as they are here now. */
	readonly bring: () => Promise<Result<null, CouchTrouble>>;
	readonly warn: (sentence: string) => void;
	/** Asks the CouchDB. */
	readonly send: Handle;
}

/** Milliseconds that a head may wait for its records. */
const COPY_PATIENCE = 8_000;

/**
 * Asks this server about what stays its own, enrolment and heads: whoever has a session at the CouchDB is known here by it, too;
 * one that began here before goes on.
 */
export function createAsDevice(options: AsDeviceOptions): Handle {
	const { own, accounts, storage, database, now, bring, warn, send } = options;
	const cookies = createSessionCookies(storage.secret, 60);

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

	/** The session of this server for whoever has that one at the CouchDB. Only devices are the same people there and here. */
	async function ownSession(cookie: string): Promise<string | undefined> {
		const asked = new Request(`http://front.internal${SESSION}`, { headers: { cookie, accept: 'application/json' } });
		const answer = await send(asked);
		if (!answer.ok) return undefined;
		const { userCtx } = (await answer.json()) as { userCtx?: { name?: unknown } };
		const account = typeof userCtx?.name === 'string' ? accounts.find(userCtx.name) : undefined;
		if (account === undefined || deviceOf(account.user) === undefined) return undefined;
		return cookies.issue(account, now(), false).split(';')[0];
	}

	return async (request) => {
		const { method, url, signal } = request;
		const path = new URL(url).pathname;
		const body = method === 'POST' ? await readBytes(request, SMALL_REQUEST) : undefined;
		if (body?.ok === false) return refuse(body.error);
		const headers = new Headers(request.headers);
		if (body) for (const name of ['content-encoding', 'content-length']) headers.delete(name);
		const cookie = headers.has('authorization') ? undefined : sessionCookie(request);
		const known = cookie === undefined ? undefined : await ownSession(cookie);
		if (known !== undefined) headers.set('cookie', known);
		const made = (): Request =>
			new Request(url, { method, headers, signal, ...(body && { body: new Uint8Array(body.value) }) });
		const ask = (): Promise<Response> => own(fromSamePeer(request, made()));
		const answer = path === '/heads' ? await onceCopied(ask, signal) : await ask();
		// A session of this server is none at the CouchDB.
		answer.headers.delete('set-cookie');
		if (answer.status === 201 && path === '/enrol') {
			const brought = await bring();
			if (!brought.ok) warn(brought.error.reason);
		}
		return answer;
	};
}

const isUnknownHead = async (answer: Response): Promise<boolean> =>
	((await answer.json()) as { error?: unknown }).error === 'unknown_head';
