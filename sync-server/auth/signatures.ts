import { webcrypto } from 'node:crypto';
import { ES256, isEs256Key, isEs256Signature, type PublicKey, type Signature } from '#domain/kernel/signature.ts';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** Whether `key` made `signature` over `bytes`. False, never an error, for what cannot be checked. */
export async function isSignedBy(key: PublicKey, bytes: Uint8Array, signature: Signature): Promise<boolean> {
	if (!isEs256Key(key) || !isEs256Signature(signature)) return false;
	try {
		const imported = await webcrypto.subtle.importKey('raw', bytesOf(key.key), CURVE, false, ['verify']);
		return await webcrypto.subtle.verify(SIGNING, imported, bytesOf(signature), new Uint8Array(bytes));
	} catch {
		// a point that is not on the curve
		return false;
	}
}

export interface SigningKey {
	readonly publicKey: PublicKey;
	readonly sign: (bytes: Uint8Array) => Promise<Signature>;
}

/** A new private key, as the text that `openSigningKey` reads. */
export async function drawSigningKey(): Promise<string> {
	const { privateKey } = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
	return JSON.stringify(await webcrypto.subtle.exportKey('jwk', privateKey));
}

/** Throws when `text` is no key. */
export async function openSigningKey(text: string): Promise<SigningKey> {
	const jwk = JSON.parse(text) as { readonly x?: string; readonly y?: string };
	const privateKey = await webcrypto.subtle.importKey('jwk', jwk, CURVE, false, ['sign']);
	const point = Buffer.concat([
		Buffer.of(4),
		Buffer.from(jwk.x ?? '', 'base64url'),
		Buffer.from(jwk.y ?? '', 'base64url')
	]);
	return {
		publicKey: { alg: ES256, key: point.toString('base64url') },
		async sign(bytes) {
			const signature = await webcrypto.subtle.sign(SIGNING, privateKey, new Uint8Array(bytes));
			return Buffer.from(signature).toString('base64url');
		}
	};
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64url'));
