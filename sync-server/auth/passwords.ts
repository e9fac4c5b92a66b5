import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '#ports/random.ts';

/** A password as CouchDB 3 keeps it, in the members of a `_users` document. */
export interface PasswordHash {
	readonly password_scheme: 'pbkdf2';
	readonly pbkdf2_prf: 'sha256';
	readonly iterations: number;
	readonly salt: string;
	readonly derived_key: string;
}

/** CouchDB's default. */
export const ITERATIONS = 600_000;

/** Of a hash that somebody brings along: a login of more would keep a thread, of which there are few, for long. */
const MOST_ITERATIONS = 10_000_000;

const KEY_BYTES = 32;

/** In node's thread pool: a login must not hold up everybody's scans. */
const derive = promisify(pbkdf2);

export async function hashPassword(password: string, iterations: number, random: Random): Promise<PasswordHash> {
	const salt = Buffer.from(random.bytes(16)).toString('hex');
	const key = await derive(password, salt, iterations, KEY_BYTES, 'sha256');
	return { password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256', iterations, salt, derived_key: key.toString('hex') };
}

export async function verifyPassword(password: string, hash: PasswordHash): Promise<boolean> {
	const key = await derive(password, hash.salt, hash.iterations, KEY_BYTES, 'sha256');
	const wanted = Buffer.from(hash.derived_key, 'hex');
	return wanted.length === key.length && timingSafeEqual(wanted, key);
}

export function isPasswordHash(value: object): value is PasswordHash {
	const { password_scheme, pbkdf2_prf, iterations, salt, derived_key } = value as Partial<PasswordHash>;
	return (
		password_scheme === 'pbkdf2' &&
		pbkdf2_prf === 'sha256' &&
		Number.isSafeInteger(iterations) &&
		Number(iterations) >= 1 &&
		Number(iterations) <= MOST_ITERATIONS &&
		typeof salt === 'string' &&
		typeof derived_key === 'string'
	);
}
