import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from './accounts.ts';

const NAME = 'AuthSession';

/** The claim, and in it: the name, when the cookie was issued, when the session began, as CouchDB writes seconds. */
const CLAIM = /^((.*):([0-9A-F]{1,10}):([0-9A-F]{1,10})):([0-9a-f]{64})$/s;

/** How a session is carried: CouchDB's cookie, signed with the server's secret and the account's stamp. */
export interface SessionCookies {
	/** The `Set-Cookie` of a new session, or of one that goes on and `began` before. Times in milliseconds. */
	issue(account: Account, now: number, secure: boolean, began?: number): string;
	/** The `Set-Cookie` that ends one. */
	expire(secure: boolean): string;
	/** Whose session the request carries, since when, and when its cookie was issued; `find` names the accounts. */
	read(
		request: Request,
		now: number,
		find: (name: string) => Account | undefined
	): { readonly account: Account; readonly began: number; readonly issued: number } | undefined;
}

/** How long a session goes on at most, in seconds, however often it is used. */
const LONGEST_SESSION = 7 * 24 * 3600;

/** `lifetime`: the seconds a session lives without being used. */
export function createSessionCookies(secret: string, lifetime: number): SessionCookies {
	const sign = (claim: string, stamp: string): Buffer =>
		createHmac('sha256', secret).update(stamp).update('\0').update(claim).digest();
	const endOf = (issued: number, began: number): number => Math.min(issued + lifetime, began + LONGEST_SESSION);
	const attributes = (secure: boolean): string => `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

	return {
		issue({ user, stamp }, now, secure, began = now) {
			const [issued, since] = [Math.floor(now / 1000), Math.floor(began / 1000)];
			const claim = `${user.name ?? ''}:${hex(issued)}:${hex(since)}`;
			const value = Buffer.from(`${claim}:${sign(claim, stamp).toString('hex')}`).toString('base64url');
			const end = endOf(issued, since);
			const expires = new Date(end * 1000).toUTCString();
			return `${NAME}=${value}; Version=1; Expires=${expires}; Max-Age=${end - issued}; ${attributes(secure)}`;
		},
		expire: (secure) => `${NAME}=; Version=1; Max-Age=0; ${attributes(secure)}`,
		read(request, now, find) {
			const value = cookieValue(request.headers.get('cookie') ?? '');
			if (value === undefined) return undefined;
			const parts = CLAIM.exec(Buffer.from(value, 'base64url').toString('utf8'));
			if (parts === null) return undefined;
			const [, claim = '', name = '', at = '', from = '', signature = ''] = parts;
			const [issued, since] = [Number.parseInt(at, 16), Number.parseInt(from, 16)];
			if (now / 1000 >= endOf(issued, since)) return undefined;
			const account = find(name);
			if (account === undefined) return undefined;
			const holds = timingSafeEqual(sign(claim, account.stamp), Buffer.from(signature, 'hex'));
			return holds ? { account, began: since * 1000, issued: issued * 1000 } : undefined;
		}
	};
}

const hex = (seconds: number): string => seconds.toString(16).toUpperCase();

function cookieValue(header: string): string | undefined {
	for (const pair of header.split(';')) {
		const equals = pair.indexOf('=');
		if (pair.slice(0, equals).trim() === NAME) return pair.slice(equals + 1).trim() || undefined;
	}
	return undefined;
}
