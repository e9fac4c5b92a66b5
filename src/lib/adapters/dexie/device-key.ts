import Dexie from 'dexie';
import type { DeviceKey } from '#ports/device-key.ts';
import { makeKeyPair, signWith, verify, type KeyPair } from '../webcrypto/p256.ts';

export interface DexieDeviceKeyOptions {
	/** Of the store whose device this is: the key is in the database `<name>-key`. */
	readonly name: string;
	/** Hears why there is no key, which nobody else does. */
	readonly trouble?: (error: unknown) => void;
}

export interface DexieDeviceKey extends DeviceKey {
	readonly close: () => void;
}

/** Of the one row. */
const DEVICE = 'device';

/**
 * The pair in a database of its own, whose private half is a `CryptoKey` that cannot be exported: the browser stores it and
 * no script ever sees its bytes. Strict, since a key that was told to the server and then lost is of no use.
 */
export function createDexieDeviceKey({ name, trouble }: DexieDeviceKeyOptions): DexieDeviceKey {
	const database = new Dexie(`${name}-key`, {
		chromeTransactionDurability: 'strict',
		cache: 'disabled',
		addons: []
	});
	database.version(1).stores({ pairs: '' });
	const pairs = database.table<KeyPair, string>('pairs');

	/** Whatever fails here leaves the device without a signature, and never without its work. */
	const attempt = async (action: () => Promise<KeyPair | null>): Promise<KeyPair | null> => {
		try {
			// After a failure Dexie opens nothing again by itself.
			await database.open();
			return await action();
		} catch (error) {
			trouble?.(error);
			return null;
		}
	};
	const stored = (): Promise<KeyPair | undefined> => pairs.get(DEVICE);

	/** Read anew each time: another tab may have renewed it. */
	const obtain = (): Promise<KeyPair | null> =>
		attempt(async () => {
			const known = await stored();
			if (known !== undefined) return known;
			// Made before the transaction, which would end while the platform makes it; whoever commits first has made the pair.
			const made = await makeKeyPair();
			if (made === null) return null;
			return database.transaction('rw', pairs, async () => {
				const first = await stored();
				if (first === undefined) await pairs.put(made, DEVICE);
				return first ?? made;
			});
		});

	const replace = (): Promise<KeyPair | null> =>
		attempt(async () => {
			const made = await makeKeyPair();
			if (made !== null) await pairs.put(made, DEVICE);
			return made;
		});

	return {
		publicKey: async () => (await obtain())?.publicKey ?? null,
		renew: async () => (await replace())?.publicKey ?? null,
		async sign(bytes) {
			const own = await obtain();
			const signature = own && (await signWith(own, bytes).catch(() => null));
			return own && signature ? { key: own.publicKey, signature } : null;
		},
		verify,
		close: () => database.close()
	};
}
