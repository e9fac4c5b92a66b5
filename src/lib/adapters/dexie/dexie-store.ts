import Dexie, { liveQuery, type Subscription, type Transaction } from 'dexie';
import type { Table } from '#domain/kernel/table.ts';
import { StoreTrouble, type Reader, type Store } from '#ports/store.ts';
import { createReader, createWriter } from './access.ts';
import { MARK_TABLE, readMark } from './storage-mark.ts';
import { isLost, troubleOf } from './trouble.ts';

export interface DexieStoreOptions {
	/** The IndexedDB database: one for all tabs and workers of this origin. */
	readonly name: string;
	/** `strict` resolves a write when the operating system has flushed it; `relaxed` when it has taken it. */
	readonly durability: 'strict' | 'relaxed';
	/**
	 * What to store. Tables and indexes that an older database lacks are added to it, its rows stay; what it has beyond them
	 * is left alone, so that a tab of an older version can go on. The key of a table can never change.
	 */
	readonly tables: readonly Table<never>[];
}

export interface DexieStore extends Store {
	/**
	 * Names this storage from its creation on. Kept in a second place and compared at the next start, it tells a storage that
	 * was emptied in between; while the store is open it watches that by itself.
	 */
	readonly mark: string;
}

/** How long a watch waits before it asks a storage again that could not be opened, in milliseconds. */
const ASK_AGAIN = 1000;

/**
 * A store in IndexedDB. A transaction that finds the connection lost opens it again, once, and calls its work again from the
 * start; when the connection is lost later than that, while the transaction is being committed, it throws `closed`, because
 * nobody can know whether the rows were stored. A database that comes back with another mark is not worked on: every
 * transaction from then on throws `gone`, and no row reaches what replaced the storage.
 *
 * @throws StoreTrouble when the database cannot be opened
 */
export async function createDexieStore({ name, durability, tables }: DexieStoreOptions): Promise<DexieStore> {
	const database = new Dexie(name, { chromeTransactionDurability: durability, cache: 'disabled', addons: [] });
	// Always version 1: Dexie adds what the installed schema lacks and counts IndexedDB's own version up by itself.
	database.version(1).stores({
		...Object.fromEntries(tables.map(({ name, key, indexes }) => [name, [key, ...indexes].join(',')])),
		[MARK_TABLE]: ''
	});
	const tableNames = tables.map((table) => table.name);
	const watches = new Set<{ readonly ask: () => void; readonly stop: () => void }>();
	/** Empty until the database was opened for the first time. */
	let mark = '';
	let gone: StoreTrouble | undefined;
	let connected = false;
	let closed = false;

	// Every way to a connection leads through here, Dexie's own reopening included, before any transaction gets at it.
	database.on(
		'ready',
		async (opening) => {
			const found = await readMark(opening as Dexie, mark === '');
			mark ||= found ?? '';
			if (found !== mark) {
				gone = new StoreTrouble('gone', new Error(`the storage is ${found ?? 'empty'}, and was ${mark}`));
				throw gone;
			}
			connected = true;
		},
		true
	);

	// The browser took the connection away, or another tab wants to change or delete the database: whoever watches asks again,
	// which opens it again or tells what became of it.
	database.on('close', () => {
		if (connected && !closed) setTimeout(() => watches.forEach((watched) => watched.ask()));
		connected = false;
	});

	const failIfOver = (): void => {
		if (gone) throw gone;
		if (closed) throw new StoreTrouble('closed', new Error('the store was closed'));
	};

	const reopen = async (lost: IDBDatabase | null): Promise<void> => {
		// Another transaction may have been faster; a connection that it opened must not be closed again.
		if (lost && database.backendDB() === lost) database.close({ disableAutoOpen: false });
		await database.open();
	};

	const perform = async <Answer>(
		mode: 'r!' | 'rw!',
		work: (transaction: Transaction) => Promise<Answer>
	): Promise<Answer> => {
		for (let again = false; ; again = true) {
			failIfOver();
			const connection = database.backendDB();
			let ended = false;
			try {
				return await database.transaction(mode, tableNames, async (transaction) => {
					const answer = await work(transaction);
					ended = true;
					return answer;
				});
			} catch (error) {
				const trouble = troubleOf(error, connection !== null && database.backendDB() !== connection);
				const unsure = ended && mode === 'rw!';
				if (again || unsure || closed || !isLost(trouble)) throw trouble;
				await reopen(connection).catch((failure: unknown) => {
					throw troubleOf(failure, true);
				});
			}
		}
	};

	const watch = <Answer>(
		work: (reader: Reader) => Promise<Answer>,
		listener: (answer: Answer) => void,
		trouble: (error: unknown) => void
	): (() => void) => {
		let subscription: Subscription | undefined;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let connection: IDBDatabase | null = null;
		// Failures are answers here: a live query that fails forgets what it depends on.
		const query = async () => {
			connection = database.backendDB();
			try {
				const reading = async (transaction: Transaction): Promise<Answer> => work(createReader(transaction));
				return { answer: await database.transaction('r!', tableNames, reading) };
			} catch (error) {
				return { error };
			}
		};
		const stop = (): void => {
			clearTimeout(timer);
			subscription?.unsubscribe();
		};
		const ask = (again: boolean): void => {
			stop();
			subscription = liveQuery(query).subscribe((outcome) => {
				if ('answer' in outcome) {
					again = false;
					return listener(outcome.answer);
				}
				const reason = troubleOf(outcome.error, !connected);
				if (!isLost(reason)) return trouble(reason);
				if (again) return fail(reason);
				reopen(connection).then(() => watches.has(watched) && ask(true), fail);
			});
		};
		const fail = (reason: unknown): void => {
			stop();
			if (!watches.has(watched)) return;
			if (!gone) timer = setTimeout(() => ask(false), ASK_AGAIN);
			trouble(troubleOf(reason, true));
		};
		const watched = { ask: () => ask(false), stop };
		watches.add(watched);
		watched.ask();
		return () => {
			watches.delete(watched);
			stop();
		};
	};

	try {
		await database.open();
	} catch (error) {
		database.close();
		throw troubleOf(error, true);
	}

	return {
		mark,
		read: (work) => perform('r!', (transaction) => work(createReader(transaction))),
		write: (work) =>
			perform('rw!', async (transaction) => {
				const writer = createWriter(transaction);
				const answer = await work(writer);
				await writer.settled();
				return answer;
			}),
		watch,
		close: () => {
			closed = true;
			for (const watched of watches) watched.stop();
			watches.clear();
			database.close();
		}
	};
}
