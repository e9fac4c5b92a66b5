/**
 * - `text`
 * - `count`: a number
 * - `amount`: an exact number in the wire form `n` or `n/d`; its unit has a column of its own
 * - `time`: a wall time with its zone, as events carry it
 * - `day`: `2026-11-30`
 */
export type ColumnKind = 'text' | 'count' | 'amount' | 'time' | 'day';

export interface Column {
	readonly title: string;
	readonly kind: ColumnKind;
	/** In characters; as wide as its kind wants when missing. */
	readonly width?: number;
}

/** Null: empty. What does not fit its column's kind is written as text. */
export type Cell = string | number | null;

/** A table as a file holds it. Each row has a cell for every column. */
export interface Sheet {
	readonly name: string;
	readonly columns: readonly Column[];
	readonly rows: readonly (readonly Cell[])[];
}

/** What a file says of itself: what it shows, by which filters, as of when, for whom. A line each, in the reader's words. */
export type Stamp = readonly string[];
