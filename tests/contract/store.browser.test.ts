import { StoreTrouble } from '#ports/store.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { contractTables, counters, parts } from './contract-tables.ts';
import { dexieStoreContract } from './dexie-store.contract.ts';
import { storeContract } from './store.contract.ts';

let databases = 0;

const open = (name: string, durability: 'strict' | 'relaxed' = 'strict') =>
	createDexieStore({ name, durability, tables: contractTables });

storeContract('Dexie in Chromium', () => {
	const name = `contract-${databases++}`;
	return { connect: () => open(name), discard: () => Dexie.delete(name) };
});

dexieStoreContract('in Chromium');

/** The part of Chromium's DevTools protocol that is used here. */
interface DevTools {
	send(method: 'Storage.clearDataForOrigin', options: { origin: string; storageTypes: string }): Promise<void>;
}

/** The part of the Storage Buckets API, which TypeScript does not know, that is used here. */
interface StorageBuckets {
	open(name: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>;
}

const devTools = (): DevTools => cdp() as unknown as DevTools;

describe('Dexie store: only in a real browser', () => {
	beforeEach(() => {
		for (const method of ['warn', 'debug', 'trace'] as const)
			vi.spyOn(console, method).mockImplementation(() => undefined);
	});

	afterEach(() => {
		vi.restoreAllMocks();
	});

	it.each(['strict', 'relaxed'] as const)('asks IndexedDB for %s durability', async (durability) => {
		const name = `durability-${durability}`;
		// Dexie takes hold of the function when it opens the database.
		const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
		const store = await open(name, durability);
		transaction.mockClear();
		await store.write((writer) => writer.put(parts, [{ id: 'a' }]));
		expect(transaction.mock.results.map(({ value }) => (value as IDBTransaction).durability)).toEqual([durability]);
		store.close();
		await Dexie.delete(name);
	});

	it('leaves nothing behind of a transaction for which there is no room, and goes on with what fits', async () => {
		// A bucket has a quota of its own, and nothing else in it.
		const bucket = await (navigator as unknown as { storageBuckets: StorageBuckets }).storageBuckets.open('full', {
			quota: 1_000_000
		});
		const { dependencies } = Dexie;
		Dexie.dependencies = { ...dependencies, indexedDB: bucket.indexedDB };
		const store = await open('full').finally(() => (Dexie.dependencies = dependencies));
		await store.write((writer) => writer.put(parts, [{ id: 'before' }]));
		const writing = store.write(async (writer) => {
			await writer.put(counters, [{ name: 'n', value: 1 }]);
			await writer.put(parts, [{ id: 'huge', place: 'p', data: new Uint8Array(6_000_000) }]);
		});
		await expect(writing).rejects.toMatchObject({ name: 'StoreTrouble', kind: 'full' });
		await store.write((writer) => writer.put(parts, [{ id: 'after' }]));
		const stored = await store.read(async (reader) => [await reader.range(parts), await reader.count(counters)]);
		expect(stored).toEqual([[{ id: 'after' }, { id: 'before' }], 0]);
		store.close();
	});

	it('notices that the data of the site was cleared under the page', async () => {
		const name = 'cleared';
		const store = await open(name);
		await store.write((writer) => writer.put(parts, [{ id: 'a' }]));
		// The lost connection may be told first; opening it again tells why.
		const told = new Promise((resolve) => {
			store.watch(
				(reader) => reader.count(parts),
				() => undefined,
				(error) => {
					if (!(error instanceof StoreTrouble) || error.kind !== 'closed') resolve(error);
				}
			);
		});
		await devTools().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
		expect(await told).toMatchObject({ name: 'StoreTrouble', kind: 'gone' });
		const writing = store.write((writer) => writer.put(parts, [{ id: 'b' }]));
		await expect(writing).rejects.toMatchObject({ name: 'StoreTrouble', kind: 'gone' });
		const fresh = await open(name);
		expect(await fresh.read((reader) => reader.count(parts))).toBe(0);
		fresh.close();
		store.close();
		await Dexie.delete(name);
	});

	it('shares transactions and watches with a worker', async () => {
		const name = 'shared';
		const store = await open(name);
		const worker = new Worker(new URL('./store-writer.worker.ts', import.meta.url), { type: 'module' });
		const increment = (): Promise<void> =>
			store.write(async (writer) => {
				const value = ((await writer.get(counters, 'n'))?.value ?? 0) + 1;
				await writer.put(counters, [{ name: 'n', value }]);
			});
		const seen: number[] = [];
		const all = new Promise<void>((resolve, reject) => {
			store.watch(
				(reader) => reader.get(counters, 'n'),
				(counter) => {
					seen.push(counter?.value ?? 0);
					if (counter?.value === 100) resolve();
				},
				reject
			);
		});
		const mine: Promise<void>[] = [];
		for (let i = 0; i < 50; i++) {
			worker.postMessage({ database: name });
			mine.push(increment());
		}
		await Promise.all(mine);
		await all;
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		worker.terminate();
		store.close();
		await Dexie.delete(name);
	});
});
