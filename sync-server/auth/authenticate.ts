import { createHmac } from 'node:crypto';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isFromForeignPage } from '../http/foreign-page.ts';
import { forbidden, unauthorized, type Problem } from '../http/problem.ts';
import { revokedDevice, type Account, type Accounts } from './accounts.ts';
import type { SessionCookies } from './cookie.ts';
import type { Logins } from './logins.ts';
import { NOBODY, type User } from './user.ts';

/** Who a request is from, how that was told, and the cookie to send back where a session is renewed. */
export interface Identity {
	readonly user: User;
	readonly by: 'cookie' | 'default' | undefined;
	readonly setCookie?: string;
}

export interface Authenticator {
	/** Nobody when the request carries nothing, or a session that is over; a Problem when its password is wrong. */
	identify(request: Request): Promise<Result<Identity, Problem>>;
}

export interface AuthenticatorOptions {
	readonly accounts: Accounts;
	readonly logins: Logins;
	readonly cookies: SessionCookies;
	readonly secret: string;
	readonly now: () => number;
	/** Seconds a session lives without being used. */
	readonly sessionLifetime: number;
	/** Names that are this server's, whatever a proxy makes of them. */
	readonly hosts: readonly string[];
	/** Of other pages that may use a session. */
	readonly origins?: readonly string[];
}

/** Verified Basic credentials that are remembered. */
const REMEMBERED = 1_000;

/** A session is renewed once a tenth of its life is gone, not on every request. */
const RENEW_AFTER = 0.1;

const wrong = unauthorized('Name or password is incorrect.');

const ANONYMOUS: Identity = { user: NOBODY, by: undefined };

/** Whether its sender came over TLS, be it as far as a proxy that took it off. */
export const isSecure = ({ url }: Request): boolean => url.startsWith('https:');

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
	const { accounts, logins, cookies, secret, now, sessionLifetime, hosts, origins } = options;
	// deriving a key for each request of a Basic client would burn the processor
	const verified = new Map<string, Promise<Account | undefined>>();

	async function verifyBasic(name: string, password: string): Promise<Account | undefined> {
		const key = createHmac('sha256', secret).update(`${name}\0${password}`).digest('base64url');
		const remembered = await verified.get(key);
		const present = accounts.find(name);
		if (remembered && remembered.stamp === present?.stamp) return present;
		if (remembered) verified.delete(key);
		const asked = verified.get(key) ?? accounts.verify(name, password);
		verified.set(key, asked);
		// an error is remembered no more than a wrong password is
		const account = await asked.finally(() => verified.delete(key));
		if (account !== undefined) verified.set(key, asked);
		const [oldest] = verified.keys();
		if (verified.size > REMEMBERED && oldest !== undefined) verified.delete(oldest);
		return account;
	}

	function fromCookie(request: Request): Identity {
		const session = cookies.read(request, now(), accounts.find);
		if (session === undefined) return ANONYMOUS;
		const { account, began, issued } = session;
		const identity: Identity = { user: account.user, by: 'cookie' };
		if (now() - issued < sessionLifetime * 1000 * RENEW_AFTER) return identity;
		return { ...identity, setCookie: cookies.issue(account, now(), isSecure(request), began) };
	}

	return {
		async identify(request) {
			const authorization = request.headers.get('authorization');
			if (authorization === null) {
				const identity = fromCookie(request);
				const foreign = identity.by !== undefined && isFromForeignPage(request, hosts, origins);
				return foreign ? err(forbidden('the request comes from a page of another site')) : ok(identity);
			}
			const credentials = readBasic(authorization);
			if (credentials === undefined) return err(wrong);
			const { name, password } = credentials;
			const account = await logins.verify(request, name, () => verifyBasic(name, password));
			if (!account.ok) return account;
			if (account.value?.revoked) return err(revokedDevice);
			return account.value ? ok({ user: account.value.user, by: 'default' }) : err(wrong);
		}
	};
}

function readBasic(authorization: string): { readonly name: string; readonly password: string } | undefined {
	const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization)?.[1];
	if (encoded === undefined) return undefined;
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
