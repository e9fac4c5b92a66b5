import type { Key } from '#ports/store.ts';

/** Whether IndexedDB would take this for a key, among the kinds of key that the port knows. */
export function isKey(value: unknown): value is Key {
	if (typeof value === 'string') return true;
	if (typeof value === 'number') return !Number.isNaN(value);
	return Array.isArray(value) && value.every(isKey);
}

const rank = (key: Key): number => (typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2);

/** IndexedDB's order: numbers, then text by UTF-16 code units, then lists member by member, a shorter list before its extensions. */
export function compareKeys(a: Key, b: Key): number {
	if (typeof a !== 'object' && typeof b === typeof a) return a < b ? -1 : a > b ? 1 : 0;
	if (typeof a !== 'object' || typeof b !== 'object') return rank(a) - rank(b);
	const shared = Math.min(a.length, b.length);
	for (let i = 0; i < shared; i++) {
		const order = compareKeys(a[i] as Key, b[i] as Key);
		if (order !== 0) return order;
	}
	return a.length - b.length;
}

/** Reads a key off a row; undefined when a member is missing or is no key: an index then leaves the row out. */
export type KeyOf = (row: object) => Key | undefined;

/** `member` or `[a+b]`, as a table declares its key and its indexes. */
export function keyOf(path: string): KeyOf {
	if (!path.startsWith('[')) {
		return (row) => {
			const value: unknown = (row as Record<string, unknown>)[path];
			return isKey(value) ? value : undefined;
		};
	}
	const members = path.slice(1, -1).split('+');
	return (row) => {
		const values = members.map((member): unknown => (row as Record<string, unknown>)[member]);
		return isKey(values) ? values : undefined;
	};
}
