import type { Sheet, Stamp } from './sheet.ts';

/** Between the page and the worker that writes workbooks: one of each. */
export interface ToWriter {
	readonly sheets: readonly Sheet[];
	readonly stamp: Stamp;
}

export type FromWriter =
	{ readonly type: 'written'; readonly file: Blob } | { readonly type: 'failed'; readonly reason: string };
