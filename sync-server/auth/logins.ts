import { createHash } from 'node:crypto';
import type { Result } from '#domain/kernel/result.ts';
import type { Attempts } from '../http/attempts.ts';
import { peerAddress } from '../http/peer-address.ts';
import type { Problem } from '../http/problem.ts';
import type { Account } from './accounts.ts';

/** Passwords are tried through this, however they come: so many may be wrong for one user from one address. */
export interface Logins {
	/** Undefined when the password is wrong; a Problem when too many were, without looking at this one. */
	verify(
		request: Request,
		name: string,
		verify: () => Promise<Account | undefined>
	): Promise<Result<Account | undefined, Problem>>;
}

export const createLogins = (attempts: Attempts): Logins => ({
	verify: (request, name, verify) =>
		attempts.make(keyOf(peerAddress(request), name), verify, (account) => account === undefined)
});

/** Of one length: thousands are remembered, and whoever guesses writes the names. */
const keyOf = (address: string, name: string): string =>
	createHash('sha256').update(`${address} ${name}`).digest('base64url');
