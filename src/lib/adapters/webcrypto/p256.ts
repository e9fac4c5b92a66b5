import { ES256, isEs256Key, isEs256Signature, type PublicKey, type Signature } from '#domain/kernel/signature.ts';
import type { DeviceKey } from '#ports/device-key.ts';

/** ES256 by the platform's own WebCrypto, which browsers, their workers and Node share. */
export interface KeyPair {
	readonly privateKey: CryptoKey;
	readonly publicKey: PublicKey;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** Undefined where the platform keeps its crypto from the page, which it does over plain http from another computer. */
const subtle = (): SubtleCrypto | undefined => (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;

/** A new pair whose private half no script can export; null where there is no crypto. */
export async function makeKeyPair(): Promise<KeyPair | null> {
	const crypto = subtle();
	if (crypto === undefined) return null;
	const { privateKey, publicKey } = await crypto.generateKey(CURVE, false, ['sign', 'verify']);
	const point = new Uint8Array(await crypto.exportKey('raw', publicKey));
	return { privateKey, publicKey: { alg: ES256, key: toBase64Url(point) } };
}

export async function signWith({ privateKey }: KeyPair, bytes: Uint8Array): Promise<Signature | null> {
	const crypto = subtle();
	if (crypto === undefined) return null;
	return toBase64Url(new Uint8Array(await crypto.sign(SIGNING, privateKey, new Uint8Array(bytes))));
}

export const verify: DeviceKey['verify'] = async (key, bytes, signature) => {
	const crypto = subtle();
	if (crypto === undefined || !isEs256Key(key) || !isEs256Signature(signature)) return false;
	try {
		const imported = await crypto.importKey('raw', fromBase64Url(key.key), CURVE, false, ['verify']);
		return await crypto.verify(SIGNING, imported, fromBase64Url(signature), new Uint8Array(bytes));
	} catch {
		return false;
	}
};

const toBase64Url = (bytes: Uint8Array): string =>
	btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');

/** @throws DOMException for what is no base64url */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
