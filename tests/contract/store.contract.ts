import { StoreTrouble, type Key, type Range, type Reader, type Store } from '#ports/store.ts';
import { afterEach, beforeEach, describe, expect, it, onTestFailed, vi } from 'vitest';
import { counters, parts, scans, type Part } from './contract-tables.ts';
import { createSeededRandom, newSeed } from './seeded-random.ts';

/** A way to one storage, empty at first. */
export interface OpenedStorage {
	/** Opens one more connection, as another tab would. */
	readonly connect: () => Promise<Store>;
	/** Deletes the storage after all its connections were closed. */
	readonly discard: () => Promise<void>;
}

/** What every store does, whatever it is made of. The global `indexedDB` is there for its order of keys. */
export function storeContract(name: string, open: () => OpenedStorage): void {
	describe(`store contract: ${name}`, () => {
		const ended: (() => Promise<void> | void)[] = [];

		beforeEach(() => {
			// Dexie traces what fails to the console, and these tests make it fail.
			vi.spyOn(console, 'trace').mockImplementation(() => undefined);
		});

		afterEach(async () => {
			vi.restoreAllMocks();
			for (const end of ended.splice(0).reverse()) await end();
		});

		const openStorage = () => {
			const storage = open();
			ended.push(storage.discard);
			return async (): Promise<Store> => {
				const store = await storage.connect();
				ended.push(store.close);
				return store;
			};
		};

		const openStore = (): Promise<Store> => openStorage()();

		const idsOf = async (store: Store, range?: Range): Promise<Key[]> => {
			const rows = await store.read((reader) => reader.range(parts, range));
			return rows.map((row) => row.id);
		};

		/** Watches, and hands out the answers one by one. */
		const watching = <Answer>(store: Store, work: (reader: Reader) => Promise<Answer>) => {
			const outcomes: (Answer | Error)[] = [];
			let arrived = (): void => undefined;
			const add = (outcome: Answer | Error): void => {
				outcomes.push(outcome);
				arrived();
			};
			const stop = store.watch(work, add, (error) => add(error as Error));
			ended.push(stop);
			return {
				stop,
				outcomes,
				/** Waits until this many outcomes have come; the caller looks at all of them. */
				until: async (count: number): Promise<(Answer | Error)[]> => {
					while (outcomes.length < count) await new Promise<void>((resolve) => (arrived = resolve));
					return outcomes;
				}
			};
		};

		describe('rows', () => {
			it('come back as they were put, and are replaced by key', async () => {
				const store = await openStore();
				const row: Part = {
					id: 'a',
					place: null,
					data: [1.5, -0.1, 'ä€😀\uD800', true, null, undefined, { inner: [[]] }, JSON.parse('{"__proto__":{"x":1}}')]
				};
				await store.write((writer) => writer.put(parts, [row]));
				expect(await store.read((reader) => reader.get(parts, 'a'))).toStrictEqual(row);
				await store.write((writer) => writer.put(parts, [{ id: 'a', lot: 'l' }]));
				expect(await store.read((reader) => reader.get(parts, 'a'))).toStrictEqual({ id: 'a', lot: 'l' });
				expect(await store.read((reader) => reader.count(parts))).toBe(1);
			});

			it('of several keys come in the order asked, with gaps for those that are missing', async () => {
				const store = await openStore();
				await store.write((writer) => writer.put(parts, [{ id: 'a' }, { id: 'b' }, { id: 1 }]));
				const found = await store.read((reader) => reader.getMany(parts, ['b', 'nothing', 1, 'b', ['a']]));
				expect(found.map((row) => row?.id)).toEqual(['b', undefined, 1, 'b', undefined]);
				expect(await store.read((reader) => reader.getMany(parts, []))).toEqual([]);
				expect(await store.read((reader) => reader.get(parts, 'nothing'))).toBeUndefined();
			});

			it('of hundreds of keys are those asked for, close together or far apart', async () => {
				const store = await openStore();
				const keyAt = (index: number): string => `k${String(index).padStart(4, '0')}`;
				const stored = Array.from({ length: 3000 }, (_, index) => ({ id: keyAt(index), data: index }));
				await store.write((writer) => writer.put(parts, stored));
				for (const apart of [1, 2, 3, 25]) {
					const indexes = Array.from({ length: 200 }, (_, index) => 2900 - index * apart + apart * 50).reverse();
					const asked = [...indexes, ...indexes.slice(0, 9)].map((index) => (index % 7 === 0 ? 'kx' : keyAt(index)));
					const found = await store.read((reader) => reader.getMany(parts, asked));
					expect(found).toEqual(asked.map((key) => stored.find(({ id }) => id === key)));
				}
			});

			it('are removed by key, from every index as well; a missing one is no error', async () => {
				const store = await openStore();
				await store.write(async (writer) => {
					await writer.put(parts, [
						{ id: 'a', place: 'p' },
						{ id: 'b', place: 'p' }
					]);
					await writer.put(scans, [{ device: '001', epoch: 'e', seq: 1 }]);
				});
				await store.write(async (writer) => {
					await writer.remove(parts, ['a', 'nothing']);
					await writer.remove(scans, [
						['001', 'e', 1],
						['001', 'e', 2]
					]);
				});
				expect(await idsOf(store, { index: 'place' })).toEqual(['b']);
				expect(await store.read((reader) => reader.count(scans))).toBe(0);
			});

			it('are copies: changing one that was put or read changes nothing stored', async () => {
				const store = await openStore();
				const row = { id: 'a', data: { list: [1] } };
				await store.write((writer) => writer.put(parts, [row]));
				row.data.list.push(2);
				const read = (await store.read((reader) => reader.get(parts, 'a'))) as typeof row;
				expect(read.data.list).toEqual([1]);
				// A store may hand out rows that cannot be changed at all.
				expect(() => Object.isFrozen(read.data.list) || read.data.list.push(3)).not.toThrow();
				const again = (await store.read((reader) => reader.get(parts, 'a'))) as typeof row;
				expect(again.data.list).toEqual([1]);
			});

			it('come in thousands', async () => {
				const store = await openStore();
				const many = Array.from({ length: 5000 }, (_, i) => ({ id: i, place: `p${i % 10}`, data: 'x'.repeat(200) }));
				await store.write((writer) => writer.put(parts, many));
				expect(await store.read((reader) => reader.range(parts))).toEqual(many);
				expect(await store.read((reader) => reader.count(parts, { index: 'place', from: 'p3', to: 'p5' }))).toBe(1000);
				const keys = many.map((row) => row.id);
				const found = await store.read((reader) => reader.getMany(parts, keys));
				expect(found.map((row) => row?.id)).toEqual(keys);
				await store.write((writer) => writer.remove(parts, keys));
				expect(await store.read((reader) => reader.count(parts))).toBe(0);
			});
		});

		describe('ranges', () => {
			it('go by key: numbers, then text by UTF-16 code units, then lists by their members', async () => {
				const store = await openStore();
				const keys: Key[] = [
					-1,
					0,
					1.5,
					10,
					'',
					'10',
					'9',
					'B',
					'a',
					'ab',
					'ä',
					'😀',
					'\uFFFF',
					[],
					[1],
					[1, 'a'],
					['a'],
					['a', 1],
					['a', 'a'],
					['b']
				];
				await store.write((writer) => writer.put(parts, keys.map((id) => ({ id })).reverse()));
				expect(await idsOf(store)).toEqual(keys);
			});

			it('take from inclusively and to exclusively, a limit, and the way back', async () => {
				const store = await openStore();
				await store.write((writer) => writer.put(parts, [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]));
				expect(await idsOf(store, { from: 2, to: 4 })).toEqual([2, 3]);
				expect(await idsOf(store, { from: 3 })).toEqual([3, 4]);
				expect(await idsOf(store, { to: 3 })).toEqual([1, 2]);
				expect(await idsOf(store, { from: 2, limit: 2 })).toEqual([2, 3]);
				expect(await idsOf(store, { reverse: true })).toEqual([4, 3, 2, 1]);
				expect(await idsOf(store, { to: 4, limit: 2, reverse: true })).toEqual([3, 2]);
				expect(await idsOf(store, { limit: 0 })).toEqual([]);
				expect(await idsOf(store, { from: 2, to: 2 })).toEqual([]);
				expect(await idsOf(store, { from: 4, to: 1 })).toEqual([]);
				expect(await store.read((reader) => reader.count(parts, { from: 2, to: 4 }))).toBe(2);
				expect(await store.read((reader) => reader.count(parts, { from: 2, limit: 2 }))).toBe(2);
			});

			it('of an index leave out rows without a key in it, and order those of one key by their own', async () => {
				const store = await openStore();
				await store.write((writer) =>
					writer.put(parts, [
						{ id: 'd', place: 'p' },
						{ id: 'c', place: 'q' },
						{ id: 'b', place: null },
						{ id: 'a', place: 'p' },
						{ id: 'e' }
					])
				);
				expect(await idsOf(store, { index: 'place' })).toEqual(['a', 'd', 'c']);
				expect(await store.read((reader) => reader.count(parts, { index: 'place' }))).toBe(3);
			});

			it('follow a row that moves within an index, into it and out of it', async () => {
				const store = await openStore();
				const put = (row: Part): Promise<void> => store.write((writer) => writer.put(parts, [row]));
				await put({ id: 'a', place: 'p' });
				await put({ id: 'b' });
				await put({ id: 'a', place: 'r' });
				await put({ id: 'b', place: 'q' });
				expect(await idsOf(store, { index: 'place' })).toEqual(['b', 'a']);
				await put({ id: 'a' });
				expect(await idsOf(store, { index: 'place' })).toEqual(['b']);
			});

			it('of a compound index or key know a shorter list as the start of what begins with it', async () => {
				const store = await openStore();
				await store.write(async (writer) => {
					await writer.put(parts, [
						{ id: 1, lot: 'k', count: 9 },
						{ id: 2, lot: 'l', count: 2 },
						{ id: 3, lot: 'l', count: 10 },
						{ id: 4, lot: 'l' },
						{ id: 5, lot: 'm', count: 0 },
						{ id: 6, count: 1 }
					]);
					for (const seq of [3, 1, 2]) await writer.put(scans, [{ device: '001', epoch: 'b', seq }]);
					await writer.put(scans, [{ device: '001', epoch: 'a', seq: 7 }]);
					await writer.put(scans, [{ device: '002', epoch: 'a', seq: 1 }]);
				});
				expect(await idsOf(store, { index: '[lot+count]' })).toEqual([1, 2, 3, 5]);
				expect(await idsOf(store, { index: '[lot+count]', from: ['l'], to: ['m'] })).toEqual([2, 3]);
				expect(await idsOf(store, { index: '[lot+count]', from: ['l', 3], to: ['l', Infinity] })).toEqual([3]);
				const [last] = await store.read((reader) =>
					reader.range(scans, { from: ['001', 'b'], to: ['001', 'b', Infinity], limit: 1, reverse: true })
				);
				expect(last?.seq).toBe(3);
				const rows = await store.read((reader) => reader.range(scans, { from: ['001'], to: ['002'] }));
				expect(rows.map((row) => [row.epoch, row.seq])).toEqual([
					['a', 7],
					['b', 1],
					['b', 2],
					['b', 3]
				]);
				expect(await store.read((reader) => reader.get(scans, ['002', 'a', 1]))).toBeDefined();
			});

			it('are what sorting and filtering say, whatever was put and removed before', async () => {
				const seed = newSeed();
				onTestFailed(() => console.error(`seed ${seed}`));
				const random = createSeededRandom(seed);
				const anyKey = (): Key => {
					const simple = (): number | string =>
						random() < 0.5 ? Math.floor(random() * 6) - 2 : 'abcA'[Math.floor(random() * 4)]!;
					return random() < 0.6 ? simple() : Array.from({ length: Math.floor(random() * 3) }, simple);
				};
				const maybe = <Value>(value: () => Value): Value | undefined => (random() < 0.3 ? undefined : value());
				const store = await openStore();
				const model = new Map<string, Part>();
				for (let round = 0; round < 40; round++) {
					const row: Part = {
						id: anyKey(),
						...Object.fromEntries(
							Object.entries({ place: maybe(anyKey), lot: maybe(anyKey), count: maybe(anyKey) }).filter(
								([, value]) => value !== undefined
							)
						)
					};
					const removed = anyKey();
					await store.write(async (writer) => {
						await writer.put(parts, [row]);
						await writer.remove(parts, [removed]);
					});
					model.set(JSON.stringify(row.id), row);
					model.delete(JSON.stringify(removed));
				}
				const keyIn = (index: string | undefined, row: Part): Key | undefined => {
					if (index === undefined) return row.id;
					if (index === 'place') return row.place ?? undefined;
					return row.lot === undefined || row.count === undefined ? undefined : [row.lot, row.count];
				};
				for (let round = 0; round < 200; round++) {
					const index = [undefined, 'place', '[lot+count]'][Math.floor(random() * 3)];
					const bound = (): Key => (index === '[lot+count]' && random() < 0.7 ? [anyKey() as string] : anyKey());
					const wanted = {
						index,
						from: maybe(bound),
						to: maybe(bound),
						limit: maybe(() => Math.floor(random() * 8)),
						reverse: random() < 0.5
					};
					const range = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Range;
					const expected = [...model.values()]
						.filter((row) => {
							const key = keyIn(index, row);
							if (key === undefined) return false;
							return (
								(range.from === undefined || indexedDB.cmp(key, range.from) >= 0) &&
								(range.to === undefined || indexedDB.cmp(key, range.to) < 0)
							);
						})
						.sort((a, b) => indexedDB.cmp(keyIn(index, a), keyIn(index, b)) || indexedDB.cmp(a.id, b.id));
					if (range.reverse) expected.reverse();
					const rows = await store.read((reader) => reader.range(parts, range));
					expect(rows, JSON.stringify(range)).toEqual(expected.slice(0, range.limit));
					expect(await store.read((reader) => reader.count(parts, range)), JSON.stringify(range)).toBe(rows.length);
				}
			});
		});

		describe('transactions', () => {
			it('see their own writes', async () => {
				const store = await openStore();
				await store.write(async (writer) => {
					await writer.put(parts, [
						{ id: 'a', place: 'p' },
						{ id: 'b', place: 'q' }
					]);
					expect(await writer.get(parts, 'a')).toEqual({ id: 'a', place: 'p' });
					await writer.remove(parts, ['a']);
					expect(await writer.get(parts, 'a')).toBeUndefined();
					expect(await writer.range(parts, { index: 'place' })).toEqual([{ id: 'b', place: 'q' }]);
					expect(await writer.count(parts)).toBe(1);
				});
			});

			it('answer what their work answers', async () => {
				const store = await openStore();
				expect(await store.read(async () => 'read')).toBe('read');
				expect(await store.write(async () => undefined)).toBeUndefined();
			});

			it('leave nothing behind when their work throws, and throw the same', async () => {
				const store = await openStore();
				await store.write((writer) => writer.put(parts, [{ id: 'a', place: 'p' }, { id: 'b' }]));
				const refusal = new RangeError('refused');
				const failing = store.write(async (writer) => {
					await writer.put(parts, [{ id: 'a', place: 'q' }, { id: 'c' }]);
					await writer.put(counters, [{ name: 'n', value: 1 }]);
					await writer.remove(parts, ['a', 'b', 'c']);
					await writer.put(parts, [{ id: 'a', place: 'r' }]);
					throw refusal;
				});
				await expect(failing).rejects.toBe(refusal);
				expect(await store.read((reader) => reader.range(parts))).toEqual([{ id: 'a', place: 'p' }, { id: 'b' }]);
				expect(await idsOf(store, { index: 'place' })).toEqual(['a']);
				expect(await store.read((reader) => reader.count(counters))).toBe(0);
				const atOnce = store.write(() => {
					throw refusal;
				});
				await expect(atOnce).rejects.toBe(refusal);
			});

			it('go on after one failed', async () => {
				const store = await openStore();
				const failing = store.write((writer) => writer.put(parts, [{ id: 'a' }, {} as Part]));
				await expect(failing).rejects.toMatchObject({ name: 'StoreTrouble', kind: 'failed' });
				await store.write((writer) => writer.put(parts, [{ id: 'b' }]));
				expect(await idsOf(store)).toEqual(['b']);
			});

			it('refuse what is no key, no index and no value of a database', async () => {
				const store = await openStore();
				const failed = { name: 'StoreTrouble', kind: 'failed' };
				const noKey = undefined as unknown as Key;
				await expect(store.read((reader) => reader.get(parts, noKey))).rejects.toThrow();
				await expect(store.read((reader) => reader.get(parts, NaN))).rejects.toMatchObject(failed);
				await expect(store.read((reader) => reader.range(parts, { index: 'data' }))).rejects.toMatchObject(failed);
				await expect(store.write((writer) => writer.put(parts, [{ id: NaN }]))).rejects.toMatchObject(failed);
				const callback = { id: 'a', data: () => undefined };
				await expect(store.write((writer) => writer.put(parts, [callback]))).rejects.toMatchObject(failed);
				expect(await idsOf(store)).toEqual([]);
			});

			it('fail when their work awaits anything foreign', async () => {
				const store = await openStore();
				const failing = store.write(async (writer) => {
					await writer.get(parts, 'a');
					await new Promise((resolve) => setTimeout(resolve, 20));
					await writer.put(parts, [{ id: 'a' }]);
				});
				await expect(failing).rejects.toMatchObject({ name: 'StoreTrouble', kind: 'failed' });
				expect(await idsOf(store)).toEqual([]);
			});

			it('of several connections never lose a change to one another', async () => {
				const connect = openStorage();
				const stores = [await connect(), await connect()];
				const increment = (store: Store): Promise<void> =>
					store.write(async (writer) => {
						const before = await writer.get(counters, 'n');
						await writer.put(counters, [{ name: 'n', value: (before?.value ?? 0) + 1 }]);
					});
				await Promise.all(Array.from({ length: 100 }, (_, i) => increment(stores[i % 2]!)));
				for (const store of stores) {
					expect(await store.read((reader) => reader.get(counters, 'n'))).toEqual({ name: 'n', value: 100 });
				}
			});

			it('read one consistent state, whatever is written meanwhile', async () => {
				const connect = openStorage();
				const [writing, reading] = [await connect(), await connect()];
				const put = (a: number, b: number): Promise<void> =>
					writing.write(async (writer) => {
						await writer.put(counters, [{ name: 'a', value: a }]);
						await writer.get(parts, 'anything');
						await writer.put(counters, [{ name: 'b', value: b }]);
					});
				await put(0, 100);
				const sums: Promise<number>[] = [];
				const writes: Promise<void>[] = [];
				for (let i = 1; i <= 30; i++) {
					writes.push(put(i, 100 - i));
					sums.push(
						reading.read(async (reader) => {
							const a = await reader.get(counters, 'a');
							await reader.get(parts, 'anything');
							const b = await reader.get(counters, 'b');
							return a!.value + b!.value;
						})
					);
				}
				expect(new Set(await Promise.all(sums))).toEqual(new Set([100]));
				await Promise.all(writes);
			});

			it('are seen by other connections once they are over, and not if they failed', async () => {
				const connect = openStorage();
				const [one, other] = [await connect(), await connect()];
				await one.write((writer) => writer.put(parts, [{ id: 'a' }]));
				expect(await idsOf(other)).toEqual(['a']);
				await one.write((writer) => writer.put(parts, [{ id: 'b' }, {} as Part])).catch(() => undefined);
				expect(await idsOf(other)).toEqual(['a']);
			});
		});

		describe('watching', () => {
			it('answers at first, and after every change of a row that was read or found missing', async () => {
				const store = await openStore();
				const watched = watching(store, (reader) => reader.get(parts, 'a'));
				expect(await watched.until(1)).toEqual([undefined]);
				await store.write((writer) => writer.put(parts, [{ id: 'a', count: 1 }]));
				await watched.until(2);
				await store.write((writer) => writer.put(parts, [{ id: 'a', count: 2 }]));
				await watched.until(3);
				await store.write((writer) => writer.remove(parts, ['a']));
				expect(await watched.until(4)).toEqual([undefined, { id: 'a', count: 1 }, { id: 'a', count: 2 }, undefined]);
			});

			it('answers after a row came into a watched range, changed in it, and left it', async () => {
				const store = await openStore();
				const watched = watching(store, (reader) => reader.range(parts, { index: 'place', from: 'p', to: 'q' }));
				await watched.until(1);
				await store.write((writer) => writer.put(parts, [{ id: 'a', place: 'p' }]));
				await watched.until(2);
				await store.write((writer) => writer.put(parts, [{ id: 'a', place: 'p', count: 1 }]));
				await watched.until(3);
				await store.write((writer) => writer.put(parts, [{ id: 'a', place: 'z' }]));
				expect(await watched.until(4)).toEqual([
					[],
					[{ id: 'a', place: 'p' }],
					[{ id: 'a', place: 'p', count: 1 }],
					[]
				]);
			});

			it('does not answer to other tables, other rows, and what failed', async () => {
				const store = await openStore();
				const watched = watching(store, async (reader) => [
					await reader.get(parts, 'a'),
					await reader.count(parts, { from: 'x' })
				]);
				await watched.until(1);
				await store.write((writer) => writer.put(counters, [{ name: 'a', value: 1 }]));
				await store.write((writer) => writer.put(parts, [{ id: 'b' }]));
				await store.write((writer) => writer.put(parts, [{ id: 'x' }, {} as Part])).catch(() => undefined);
				await store.write((writer) => writer.put(parts, [{ id: 'y' }]));
				expect(await watched.until(2)).toEqual([
					[undefined, 0],
					[undefined, 1]
				]);
			});

			it('depends on everything that the work read, also late in it and side by side', async () => {
				const store = await openStore();
				const nested = async (reader: Reader): Promise<number> => {
					const rows = await reader.range(parts);
					const [counter, several] = await Promise.all([reader.get(counters, 'n'), reader.getMany(counters, ['m'])]);
					const count = await reader.count(scans, { from: ['001'], to: ['002'] });
					return rows.length + (counter?.value ?? 0) + (several[0]?.value ?? 0) + count;
				};
				const watched = watching(store, async (reader) => {
					await reader.get(parts, 'first');
					return nested(reader);
				});
				await watched.until(1);
				await store.write((writer) => writer.put(scans, [{ device: '001', epoch: 'e', seq: 1 }]));
				await watched.until(2);
				await store.write((writer) => writer.put(counters, [{ name: 'm', value: 10 }]));
				await watched.until(3);
				await store.write((writer) => writer.put(counters, [{ name: 'n', value: 100 }]));
				await watched.until(4);
				await store.write((writer) => writer.put(parts, [{ id: 'p' }]));
				expect(await watched.until(5)).toEqual([0, 1, 11, 111, 112]);
			});

			it('answers to changes by other connections, single and by the thousand', async () => {
				const connect = openStorage();
				const [one, other] = [await connect(), await connect()];
				const watched = watching(one, (reader) => reader.count(parts, { index: 'place', from: 'p', to: 'q' }));
				await watched.until(1);
				await other.write((writer) => writer.put(parts, [{ id: 'a', place: 'p' }]));
				await watched.until(2);
				const many = Array.from({ length: 1000 }, (_, i) => ({ id: i, place: 'p' }));
				await other.write((writer) => writer.put(parts, many));
				expect(await watched.until(3)).toEqual([0, 1, 1001]);
			});

			it('ends up with the last state when changes come faster than answers', async () => {
				const connect = openStorage();
				const [one, other] = [await connect(), await connect()];
				const watched = watching(one, async (reader) => (await reader.get(counters, 'n'))?.value ?? 0);
				await Promise.all(
					Array.from({ length: 50 }, (_, i) =>
						(i % 2 ? one : other).write(async (writer) => {
							const before = await writer.get(counters, 'n');
							await writer.put(counters, [{ name: 'n', value: (before?.value ?? 0) + 1 }]);
						})
					)
				);
				for (let count = 1; watched.outcomes.at(-1) !== 50; count++) await watched.until(count);
				const seen = watched.outcomes as number[];
				expect(seen).toEqual([...seen].sort((a, b) => a - b));
			});

			it('tells what the work threw, and goes on', async () => {
				const store = await openStore();
				const refusal = new RangeError('refused');
				const watched = watching(store, async (reader) => {
					if (await reader.get(parts, 'bad')) throw refusal;
					return 'good';
				});
				await watched.until(1);
				await store.write((writer) => writer.put(parts, [{ id: 'bad' }]));
				await watched.until(2);
				await store.write((writer) => writer.remove(parts, ['bad']));
				const outcomes = await watched.until(3);
				expect(outcomes).toEqual(['good', refusal, 'good']);
				expect(outcomes[1]).toBe(refusal);
			});

			it('stops when it is told to', async () => {
				const store = await openStore();
				const stopped = watching(store, (reader) => reader.count(parts));
				const going = watching(store, (reader) => reader.count(parts));
				await stopped.until(1);
				await going.until(1);
				stopped.stop();
				await store.write((writer) => writer.put(parts, [{ id: 'a' }]));
				await going.until(2);
				expect(stopped.outcomes).toEqual([0]);
			});
		});

		describe('closing', () => {
			it('ends this connection and no other', async () => {
				const connect = openStorage();
				const [one, other] = [await connect(), await connect()];
				await one.write((writer) => writer.put(parts, [{ id: 'a' }]));
				one.close();
				const closed = { name: 'StoreTrouble', kind: 'closed' };
				await expect(one.read((reader) => reader.get(parts, 'a'))).rejects.toMatchObject(closed);
				await expect(one.write((writer) => writer.put(parts, [{ id: 'b' }]))).rejects.toBeInstanceOf(StoreTrouble);
				one.close();
				expect(await idsOf(other)).toEqual(['a']);
				const again = await connect();
				expect(await idsOf(again)).toEqual(['a']);
			});

			it('leaves all or nothing of a transaction that was under way', async () => {
				const connect = openStorage();
				const [one, other] = [await connect(), await connect()];
				const writing = one.write(async (writer) => {
					await writer.put(parts, [{ id: 'a' }]);
					one.close();
					await writer.put(parts, [{ id: 'b' }]);
				});
				const stored = await writing.then(
					() => ['a', 'b'],
					() => []
				);
				expect(await idsOf(other)).toEqual(stored);
			});
		});
	});
}
