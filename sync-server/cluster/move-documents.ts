import { createRequire } from 'node:module';
import type { CouchAddress, Fetch } from './couch-server.ts';

/** A database on a server, as PouchDB reaches it. */
export interface Place extends CouchAddress {
	readonly database: string;
	/** Where it is reached by other means than the network. */
	readonly fetch?: Fetch;
}

export interface Moved {
	/** Documents that were written; those that were there already are not counted. */
	readonly written: number;
	/** What the rules there refused: id and reason. */
	readonly refused: readonly string[];
}

/** What this uses of PouchDB: its published types declare a `Buffer` of their own for the whole program. */
interface PouchDB {
	readonly replicate: { to(target: PouchDB, options: object): PouchReplication };
	close(): Promise<void>;
}

interface PouchReplication extends Promise<{ readonly docs_written: number }> {
	on(event: 'change', listener: (progress: { readonly docs_written: number }) => void): this;
	on(event: 'denied', listener: (denied: Denied) => void): this;
}

interface Denied {
	readonly id?: string;
	readonly reason?: string;
}

type PouchConstructor = new (url: string, options: object) => PouchDB;

/** Documents on their way at once: a few hundred kilobytes. */
const CHUNK = 500;

/**
 * Copies every document and every deletion from one database to another by PouchDB's replicator, which goes on where it was when
 * it is run again. Throws what stopped it.
 */
export async function moveDocuments(source: Place, target: Place, progress: (written: number) => void): Promise<Moved> {
	// A tool of the project, as the builder of the rules is: the server does without it.
	const Pouch = createRequire(import.meta.url)('pouchdb') as PouchConstructor;
	const open = ({ url, database, user, password, fetch }: Place) =>
		new Pouch(`${url}/${database}`, {
			skip_setup: true,
			auth: { username: user, password },
			...(fetch && { fetch })
		});
	const [from, to] = [open(source), open(target)];
	const refused: string[] = [];
	try {
		const done = await from.replicate
			.to(to, { batch_size: CHUNK })
			.on('change', ({ docs_written }) => progress(docs_written))
			.on('denied', ({ id, reason }) => refused.push(`${String(id)}: ${String(reason)}`));
		return { written: done.docs_written, refused };
	} finally {
		await Promise.all([from.close(), to.close()]);
	}
}
