import { createECDH, createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { ES256, isEs256Key, isEs256Signature, type PublicKey } from '#domain/kernel/signature.ts';
import type { DeviceKey } from '#ports/device-key.ts';

interface SeededPair {
	readonly privateKey: KeyObject;
	readonly publicKey: PublicKey;
}

/** A key that follows from its seed, so that what is recorded of it does: signatures differ each time, and nothing hangs on them. */
export function createSeededKey(seed: string): DeviceKey {
	let renewed = 0;
	let pair = pairOf(`${seed} ${renewed}`);
	return {
		publicKey: () => Promise.resolve(pair.publicKey),
		renew() {
			pair = pairOf(`${seed} ${++renewed}`);
			return Promise.resolve(pair.publicKey);
		},
		sign(bytes) {
			const signature = sign('sha256', bytes, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
			return Promise.resolve({ key: pair.publicKey, signature: signature.toString('base64url') });
		},
		verify(key, bytes, signature) {
			if (!isEs256Key(key) || !isEs256Signature(signature)) return Promise.resolve(false);
			const publicKey = createPublicKey({ key: jwkOf(Buffer.from(key.key, 'base64url')), format: 'jwk' });
			const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
			return Promise.resolve(verify('sha256', bytes, options, Buffer.from(signature, 'base64url')));
		}
	};
}

function pairOf(seed: string): SeededPair {
	const secret = createHash('sha256').update(seed).digest();
	const curve = createECDH('prime256v1');
	curve.setPrivateKey(secret);
	const point = curve.getPublicKey();
	const jwk = { ...jwkOf(point), d: secret.toString('base64url') };
	return {
		privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
		publicKey: { alg: ES256, key: point.toString('base64url') }
	};
}

const jwkOf = (point: Buffer) => ({
	kty: 'EC',
	crv: 'P-256',
	x: point.subarray(1, 33).toString('base64url'),
	y: point.subarray(33).toString('base64url')
});
