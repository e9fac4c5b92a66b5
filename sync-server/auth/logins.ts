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
		attempts.make(`${peerAddress(request)} ${name}`, verify, (account) => account === undefined)
});
