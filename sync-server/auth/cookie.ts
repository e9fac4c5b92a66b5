import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from './accounts.ts';

const NAME = 'AuthSession';

/** How a session is carried: CouchDB's cookie, signed with the server's secret and the account's stamp. */
export interface SessionCookies {
	/** The `Set-Cookie` of a new session. `now` in milliseconds. */
	issue(account: Account, now: number, secure: boolean): string;
	/** The `Set-Cookie` that ends one. */
	expire(secure: boolean): string;
	/** Whose session the request carries and when it was issued, in milliseconds; `find` names the accounts. */
	read(
		request: Request,
		now: number,
		find: (name: string) => Account | undefined
	): { readonly account: Account; readonly issued: number } | undefined;
}

/** `lifetime` in seconds. */
export function createSessionCookies(secret: string, lifetime: number): SessionCookies {
	const sign = (claim: string, stamp: string): Buffer =>
		createHmac('sha256', secret).update(stamp).update('\0').update(claim).digest();
	const attributes = (secure: boolean): string => `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

	return {
		issue({ user, stamp }, now, secure) {
			const issued = Math.floor(now / 1000);
			const claim = `${user.name ?? ''}:${issued.toString(16).toUpperCase()}`;
			const value = Buffer.from(`${claim}:${sign(claim, stamp).toString('hex')}`).toString('base64url');
			const expires = new Date((issued + lifetime) * 1000).toUTCString();
			return `${NAME}=${value}; Version=1; Expires=${expires}; Max-Age=${lifetime}; ${attributes(secure)}`;
		},
		expire: (secure) => `${NAME}=; Version=1; Max-Age=0; ${attributes(secure)}`,
		read(request, now, find) {
			const value = cookieValue(request.headers.get('cookie') ?? '');
			if (value === undefined) return undefined;
			const parts = /^(.*):([0-9A-F]{1,10}):([0-9a-f]{64})$/s.exec(Buffer.from(value, 'base64url').toString('utf8'));
			if (parts === null) return undefined;
			const [, name = '', hex = '', signature = ''] = parts;
			const issued = Number.parseInt(hex, 16);
			if (now / 1000 >= issued + lifetime) return undefined;
			const account = find(name);
			if (account === undefined) return undefined;
			const holds = timingSafeEqual(sign(`${name}:${hex}`, account.stamp), Buffer.from(signature, 'hex'));
			return holds ? { account, issued: issued * 1000 } : undefined;
		}
	};
}

function cookieValue(header: string): string | undefined {
	for (const pair of header.split(';')) {
		const equals = pair.indexOf('=');
		if (pair.slice(0, equals).trim() === NAME) return pair.slice(equals + 1).trim() || undefined;
	}
	return undefined;
}
