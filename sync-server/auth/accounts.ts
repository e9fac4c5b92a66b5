import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '#ports/random.ts';
import { problem, type Problem } from '../http/problem.ts';
import type { Storage } from '../log/storage.ts';
import { hashPassword, isPasswordHash, ITERATIONS, verifyPassword, type PasswordHash } from './passwords.ts';
import { SERVER_ADMIN, type User } from './user.ts';

export const USERS = '_users';

/** Said to a device that was reported lost and still knows its password: another word than for a wrong one. */
export const revokedDevice: Problem = problem(403, 'revoked', 'This device is not part of the site any more.');

export const userDocumentId = (name: string): string => `org.couchdb.user:${name}`;

/** A user and what ends their sessions when it changes. */
export interface Account {
	readonly user: User;
	/** Part of every session's signature: a new password ends the old sessions. */
	readonly stamp: string;
	/** A device that was reported lost: whoever knows its password is told so, and nothing else. */
	readonly revoked?: true;
}

/** The server's administrator, who is no document. */
export interface AdminAccount {
	readonly name: string;
	readonly stamp: string;
	verify(password: string): Promise<boolean>;
}

interface StoredUser {
	readonly roles: readonly string[];
	readonly hash: PasswordHash;
	readonly revoked?: true;
}

export interface Accounts {
	find(name: string): Account | undefined;
	verify(name: string, password: string): Promise<Account | undefined>;
	/** Calls `listener` when an account may have changed. Returns the stop. */
	subscribe(listener: () => void): () => void;
}

/** An administrator whose password is given in the clear, from the environment. */
export function adminWithPassword(name: string, password: string): AdminAccount {
	const digest = (text: string) => createHmac('sha256', 'floorbook admin').update(text).digest();
	const wanted = digest(password);
	return {
		name,
		stamp: wanted.toString('hex'),
		verify: (given) => Promise.resolve(timingSafeEqual(digest(given), wanted))
	};
}

/** The administrator of a server that was given no password: the first start draws one, and `fresh` is it. */
export async function adminFromStorage(
	name: string,
	storage: Storage,
	random: Random
): Promise<{ readonly admin: AdminAccount; readonly fresh?: string }> {
	const stored = storage.setting('admin password');
	if (stored !== undefined) return { admin: adminWithHash(name, JSON.parse(stored) as PasswordHash) };
	const fresh = Buffer.from(random.bytes(15)).toString('base64url');
	const hash = await hashPassword(fresh, ITERATIONS, random);
	await storage.setSetting('admin password', JSON.stringify(hash));
	return { admin: adminWithHash(name, hash), fresh };
}

const adminWithHash = (name: string, hash: PasswordHash): AdminAccount => ({
	name,
	stamp: hash.derived_key,
	verify: (given) => verifyPassword(given, hash)
});

export function createAccounts(storage: Storage, admin: AdminAccount): Accounts {
	function find(name: string): Account | undefined {
		if (name === admin.name) return { user: { name, roles: [SERVER_ADMIN] }, stamp: admin.stamp };
		const record = readUser(name);
		if (record === undefined) return undefined;
		const { roles, hash, revoked } = record;
		if (revoked) return { user: { name, roles: [] }, stamp: `${hash.derived_key} revoked`, revoked };
		return { user: { name, roles }, stamp: hash.derived_key };
	}

	function readUser(name: string): StoredUser | undefined {
		const document = storage.database(USERS)?.read(userDocumentId(name));
		if (document === undefined || document.deleted === 1) return undefined;
		const body = JSON.parse(document.body) as { roles?: unknown; revoked?: unknown };
		if (!isPasswordHash(body)) return undefined;
		const roles = Array.isArray(body.roles) ? body.roles.filter((role) => typeof role === 'string') : [];
		return { roles, hash: body, ...(body.revoked !== undefined && { revoked: true }) };
	}

	async function isPasswordOf(name: string, password: string): Promise<boolean> {
		const hash = readUser(name)?.hash;
		return hash !== undefined && verifyPassword(password, hash);
	}

	return {
		find,
		async verify(name, password) {
			const before = find(name);
			const holds = name === admin.name ? await admin.verify(password) : await isPasswordOf(name, password);
			const account = holds ? find(name) : undefined;
			// the password may have been changed while its key was derived
			return account?.stamp === before?.stamp ? account : undefined;
		},
		subscribe: (listener) => storage.database(USERS)?.subscribe(listener) ?? (() => undefined)
	};
}
