import type { Key, Range } from '#ports/store.ts';
import { compareKeys } from './key.ts';
import type { MemoryTable } from './memory-table.ts';

/** One row that a transaction changed. */
export interface Change {
	readonly table: string;
	readonly key: Key;
	readonly before: object | undefined;
	readonly after: object | undefined;
}

/** What a watched piece of work has read, and so depends on. */
export interface Dependencies {
	readonly onKeys: (table: string, keys: readonly Key[]) => void;
	readonly onRange: (table: string, range: Range) => void;
	/** Whether a change may alter what was read. A limit is ignored: a change beyond it counts too. */
	readonly affectedBy: (change: Change, table: MemoryTable) => boolean;
}

export function createDependencies(): Dependencies {
	const read = new Map<string, { readonly keys: Key[]; readonly ranges: Range[] }>();

	const of = (table: string): { readonly keys: Key[]; readonly ranges: Range[] } => {
		const known = read.get(table) ?? { keys: [], ranges: [] };
		read.set(table, known);
		return known;
	};

	return {
		onKeys: (table, keys) => of(table).keys.push(...keys),
		onRange: (table, range) => of(table).ranges.push(range),
		affectedBy: (change, table) => {
			const known = read.get(change.table);
			if (!known) return false;
			if (known.keys.some((key) => compareKeys(key, change.key) === 0)) return true;
			const rows = [change.before, change.after].filter((row) => row !== undefined);
			return known.ranges.some(({ index, from, to }) =>
				rows.some((row) => {
					const key = index === undefined ? change.key : table.indexKeyOf(index, row);
					if (key === undefined) return false;
					return (from === undefined || compareKeys(key, from) >= 0) && (to === undefined || compareKeys(key, to) < 0);
				})
			);
		}
	};
}
