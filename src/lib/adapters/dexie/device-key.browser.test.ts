import Dexie from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { isEs256Key, isEs256Signature, keyId } from '#domain/kernel/signature.ts';
import { createDexieDeviceKey, type DexieDeviceKey, type DexieDeviceKeyOptions } from './device-key.ts';

const NAME = 'device-key-test';
const opened: DexieDeviceKey[] = [];

/** As each page and each worker opens one. */
function open(options: Partial<DexieDeviceKeyOptions> = {}): DexieDeviceKey {
	const key = createDexieDeviceKey({ name: NAME, ...options });
	opened.push(key);
	return key;
}

afterEach(async () => {
	for (const key of opened.splice(0)) key.close();
	await Dexie.delete(`${NAME}-key`);
});

/** What lies in the database, as a script on the page gets at it. */
async function storedPair(): Promise<{ readonly privateKey: CryptoKey }> {
	const database = await new Dexie(`${NAME}-key`).open();
	const [pair] = await database.table('pairs').toArray();
	database.close();
	return pair as { readonly privateKey: CryptoKey };
}

const bytes = new TextEncoder().encode('{"says":"head"}');

describe("the browser's key", () => {
	it('is a P-256 key whose signatures hold, and hold for nothing else', async () => {
		const key = open();
		const publicKey = await key.publicKey();
		expect(isEs256Key(publicKey)).toBe(true);
		const signed = await key.sign(bytes);
		expect(signed?.key).toEqual(publicKey);
		expect(isEs256Signature(signed?.signature)).toBe(true);
		expect(await key.verify(publicKey!, bytes, signed!.signature)).toBe(true);
		expect(await key.verify(publicKey!, bytes.slice(1), signed!.signature)).toBe(false);
		const other = await createDexieDeviceKey({ name: `${NAME}-other` }).publicKey();
		expect(await key.verify(other!, bytes, signed!.signature)).toBe(false);
		await Dexie.delete(`${NAME}-other-key`);
	});

	it('cannot be exported by any script', async () => {
		await open().publicKey();
		const { privateKey } = await storedPair();
		expect(privateKey.extractable).toBe(false);
		for (const format of ['jwk', 'pkcs8', 'raw'] as const) {
			await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow();
		}
	});

	it('survives reopening', async () => {
		const before = open();
		const publicKey = await before.publicKey();
		before.close();
		const after = open();
		expect(await after.publicKey()).toEqual(publicKey);
		const signed = await after.sign(bytes);
		expect(await after.verify(publicKey!, bytes, signed!.signature)).toBe(true);
	});

	it('is one, however many tabs ask for it at once', async () => {
		const tabs = Array.from({ length: 4 }, () => open());
		const keys = await Promise.all(tabs.map((tab) => tab.publicKey()));
		expect(new Set(keys.map((key) => keyId(key!))).size).toBe(1);
	});

	it('is another one after it was renewed, for every tab', async () => {
		const [page, worker] = [open(), open()];
		const before = await worker.publicKey();
		const renewed = await page.renew();
		expect(renewed).not.toEqual(before);
		expect(await worker.publicKey()).toEqual(renewed);
		expect((await worker.sign(bytes))?.key).toEqual(renewed);
	});

	it('is none where its storage fails, and nothing rejects', async () => {
		// A version that this code does not know is one it cannot open.
		const newer = new Dexie(`${NAME}-key`);
		newer.version(1).stores({ pairs: 'other' });
		await newer.open();
		newer.close();
		const troubles: unknown[] = [];
		const key = open({ trouble: (error) => troubles.push(error) });
		expect(await key.publicKey()).toBeNull();
		expect(await key.renew()).toBeNull();
		expect(await key.sign(bytes)).toBeNull();
		expect(troubles).not.toEqual([]);
	});
});

it.each([
	['no point', { alg: 'ES256', key: 'A'.repeat(87) }, 'A'.repeat(86)],
	['a point that is not on the curve', { alg: 'ES256', key: `B${'A'.repeat(86)}` }, 'A'.repeat(86)],
	['no signature', null, 'x'],
	['another algorithm', { alg: 'Ed25519', key: 'A'.repeat(43) }, 'A'.repeat(86)]
])('nothing holds with %s', async (_what, key, signature) => {
	const device = open();
	expect(await device.verify(key ?? (await device.publicKey())!, bytes, signature)).toBe(false);
});
