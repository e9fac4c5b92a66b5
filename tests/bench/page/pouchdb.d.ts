/** PouchDB 9 as the bench uses it; the package carries no types. */
declare module 'pouchdb' {
	interface Database {
		bulkDocs(
			documents: readonly object[],
			options?: { readonly new_edits: boolean }
		): Promise<readonly { readonly error?: unknown }[]>;
		get(id: string): Promise<object>;
		info(): Promise<{ readonly doc_count: number }>;
		close(): Promise<void>;
		destroy(): Promise<void>;
	}
	interface Constructor {
		new (name: string, options?: { readonly adapter: 'idb' }): Database;
		replicate(source: Database, target: Database): Promise<{ readonly docs_written: number }>;
	}
	const PouchDB: Constructor;
	export = PouchDB;
}
