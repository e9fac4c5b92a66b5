import type { Table } from '#domain/kernel/table.ts';

/** A key as IndexedDB orders them: numbers before text before lists, lists by their members. */
export type Key = number | string | readonly (number | string)[];

/** A stretch of a table in key order, or in the order of one of its declared indexes. */
export interface Range {
	/** A declared index (`member` or `[a+b]`); the primary key when left out. */
	readonly index?: string;
	/** Inclusive. For a compound index a shorter list is before every longer one that starts with it. */
	readonly from?: Key;
	/** Exclusive. */
	readonly to?: Key;
	/** Rows at most. */
	readonly limit?: number;
	/** From the end backwards. */
	readonly reverse?: boolean;
}

/** Reading inside a transaction. Nothing else may be awaited while one is open: IndexedDB would end it. */
export interface Reader {
	readonly get: <Row>(table: Table<Row>, key: Key) => Promise<Row | undefined>;
	/** Rows in the order of `keys`. */
	readonly getMany: <Row>(table: Table<Row>, keys: readonly Key[]) => Promise<(Row | undefined)[]>;
	readonly range: <Row>(table: Table<Row>, range?: Range) => Promise<Row[]>;
	readonly count: <Row>(table: Table<Row>, range?: Range) => Promise<number>;
}

export interface Writer extends Reader {
	/** Adds rows or replaces those of the same key. */
	readonly put: <Row>(table: Table<Row>, rows: readonly Row[]) => Promise<void>;
	/** Keys that have no row are no error. */
	readonly remove: <Row>(table: Table<Row>, keys: readonly Key[]) => Promise<void>;
}

/**
 * What every store guarantees:
 * - `write` is one serializable transaction over all tables: its rows are stored together or not at all, and no other
 *   transaction of any tab or worker sees a part of it. When the promise resolves, the rows are as durable as the store was
 *   opened to make them (`strict`: flushed by the operating system). When `work` throws, nothing is stored.
 * - `read` sees one consistent state.
 * - Rows are copies: changing one that was read or put changes nothing stored.
 */
export interface Store {
	readonly read: <Answer>(work: (reader: Reader) => Promise<Answer>) => Promise<Answer>;
	readonly write: <Answer>(work: (writer: Writer) => Promise<Answer>) => Promise<Answer>;
	/**
	 * Calls `listener` with the answer of `work`, and again whenever a row or range that `work` read was changed by any
	 * transaction of any tab or worker. `trouble` gets what `work` threw; watching goes on. Returns the stop.
	 */
	readonly watch: <Answer>(
		work: (reader: Reader) => Promise<Answer>,
		listener: (answer: Answer) => void,
		trouble: (error: unknown) => void
	) => () => void;
	readonly close: () => void;
}

/** Why a store could not do what was asked; thrown by `read` and `write`, since nothing can go on without it. */
export class StoreTrouble extends Error {
	readonly kind: StoreTroubleKind;

	constructor(kind: StoreTroubleKind, cause: unknown) {
		super(`store: ${kind}`, { cause });
		this.name = 'StoreTrouble';
		this.kind = kind;
	}
}

export type StoreTroubleKind =
	| 'full' // the quota or the disk is used up; the transaction left nothing behind
	| 'gone' // the storage was emptied or replaced under the running app
	| 'closed' // the connection was lost and could not be opened again
	| 'failed'; // any other failure of the storage; the transaction left nothing behind
