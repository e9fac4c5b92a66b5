// For its order of keys, which the contract compares with.
import 'fake-indexeddb/auto';
import { createMemoryStore, type MemoryStore } from '#adapters/memory/memory-store.ts';
import type { Store } from '#ports/store.ts';
import { describe, expect, it } from 'vitest';
import { contractTables, counters, parts } from './contract-tables.ts';
import { storeContract } from './store.contract.ts';

storeContract('memory', () => {
	let first: MemoryStore | undefined;
	return {
		connect: async () => (first = first ? first.connect() : createMemoryStore({ tables: contractTables })),
		discard: async () => undefined
	};
});

describe('memory store', () => {
	const put = (store: Store, id: string): Promise<void> => store.write((writer) => writer.put(parts, [{ id }]));

	it('stores nothing of a transaction in which the device dies, and wakes nobody', async () => {
		let dies = false;
		const store = createMemoryStore({
			tables: contractTables,
			beforeCommit: () => {
				if (dies) throw new Error('power cut');
			}
		});
		const seen: number[] = [];
		store.watch(
			(reader) => reader.count(parts),
			(count) => seen.push(count),
			(error) => {
				throw error;
			}
		);
		await put(store, 'a');
		dies = true;
		await expect(put(store, 'b')).rejects.toThrow('power cut');
		expect(await store.read((reader) => reader.count(parts))).toBe(1);
		dies = false;
		await put(store, 'c');
		await store.read(async () => undefined);
		expect(seen.at(-1)).toBe(2);
		expect(seen.length).toBeLessThanOrEqual(3);
	});

	it('lets a restarted device, or another tab, at the same rows', async () => {
		const store = createMemoryStore({
			tables: contractTables,
			beforeCommit: () => {
				throw new Error('power cut');
			}
		});
		await expect(put(store, 'a')).rejects.toThrow('power cut');
		const restarted = store.connect();
		store.close();
		await put(restarted, 'b');
		expect(await restarted.connect().read((reader) => reader.range(parts))).toEqual([{ id: 'b' }]);
	});

	it('takes back what work stored before it awaited something foreign, even if it stores nothing afterwards', async () => {
		const store = createMemoryStore({ tables: contractTables });
		const failing = store.write(async (writer) => {
			await writer.put(parts, [{ id: 'a' }]);
			await new Promise((resolve) => setTimeout(resolve, 20));
		});
		await expect(failing).rejects.toMatchObject({ name: 'StoreTrouble', kind: 'failed' });
		expect(await store.read((reader) => reader.count(parts))).toBe(0);
	});

	it('shows all rows in a snapshot, in key order and never half a transaction', async () => {
		const store = createMemoryStore({ tables: contractTables });
		const writing = store.write(async (writer) => {
			await writer.put(parts, [{ id: 'b' }]);
			await writer.put(parts, [{ id: 'a' }]);
			await writer.put(counters, [{ name: 'n', value: 1 }]);
		});
		expect(await store.snapshot()).toEqual({
			parts: [{ id: 'a' }, { id: 'b' }],
			scans: [],
			counters: [{ name: 'n', value: 1 }]
		});
		await writing;
	});
});
