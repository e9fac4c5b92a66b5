import { createDexieStore, type DexieStore } from '#adapters/dexie/dexie-store.ts';
import { createOutboxCopy } from '#adapters/dexie/outbox-copy.ts';
import { table, type Table } from '#domain/kernel/table.ts';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface Part {
	readonly id: string;
	readonly place?: string;
}

const bareParts = table<Part>('parts', 'id');
const parts = table<Part>('parts', 'id', ['place']);
const lots = table<{ readonly id: string }>('lots', 'id');
const machines = table<{ readonly id: string }>('machines', 'id');

const asList = (...tables: Table<never>[]): readonly Table<never>[] => tables;
const oldTables = asList(bareParts as Table<never>);
const newTables = asList(parts as Table<never>, lots as Table<never>);
const newestTables = asList(...newTables, machines as Table<never>);

const gone = { name: 'StoreTrouble', kind: 'gone' };
const closed = { name: 'StoreTrouble', kind: 'closed' };

let databases = 0;

/** What a store in IndexedDB does beyond the store contract: schemas, lost connections and emptied storage. */
export function dexieStoreContract(name: string): void {
	describe(`Dexie store: ${name}`, () => {
		let database: string;
		const opened: DexieStore[] = [];

		const open = async (tables: readonly Table<never>[] = newTables): Promise<DexieStore> => {
			const store = await createDexieStore({ name: database, durability: 'relaxed', tables });
			opened.push(store);
			return store;
		};

		const put = (store: DexieStore, ...rows: Part[]): Promise<void> => store.write((writer) => writer.put(parts, rows));
		const idsOf = async (store: DexieStore): Promise<string[]> =>
			(await store.read((reader) => reader.range(parts))).map((part) => part.id);

		const deleteDatabase = (): Promise<void> =>
			new Promise((resolve, reject) => {
				const request = indexedDB.deleteDatabase(database);
				request.onsuccess = () => resolve();
				request.onerror = () => reject(request.error as Error);
			});

		beforeEach(() => {
			database = `dexie-store-${databases++}`;
			// Dexie tells the console of everything that these tests provoke.
			for (const method of ['warn', 'debug', 'trace'] as const)
				vi.spyOn(console, method).mockImplementation(() => undefined);
		});

		afterEach(async () => {
			for (const store of opened.splice(0)) store.close();
			await Dexie.delete(database);
			vi.restoreAllMocks();
		});

		describe('a newer list of tables', () => {
			it('is added to what an older one left, whose rows stay and enter the new indexes', async () => {
				const before = await open(oldTables);
				await put(before, { id: 'a', place: 'q' }, { id: 'b', place: 'p' }, { id: 'c' });
				before.close();
				for (const tables of [newTables, newestTables, newestTables]) {
					const after = await open(tables);
					const rows = await after.read((reader) => reader.range(parts, { index: 'place' }));
					expect(rows.map((row) => row.id)).toEqual(['b', 'a']);
					expect(await idsOf(after)).toEqual(['a', 'b', 'c']);
					await after.write((writer) => writer.put(lots, [{ id: 'l' }]));
					expect(await after.read((reader) => reader.count(lots))).toBe(1);
					after.close();
				}
			});

			it('does not wait for a tab with the older one, which goes on', async () => {
				const older = await open(oldTables);
				await put(older, { id: 'a' });
				const newer = await open(newTables);
				await put(newer, { id: 'b', place: 'p' });
				await put(older, { id: 'c', place: 'p' });
				expect(await idsOf(older)).toEqual(['a', 'b', 'c']);
				expect(await newer.read((reader) => reader.count(parts, { index: 'place', from: 'p' }))).toBe(2);
			});

			it('can be opened by several tabs at once', async () => {
				const before = await open(oldTables);
				await put(before, { id: 'a' });
				const stores = await Promise.all([open(newestTables), open(newTables), open(newestTables)]);
				for (const store of stores) await store.write((writer) => writer.put(lots, [{ id: 'l' }]));
				for (const store of [before, ...stores]) expect(await idsOf(store)).toEqual(['a']);
			});

			it('keeps the watches of the tab with the older one going', async () => {
				const older = await open(oldTables);
				const seen: number[] = [];
				await new Promise<void>((resolve, reject) => {
					older.watch(
						(reader) => reader.count(bareParts),
						(count) => {
							seen.push(count);
							if (count === 0) open(newTables).then((newer) => put(newer, { id: 'a' }), reject);
							if (count === 1) put(older, { id: 'b' }).catch(reject);
							if (count === 2) resolve();
						},
						reject
					);
				});
				expect(seen.filter((count, i) => count !== seen[i - 1])).toEqual([0, 1, 2]);
			});
		});

		describe('emptied storage', () => {
			it('is told from the one that was: nothing is read from it or written to it any more', async () => {
				const store = await open();
				await put(store, { id: 'a' });
				await deleteDatabase();
				await expect(idsOf(store)).rejects.toMatchObject(gone);
				await expect(put(store, { id: 'b' })).rejects.toMatchObject(gone);
				await expect(put(store, { id: 'c' })).rejects.toMatchObject(gone);
				const fresh = await open();
				expect(await idsOf(fresh)).toEqual([]);
				expect(fresh.mark).not.toBe(store.mark);
			});

			it('is told to whoever watches, though nobody asks', async () => {
				const store = await open();
				await put(store, { id: 'a' });
				const outcome = await new Promise((resolve) => {
					store.watch(idsOfParts, () => void deleteDatabase(), resolve);
				});
				expect(outcome).toMatchObject(gone);
			});

			it('stays lost for a tab that knew it, while another tab works on what replaced it', async () => {
				const store = await open();
				await put(store, { id: 'a' });
				await deleteDatabase();
				const fresh = await open();
				await put(fresh, { id: 'b' });
				await expect(put(store, { id: 'c' })).rejects.toMatchObject(gone);
				expect(await idsOf(fresh)).toEqual(['b']);
			});

			it('is no news to tabs that open the same storage: they share its mark', async () => {
				const stores = await Promise.all([open(), open(), open()]);
				expect(new Set(stores.map((store) => store.mark)).size).toBe(1);
				expect(stores[0]?.mark).toMatch(/^[0-9a-f]{32}$/);
				stores[0]?.close();
				expect((await open()).mark).toBe(stores[1]?.mark);
			});
		});

		describe('a lost connection', () => {
			/** The connections behind the stores, newest last. */
			const connections = (): IDBDatabase[] => {
				const found: IDBDatabase[] = [];
				const open = indexedDB.open.bind(indexedDB);
				vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
					const request = open(...args);
					request.addEventListener('success', () => found.push(request.result));
					return request;
				});
				return found;
			};

			it('is opened again', async () => {
				const found = connections();
				const store = await open();
				await put(store, { id: 'a' });
				for (const round of ['b', 'c', 'd', 'e', 'f']) {
					found.at(-1)?.close();
					await put(store, { id: round });
				}
				expect(await idsOf(store)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
				expect(found.length).toBeGreaterThan(5);
			});

			it('is opened again in the middle of a transaction, whose work then starts anew', async () => {
				const store = await open();
				let calls = 0;
				await store.write(async (writer) => {
					calls++;
					await writer.put(parts, [{ id: `call ${calls}` }]);
					if (calls > 1) return;
					// What WebKit answers once its storage process was killed.
					throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
				});
				expect(await idsOf(store)).toEqual(['call 2']);
			});

			it('that cannot be opened again is told, and tried again by the next transaction', async () => {
				const found = connections();
				const store = await open();
				const opening = vi.mocked(indexedDB.open).getMockImplementation();
				vi.mocked(indexedDB.open).mockImplementation(() => {
					throw new DOMException('the storage process is gone', 'UnknownError');
				});
				found.at(-1)?.close();
				await expect(put(store, { id: 'a' })).rejects.toMatchObject(closed);
				await expect(idsOf(store)).rejects.toMatchObject(closed);
				vi.mocked(indexedDB.open).mockImplementation(opening!);
				await put(store, { id: 'b' });
				expect(await idsOf(store)).toEqual(['b']);
			});

			it('is told to whoever watches, who is answered again when it is back', async () => {
				const found = connections();
				const store = await open();
				const opening = vi.mocked(indexedDB.open).getMockImplementation()!;
				const outcomes: unknown[] = [];
				await new Promise<void>((resolve) => {
					store.watch(
						idsOfParts,
						(ids) => {
							outcomes.push(ids);
							if (outcomes.length > 1) return resolve();
							vi.mocked(indexedDB.open).mockImplementation(() => {
								throw new DOMException('the storage process is gone', 'UnknownError');
							});
							const connection = found.at(-1)!;
							connection.close();
							connection.onclose?.(new Event('close'));
						},
						(error) => {
							outcomes.push(error);
							vi.mocked(indexedDB.open).mockImplementation(opening);
						}
					);
				});
				expect(outcomes).toMatchObject([[], closed, []]);
			});
		});

		describe('the second copy of the outbox', () => {
			const document = (id: string) => ({ _id: id, _rev: `1-${id}`, data: { some: 'thing' } });

			it('keeps documents until they are dropped, over a restart', async () => {
				const copy = createOutboxCopy({ name: database });
				expect(await copy.all()).toEqual([]);
				await copy.keep([document('b'), document('a')]);
				await copy.keep([document('b')]);
				copy.close();
				const again = createOutboxCopy({ name: database });
				expect(await again.all()).toEqual([document('a'), document('b')]);
				await again.drop(['a', 'nothing']);
				expect(await again.all()).toEqual([document('b')]);
				again.close();
				await Dexie.delete(`${database}-copy`);
			});

			it('survives the loss of the store', async () => {
				const store = await open();
				const copy = createOutboxCopy({ name: database });
				await copy.keep([document('a')]);
				await deleteDatabase();
				await expect(put(store, { id: 'a' })).rejects.toMatchObject(gone);
				expect(await copy.all()).toEqual([document('a')]);
				copy.close();
				await Dexie.delete(`${database}-copy`);
			});

			it('says so instead of failing when it cannot keep or drop', async () => {
				const troubles: unknown[] = [];
				const copy = createOutboxCopy({ name: database, trouble: (error) => troubles.push(error) });
				copy.close();
				await copy.keep([document('a')]);
				await copy.drop(['a']);
				expect(troubles).toMatchObject([closed, closed]);
				await expect(copy.all()).rejects.toMatchObject(closed);
			});

			it('is there again after its database could not be opened for a while', async () => {
				const opening = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
					throw new DOMException('the storage process is gone', 'UnknownError');
				});
				const copy = createOutboxCopy({ name: database });
				await copy.keep([document('a')]);
				opening.mockRestore();
				await copy.keep([document('b')]);
				expect(await copy.all()).toEqual([document('b')]);
				copy.close();
				await Dexie.delete(`${database}-copy`);
			});
		});
	});
}

const idsOfParts = async (reader: Parameters<Parameters<DexieStore['read']>[0]>[0]): Promise<string[]> =>
	(await reader.range(parts)).map((part) => part.id);
