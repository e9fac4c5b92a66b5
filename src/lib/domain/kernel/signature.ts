import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { canonicalJson } from './canonical.ts';

/** A public key as it stands in events, on the wire and in files. */
export interface PublicKey {
	/** `ES256`: ECDSA on the curve P-256 over SHA-256, the one that every browser's own crypto has. Others have other names. */
	readonly alg: string;
	/** base64url without padding; for ES256 of the raw uncompressed point: 65 bytes, the first of them 4. */
	readonly key: string;
}

/**
 * base64url without padding; for ES256 of r and s one after the other: 64 bytes (IEEE P1363). No two signings of one thing
 * are the same: a signature is no name of anything, and never hashed or compared.
 */
export type Signature = string;

/** Names a public key: 64 hex. */
export type KeyId = string;

const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));

// Open: what is signed by an algorithm that comes later can be read here, and not be checked.
export const algorithmSchema = text(/^[A-Za-z0-9-]{1,32}$/);
export const publicKeySchema = v.object({ alg: algorithmSchema, key: text(/^[A-Za-z0-9_-]{16,4096}$/) });
export const signatureSchema = text(/^[A-Za-z0-9_-]{16,8192}$/);
export const keyIdSchema = text(/^[0-9a-f]{64}$/);

/** The one that this version signs with and can check. */
export const ES256 = 'ES256';

// One writing only: the bits that base64url leaves over at its end are zero, so that no other text means the same bytes.
const POINT = /^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$/;
const RS = /^[A-Za-z0-9_-]{85}[AQgw]$/;

export const isEs256Key = (value: unknown): value is PublicKey =>
	v.is(publicKeySchema, value) && value.alg === ES256 && POINT.test(value.key);

export const isEs256Signature = (value: unknown): value is Signature => typeof value === 'string' && RS.test(value);

/** SHA-256 over the canonical JSON of the key's two members and nothing else. */
export function keyId({ alg, key }: PublicKey): KeyId {
	const canonical = canonicalJson({ alg, key });
	if (!canonical.ok) throw new Error(`a key without canonical form: ${canonical.error.reason}`);
	return bytesToHex(sha256(utf8ToBytes(canonical.value)));
}
