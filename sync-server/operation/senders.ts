import type { Authenticator } from '../auth/authenticate.ts';
import type { User } from '../auth/user.ts';

const senders = new WeakMap<Request, User>();

/** Remembers who a request is from, where somebody else found that out. */
export const noteSender = (request: Request, user: User): void => void senders.set(request, user);

/** Remembers who each request turned out to be from. */
export const noteSenders = (authenticator: Authenticator): Authenticator => ({
	async identify(request) {
		const identity = await authenticator.identify(request);
		if (identity.ok) noteSender(request, identity.value.user);
		return identity;
	}
});

/** Undefined for a request that nobody had to be asked about, or whose sender was not believed. */
export const senderOf = (request: Request): User | undefined => senders.get(request);
