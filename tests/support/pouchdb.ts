import { createRequire } from 'node:module';

/**
 * PouchDB 9 as these tests use it. Its published types are not taken: they declare a `Buffer` of their own for the whole
 * program, which then fits none of Node's functions any more.
 */
export interface PouchDatabase {
	put(document: PouchDocument): Promise<{ readonly rev: string }>;
	get(id: string, options?: { readonly conflicts?: boolean }): Promise<PouchDocument & PouchMeta>;
	/** `rev` of the document, where there is one. */
	putAttachment(
		id: string,
		name: string,
		rev: string | null,
		data: Buffer,
		type: string
	): Promise<{ readonly rev: string }>;
	getAttachment(id: string, name: string, options?: { readonly rev: string }): Promise<Buffer>;
	removeAttachment(id: string, name: string, rev: string): Promise<unknown>;
	remove(document: PouchDocument & PouchMeta): Promise<unknown>;
	remove(id: string, rev: string): Promise<unknown>;
	bulkDocs(documents: readonly object[], options?: { readonly new_edits: boolean }): Promise<readonly object[]>;
	allDocs(options: object): Promise<{ readonly rows: readonly { readonly doc?: object | null }[] }>;
	changes(options: object): Promise<{
		readonly results: readonly { readonly id: string; readonly changes: readonly { readonly rev: string }[] }[];
	}>;
	info(): Promise<{ readonly doc_count: number; readonly update_seq: number | string }>;
	sync(
		other: PouchDatabase,
		options?: object
	): PouchReplication<{ readonly push: PouchTotals; readonly pull: PouchTotals }>;
	readonly replicate: {
		to(other: PouchDatabase, options?: object): PouchReplication<PouchTotals>;
		from(other: PouchDatabase, options?: object): PouchReplication<PouchTotals>;
	};
	destroy(): Promise<unknown>;
	close(): Promise<unknown>;
}

export interface PouchDocument {
	readonly _id: string;
	readonly [member: string]: unknown;
}

export interface PouchMeta {
	readonly _rev: string;
	readonly _conflicts?: readonly string[];
}

export interface PouchTotals {
	readonly last_seq: number | string;
	readonly docs_read: number;
	readonly docs_written: number;
	readonly doc_write_failures: number;
}

export interface PouchReplication<Total> extends Promise<Total> {
	on(event: 'complete' | 'error' | 'denied', listener: (value: unknown) => void): this;
	cancel(): void;
}

type PouchConstructor = new (
	/** A folder, or the address of a database on a server. */
	name: string,
	options?: {
		readonly auth?: { readonly username: string; readonly password: string };
		/** Carries its requests instead of PouchDB's own `fetch`. */
		readonly fetch?: PouchFetch;
	}
) => PouchDatabase;

/** As PouchDB calls it: an address and what node-fetch takes. */
export type PouchFetch = (url: string, options: object) => Promise<unknown>;

export const PouchDB = createRequire(import.meta.url)('pouchdb') as PouchConstructor & { readonly fetch: PouchFetch };
