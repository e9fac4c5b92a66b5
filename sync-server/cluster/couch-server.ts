import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isObject } from '../http/body.ts';

/** Where an Apache CouchDB answers, and who manages it. */
export interface CouchAddress {
	/** Without a slash at the end. */
	readonly url: string;
	readonly user: string;
	readonly password: string;
}

/** Why a server did not do what it was asked: words for whoever runs it, without a password in them. */
export interface CouchTrouble {
	readonly reason: string;
	/** 0 where nothing answered. */
	readonly status: number;
}

export type Asked<Value> = Promise<Result<Value, CouchTrouble>>;

/** An Apache CouchDB, asked as its administrator. */
export interface CouchServer {
	readonly url: string;
	/** The JSON of an answer that says yes. `path` begins with a slash. */
	ask(method: string, path: string, body?: object, signal?: AbortSignal): Asked<unknown>;
}

/** Milliseconds for an answer: an index over a whole site is being made meanwhile. */
const PATIENCE = 120_000;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export function createCouchServer({ url, user, password }: CouchAddress, fetch: Fetch = globalThis.fetch): CouchServer {
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	return {
		url,
		async ask(method, path, body, signal) {
			let response: Response;
			let answer: unknown;
			try {
				response = await fetch(url + path, {
					method,
					headers: { authorization, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
					...(body && { body: JSON.stringify(body) }),
					redirect: 'error',
					signal: signal ?? AbortSignal.timeout(PATIENCE)
				});
				answer = await response.json();
			} catch (error) {
				return err({ status: 0, reason: `${url} does not answer as a CouchDB does: ${causeOf(error)}` });
			}
			if (response.ok) return ok(answer);
			const { error, reason } = isObject(answer) ? answer : {};
			return err({ status: response.status, reason: `${method} ${path}: ${String(error)}: ${String(reason)}` });
		}
	};
}

/** What answers with JSON of another shape is no CouchDB, or does not get through to one: as good as away. */
export const otherShape = ({ url }: CouchServer, path: string): CouchTrouble => ({
	status: 0,
	reason: `${url} does not answer as a CouchDB does: ${path} is of another shape`
});

/** The rows of the answer to `path`. */
export function rowsOf(
	couch: CouchServer,
	path: string,
	answer: unknown,
	member: 'rows' | 'docs' = 'rows'
): Result<readonly Readonly<Record<string, unknown>>[], CouchTrouble> {
	const rows = isObject(answer) ? answer[member] : undefined;
	return Array.isArray(rows) && rows.every(isObject) ? ok(rows) : err(otherShape(couch, path));
}

/** `https://admin:password@host:6984`, with or without the one or the other; undefined for what is no such address. */
export function readAddress(text: string): (Partial<CouchAddress> & Pick<CouchAddress, 'url'>) | undefined {
	if (!URL.canParse(text)) return undefined;
	const { protocol, username, password, origin, pathname, search, hash } = new URL(text);
	if ((protocol !== 'http:' && protocol !== 'https:') || search !== '' || hash !== '') return undefined;
	try {
		return {
			url: origin + pathname.replace(/\/+$/, ''),
			...(username && { user: decodeURIComponent(username) }),
			...(password && { password: decodeURIComponent(password) })
		};
	} catch {
		// A `%` that begins no escape.
		return undefined;
	}
}

/** What fetch hides behind "fetch failed". */
export function causeOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	return cause instanceof Error
		? `${error.message} (${cause.message || String((cause as { code?: unknown }).code)})`
		: error.message;
}
