import type { Table } from '#domain/kernel/table.ts';
import { StoreTrouble, type Key, type Range, type Reader, type Store, type Writer } from '#ports/store.ts';
import { createDependencies, type Change, type Dependencies } from './dependencies.ts';
import { frozenCopy } from './frozen-copy.ts';
import { isKey } from './key.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';

export interface MemoryStoreOptions {
	readonly tables: readonly Table<never>[];
	/**
	 * Called when the work of a `write` is done and before anybody else sees its rows. What it throws, the `write` throws,
	 * and nothing is stored: a device that dies in the middle of a transaction.
	 */
	readonly beforeCommit?: () => void;
}

/** All rows of every table, in key order. */
export type Snapshot = Readonly<Record<string, readonly object[]>>;

export interface MemoryStore extends Store {
	readonly snapshot: () => Promise<Snapshot>;
	/**
	 * Another connection to the same rows, as a second tab or a restarted device has: closing one leaves the others open.
	 * It has its own `beforeCommit`.
	 */
	readonly connect: (options?: Pick<MemoryStoreOptions, 'beforeCommit'>) => MemoryStore;
}

interface Watcher {
	readonly affectedBy: (changes: readonly Change[]) => boolean;
	readonly wake: () => void;
}

/** What the connections to one memory share. */
interface Memory {
	readonly tables: ReadonlyMap<string, MemoryTable>;
	readonly watchers: Set<Watcher>;
	/** Settles when the transactions asked for so far are over: they run one after the other. */
	last: Promise<unknown>;
}

/**
 * A store that lives as long as the page: the same guarantees as IndexedDB without a disk, fast enough to simulate whole
 * fleets. Rows come back frozen, so that one copy serves every reader.
 */
export function createMemoryStore({ tables, beforeCommit }: MemoryStoreOptions): MemoryStore {
	const memory: Memory = {
		tables: new Map(tables.map((table) => [table.name, createMemoryTable(table)])),
		watchers: new Set(),
		last: Promise.resolve()
	};
	return connect(memory, beforeCommit);
}

function connect(memory: Memory, beforeCommit?: () => void): MemoryStore {
	const watchers = new Set<Watcher>();
	let closed = false;

	const enqueue = <Answer>(transaction: () => Promise<Answer>): Promise<Answer> => {
		const answer = memory.last.then(() => {
			if (closed) throw new StoreTrouble('closed', new Error('the store was closed'));
			return transaction();
		});
		memory.last = answer.catch(() => undefined);
		return answer;
	};

	const readTracked = <Answer>(work: (reader: Reader) => Promise<Answer>, dependencies?: Dependencies) =>
		enqueue(() => inTransaction((isOver) => work(createReader(memory, isOver, dependencies))));

	return {
		read: (work) => readTracked(work),

		write: (work) =>
			enqueue(async () => {
				const changes: Change[] = [];
				try {
					const answer = await inTransaction((isOver) => work(createWriter(memory, isOver, changes)));
					if (closed) throw new StoreTrouble('closed', new Error('the store was closed'));
					beforeCommit?.();
					for (const watcher of memory.watchers) if (watcher.affectedBy(changes)) watcher.wake();
					return answer;
				} catch (error) {
					for (const { table, key, before } of changes.reverse()) tableOf(memory, table).set(key, before);
					throw error;
				}
			}),

		watch: (work, listener, trouble) => {
			let dependencies = createDependencies();
			let asked = false;
			const ask = (): void => {
				asked = false;
				// New ones before the work starts: a change while it is read would otherwise be missed.
				dependencies = createDependencies();
				readTracked(work, dependencies).then(
					(answer) => watchers.has(watcher) && listener(answer),
					(error: unknown) => watchers.has(watcher) && trouble(error)
				);
			};
			const watcher: Watcher = {
				affectedBy: (changes) =>
					changes.some((change) => dependencies.affectedBy(change, tableOf(memory, change.table))),
				wake: () => {
					if (asked) return;
					asked = true;
					queueMicrotask(() => watchers.has(watcher) && ask());
				}
			};
			watchers.add(watcher);
			memory.watchers.add(watcher);
			watcher.wake();
			return () => {
				watchers.delete(watcher);
				memory.watchers.delete(watcher);
			};
		},

		close: () => {
			closed = true;
			for (const watcher of watchers) memory.watchers.delete(watcher);
			watchers.clear();
		},

		snapshot: () =>
			enqueue(() =>
				Promise.resolve(Object.fromEntries(Array.from(memory.tables, ([name, table]) => [name, table.range({})])))
			),

		connect: (options) => connect(memory, options?.beforeCommit)
	};
}

/**
 * Runs work that may await nothing but its own transaction, which takes microtasks only. When a timer gets its turn before
 * the work is done, the work awaits something foreign: IndexedDB would have ended the transaction, and so it fails here.
 */
function inTransaction<Answer>(work: (isOver: () => boolean) => Promise<Answer>): Promise<Answer> {
	return new Promise((resolve, reject) => {
		let over = false;
		const foreign = setTimeout(() => {
			over = true;
			reject(new StoreTrouble('failed', new Error('something foreign was awaited inside a transaction')));
		});
		const end = (): void => {
			over = true;
			clearTimeout(foreign);
		};
		// An `async` call: work that throws before it awaits anything fails like any other.
		(async () => work(() => over))().then(
			(answer) => {
				end();
				resolve(answer);
			},
			(error: unknown) => {
				end();
				reject(error as Error);
			}
		);
	});
}

/** Wraps what can only fail through a mistake of the caller, the way IndexedDB would report it. */
async function operation<Answer>(isOver: () => boolean, run: () => Answer): Promise<Answer> {
	if (isOver()) throw new StoreTrouble('failed', new Error('the transaction is over'));
	try {
		return run();
	} catch (error) {
		throw new StoreTrouble('failed', error);
	}
}

function createReader(memory: Memory, isOver: () => boolean, dependencies?: Dependencies): Reader {
	return {
		get: <Row>(table: Table<Row>, key: Key) =>
			operation(isOver, () => {
				dependencies?.onKeys(table.name, [key]);
				return tableOf(memory, table.name).get(checked(key)) as Row | undefined;
			}),
		getMany: <Row>(table: Table<Row>, keys: readonly Key[]) =>
			operation(isOver, () => {
				dependencies?.onKeys(table.name, keys);
				const stored = tableOf(memory, table.name);
				return keys.map((key) => stored.get(checked(key)) as Row | undefined);
			}),
		range: <Row>(table: Table<Row>, range: Range = {}) =>
			operation(isOver, () => {
				dependencies?.onRange(table.name, range);
				return tableOf(memory, table.name).range(range) as Row[];
			}),
		count: <Row>(table: Table<Row>, range: Range = {}) =>
			operation(isOver, () => {
				dependencies?.onRange(table.name, range);
				return tableOf(memory, table.name).count(range);
			})
	};
}

function createWriter(memory: Memory, isOver: () => boolean, changes: Change[]): Writer {
	const set = (table: string, key: Key, after: object | undefined): void => {
		const before = tableOf(memory, table).set(key, after);
		if (before || after) changes.push({ table, key, before, after });
	};
	return {
		...createReader(memory, isOver),
		put: <Row>(table: Table<Row>, rows: readonly Row[]) =>
			operation(isOver, () => {
				const { keyOf } = tableOf(memory, table.name);
				for (const row of rows) {
					const copy = frozenCopy(row) as object;
					const key = keyOf(copy);
					if (key === undefined) throw new TypeError(`a row of ${table.name} has no ${table.key}`);
					set(table.name, key, copy);
				}
			}),
		remove: <Row>(table: Table<Row>, keys: readonly Key[]) =>
			operation(isOver, () => {
				for (const key of keys) set(table.name, checked(key), undefined);
			})
	};
}

function tableOf(memory: Memory, name: string): MemoryTable {
	const table = memory.tables.get(name);
	if (!table) throw new TypeError(`no table ${name}`);
	return table;
}

function checked(key: Key): Key {
	if (!isKey(key)) throw new TypeError(`no key: ${String(key)}`);
	return key;
}
