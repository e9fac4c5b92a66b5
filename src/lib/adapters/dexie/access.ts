import Dexie, {
	type Collection,
	type IndexableType,
	type PromiseExtended,
	type Table as DexieTable,
	type Transaction
} from 'dexie';
import type { Table } from '#domain/kernel/table.ts';
import type { Key, Range, Reader, Writer } from '#ports/store.ts';

/** Every answer is a promise of Dexie's own kind, which keeps the transaction and the live query that asked in force. */
export function createReader(transaction: Transaction): Reader {
	return {
		get: (table, key) => transaction.table(table.name).get(key),
		getMany: <Row>(table: Table<Row>, keys: readonly Key[]) =>
			keys.length < STRETCH || keys.some((key) => typeof key !== 'string')
				? transaction.table<Row, Key>(table.name).bulkGet(keys as Key[])
				: getByStretches(transaction.table<Row, string>(table.name), keys as readonly string[]),
		range: (table, range = {}) => collection(transaction, table.name, range).toArray(),
		count: (table, range = {}) => collection(transaction, table.name, range).count()
	};
}

/** Keys asked for at once. */
const STRETCH = 64;

/**
 * Many keys at a time mostly stand close together, or not at all: the rows between the first and the last of a stretch of
 * sorted keys come in one request, where one for each key costs a round trip to the browser's process each. A stretch that
 * turns out to hold many rows besides is asked for key by key.
 */
function getByStretches<Row>(
	table: DexieTable<Row, string>,
	keys: readonly string[]
): PromiseExtended<(Row | undefined)[]> {
	const member = table.schema.primKey.keyPath as keyof Row;
	const sorted = [...new Set(keys)].sort();
	const found = new Map<unknown, Row>();
	const keep = (rows: readonly (Row | undefined)[]): void => {
		for (const row of rows) if (row) found.set(row[member], row);
	};
	const stretches: PromiseExtended<void>[] = [];
	for (let from = 0; from < sorted.length; from += STRETCH) {
		const stretch = sorted.slice(from, from + STRETCH);
		const rows = table.where(':id').between(stretch[0], stretch.at(-1), true, true);
		const most = 2 * STRETCH;
		stretches.push(
			rows
				.limit(most)
				.toArray()
				.then((some) => (some.length < most ? keep(some) : table.bulkGet(stretch).then(keep)))
		);
	}
	return Dexie.Promise.all(stretches).then(() => keys.map((key) => found.get(key))) as PromiseExtended<
		(Row | undefined)[]
	>;
}

export interface PendingWriter extends Writer {
	/** Ends when every row is put and every key removed, and rejects when one of them failed. */
	readonly settled: () => PromiseLike<unknown>;
}

/**
 * Puts and removes are sent off without waiting for one another, which would cost a round trip to the browser's process each:
 * IndexedDB works through its requests in order, so that a later read sees them, and the one that fails fails them all.
 */
export function createWriter(transaction: Transaction): PendingWriter {
	const pending: PromiseLike<unknown>[] = [];
	const send = (change: PromiseExtended<unknown>): Promise<void> => {
		// Whoever waits until all is settled hears of a failure; when the work throws first, nobody has to.
		change.catch(() => undefined);
		pending.push(change);
		return Dexie.Promise.resolve();
	};
	return {
		...createReader(transaction),
		put: <Row>(table: Table<Row>, rows: readonly Row[]) =>
			rows.length === 0 ? Dexie.Promise.resolve() : send(transaction.table(table.name).bulkPut(rows)),
		remove: <Row>(table: Table<Row>, keys: readonly Key[]) =>
			send(transaction.table(table.name).bulkDelete(keys as Key[])),
		settled: () => Dexie.Promise.all(pending)
	};
}

/** The rows of a range. Without a filter Dexie fetches them by one `getAll`, however many they are. */
function collection(transaction: Transaction, table: string, range: Range): Collection {
	const where = transaction.table(table).where(range.index ?? ':id');
	const from = range.from as IndexableType | undefined;
	const to = range.to as IndexableType | undefined;
	let rows: Collection;
	if (from !== undefined && to !== undefined) rows = where.between(from, to, true, false);
	else if (from !== undefined) rows = where.aboveOrEqual(from);
	else if (to !== undefined) rows = where.below(to);
	else rows = transaction.table(table).orderBy(range.index ?? ':id');
	if (range.reverse) rows = rows.reverse();
	return range.limit === undefined ? rows : rows.limit(range.limit);
}
