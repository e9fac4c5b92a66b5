import * as v from 'valibot';

/**
 * How something is signed. ES256: ECDSA on the curve P-256 over SHA-256, the one that every browser's own crypto has. Another
 * one that follows gets a name of its own.
 */
export type SignatureAlgorithm = 'ES256';

/** A public key as it stands in events, on the wire and in files. */
export interface PublicKey {
	readonly alg: SignatureAlgorithm;
	/** base64url without padding of the raw uncompressed point: 65 bytes, the first of them 4. */
	readonly key: string;
}

/** base64url without padding of r and s one after the other: 64 bytes (IEEE P1363). No two signings of one thing are the same. */
export type Signature = string;

// One writing only: the bits that base64url leaves over at its end are zero, so that no other text means the same bytes.
const POINT = /^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$/;
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

export const signatureAlgorithmSchema = v.literal('ES256');

export const publicKeySchema = v.strictObject({
	alg: signatureAlgorithmSchema,
	key: v.pipe(v.string(), v.regex(POINT))
});

export const signatureSchema = v.pipe(v.string(), v.regex(SIGNATURE));

export const isPublicKey = (value: unknown): value is PublicKey => v.is(publicKeySchema, value);

export const isSameKey = (a: PublicKey | null, b: PublicKey | null): boolean => a?.alg === b?.alg && a?.key === b?.key;
