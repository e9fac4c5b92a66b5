import type { Page } from '@playwright/test';
import { createMemoryStore, type MemoryStore } from '#adapters/memory/memory-store.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import type { Table } from '#domain/kernel/table.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { allTables, type Identity, type MetaRow, type QuarantineRow } from '#engine/tables.ts';
import { DATABASE } from '../../src/lib/names.ts';
import { commonTables, createTestClock, createTestRandom } from './floor.ts';

/** All rows that a browser has stored for the app, by table. */
export type StoredTables = Readonly<Record<string, readonly object[]>>;

/** Reads the browser's database by IndexedDB's own means, past the app. The page has to be of the app's origin. */
export async function storedTables(page: Page): Promise<StoredTables> {
	const text = await page.evaluate(async (name) => {
		const ended = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
			new Promise((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
			});
		const database = await ended(indexedDB.open(name));
		const names = [...database.objectStoreNames];
		const transaction = database.transaction(names);
		const rows = await Promise.all(names.map((table) => ended(transaction.objectStore(table).getAll())));
		database.close();
		return JSON.stringify(Object.fromEntries(names.map((table, index) => [table, rows[index]])));
	}, DATABASE);
	return JSON.parse(text) as StoredTables;
}

/** How many rows a table has, read in the same way. */
export function countStored(page: Page, table: 'events' | 'outbox' | 'quarantine' | 'batches'): Promise<number> {
	return page.evaluate(
		([name, table]) =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open(name);
				const fail = (): void => reject(opening.error ?? new Error('IndexedDB failed'));
				opening.onerror = fail;
				opening.onsuccess = () => {
					const database = opening.result;
					const counting = database.transaction(table).objectStore(table).count();
					counting.onerror = fail;
					counting.onsuccess = () => {
						database.close();
						resolve(counting.result);
					};
				};
			}),
		[DATABASE, table] as const
	);
}

const rowsOf = <Row>(stored: StoredTables, name: string): readonly Row[] => (stored[name] ?? []) as readonly Row[];

export const storedEvents = (stored: StoredTables): readonly FloorEvent[] => rowsOf(stored, 'events');

export const storedQuarantine = (stored: StoredTables): readonly QuarantineRow[] => rowsOf(stored, 'quarantine');

export function storedIdentity(stored: StoredTables): Identity {
	const identity = rowsOf<MetaRow>(stored, 'meta').find(({ name }) => name === 'identity');
	if (!identity) throw new Error('this browser is not enrolled');
	return identity as Identity;
}

const CHUNK = 1_000;

/** A store that got the log and the texts, in reversed order, and nothing else: every view in it is its own work. */
export async function refolded(stored: StoredTables): Promise<MemoryStore> {
	const store = createMemoryStore({ tables: allTables });
	const deps = { store, clock: createTestClock(), random: createTestRandom(1) };
	const documents = [...rowsOf<PersonalText>(stored, 'personal'), ...storedEvents(stored)].reverse();
	for (let from = 0; from < documents.length; from += CHUNK) {
		await ingest(deps, readIncoming(documents.slice(from, from + CHUNK), deps.clock.now()), null);
	}
	return store;
}

/**
 * The first line in which the common tables of a browser and of a store differ, as each has it; null when they are equal byte
 * for byte.
 */
export async function firstDifference(stored: StoredTables, store: MemoryStore): Promise<[string, string] | null> {
	const copy = createMemoryStore({ tables: allTables });
	await copy.write(async (writer) => {
		for (const table of allTables) await writer.put(table as Table<object>, rowsOf<object>(stored, table.name));
	});
	const browser = (await commonTables({ store: copy })).split('\n');
	const other = (await commonTables({ store })).split('\n');
	const line = Array.from({ length: Math.max(browser.length, other.length) }).findIndex(
		(_, index) => browser[index] !== other[index]
	);
	return line < 0 ? null : [browser[line] ?? 'nothing', other[line] ?? 'nothing'];
}
