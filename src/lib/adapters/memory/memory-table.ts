import type { Table } from '#domain/kernel/table.ts';
import type { Key, Range } from '#ports/store.ts';
import { compareKeys, isKey, keyOf, type KeyOf } from './key.ts';

/** One stored row. Every index points at the same record, so that a change of other members leaves the index alone. */
interface StoredRow {
	readonly key: Key;
	row: object;
}

interface Entry {
	readonly key: Key;
	readonly record: StoredRow;
}

/** Records in the order of a key. */
interface Index {
	readonly keyOf: KeyOf;
	readonly entries: Entry[];
}

export interface MemoryTable {
	readonly keyOf: KeyOf;
	/** The row's key in an index; undefined where the index leaves it out. */
	readonly indexKeyOf: (index: string, row: object) => Key | undefined;
	readonly get: (key: Key) => object | undefined;
	/** Stores, replaces or (with undefined) removes the row of a key; answers the row that was there. */
	readonly set: (key: Key, row: object | undefined) => object | undefined;
	readonly range: (range: Range) => object[];
	readonly count: (range: Range) => number;
}

export function createMemoryTable(table: Table<never>): MemoryTable {
	const primary: Index = { keyOf: keyOf(table.key), entries: [] };
	const indexes = new Map(table.indexes.map((path): [string, Index] => [path, { keyOf: keyOf(path), entries: [] }]));

	const find = (key: Key): StoredRow | undefined => {
		const at = position(primary.entries, key);
		const entry = primary.entries[at];
		return entry && compareKeys(entry.key, key) === 0 ? entry.record : undefined;
	};

	const stretch = (range: Range): { entries: Entry[]; start: number; end: number } => {
		const index = range.index === undefined ? primary : indexes.get(range.index);
		if (!index) throw new TypeError(`table ${table.name} declares no index ${range.index}`);
		for (const bound of [range.from, range.to]) {
			if (bound !== undefined && !isKey(bound)) throw new TypeError(`no key: ${String(bound)}`);
		}
		const { entries } = index;
		const start = range.from === undefined ? 0 : position(entries, range.from);
		const end = range.to === undefined ? entries.length : position(entries, range.to);
		const length = Math.min(Math.max(end - start, 0), range.limit ?? Infinity);
		return range.reverse ? { entries, start: end - length, end } : { entries, start, end: start + length };
	};

	return {
		keyOf: primary.keyOf,
		indexKeyOf: (index, row) => indexes.get(index)?.keyOf(row),
		get: (key) => find(key)?.row,
		set: (key, row) => {
			const record = find(key);
			const before = record?.row;
			if (record && row) {
				for (const index of indexes.values()) move(index, record, index.keyOf(record.row), index.keyOf(row));
				record.row = row;
			} else if (record) {
				remove(primary, record.key, record);
				for (const index of indexes.values()) move(index, record, index.keyOf(record.row), undefined);
			} else if (row) {
				const added = { key, row };
				insert(primary, key, added);
				for (const index of indexes.values()) move(index, added, undefined, index.keyOf(row));
			}
			return before;
		},
		range: (range) => {
			const { entries, start, end } = stretch(range);
			const rows = entries.slice(start, end).map((entry) => entry.record.row);
			return range.reverse ? rows.reverse() : rows;
		},
		count: (range) => {
			const { start, end } = stretch(range);
			return end - start;
		}
	};
}

/** Where the first entry that is not before `key` is; among entries of one key, the one whose record is not before `primary`. */
function position(entries: readonly Entry[], key: Key, primary?: Key): number {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const entry = entries[middle] as Entry;
		let order = compareKeys(entry.key, key);
		if (order === 0 && primary !== undefined) order = compareKeys(entry.record.key, primary);
		if (order < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

function insert(index: Index, key: Key, record: StoredRow): void {
	index.entries.splice(position(index.entries, key, record.key), 0, { key, record });
}

function remove(index: Index, key: Key, record: StoredRow): void {
	index.entries.splice(position(index.entries, key, record.key), 1);
}

function move(index: Index, record: StoredRow, from: Key | undefined, to: Key | undefined): void {
	if (from !== undefined && to !== undefined && compareKeys(from, to) === 0) return;
	if (from !== undefined) remove(index, from, record);
	if (to !== undefined) insert(index, to, record);
}
