import type { DeviceKey } from '#ports/device-key.ts';
import { makeKeyPair, signWith, verify, type KeyPair } from '../webcrypto/p256.ts';

/** A key pair that ends with whoever holds it: for devices that live in one process. */
export function createMemoryDeviceKey(): DeviceKey {
	let pair: Promise<KeyPair | null> | undefined;
	const own = (): Promise<KeyPair | null> => (pair ??= makeKeyPair());

	return {
		publicKey: async () => (await own())?.publicKey ?? null,
		async renew() {
			pair = makeKeyPair();
			return (await pair)?.publicKey ?? null;
		},
		async sign(bytes) {
			const made = await own();
			const signature = made && (await signWith(made, bytes));
			return made && signature ? { key: made.publicKey, signature } : null;
		},
		verify
	};
}
