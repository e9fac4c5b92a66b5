import type { DatabaseSync } from 'node:sqlite';
import { createAttachments, type StoredAttachment } from './attachments.ts';
import { createChain, type Chain } from './chain.ts';
import { createContents, type Reading, type Receipt } from './contents.ts';
import {
	createDocuments,
	type BodyPlace,
	type Counters,
	type Edit,
	type EditOutcome,
	type StoredDocument
} from './documents.ts';
import { createLocalDocuments, type LocalDocument } from './local.ts';
import { createReads, type ChangesPage, type DocumentRow, type IdRange } from './reads.ts';
import { DATABASE_ADDITIONS } from './schema.ts';
import { createWriteQueue, type WriteCounts } from './write-queue.ts';

/** Who may read and who may administer a database, as CouchDB writes it. */
export interface Security {
	readonly admins: Members;
	readonly members: Members;
}

export interface Members {
	readonly names: readonly string[];
	readonly roles: readonly string[];
}

export interface PurgedLeafs {
	readonly id: string;
	readonly revs: readonly string[];
}

export interface DatabaseInfo {
	readonly documents: number;
	readonly deleted: number;
	/** Bytes of the file, of the JSON text in it, and of attachments. */
	readonly fileBytes: number;
	readonly bodyBytes: number;
	readonly attachmentBytes: number;
	readonly revsLimit: number;
	/** Bodies of superseded revisions are being dropped. */
	readonly isCompacting: boolean;
}

/** One database. What reads is synchronous and sees whole transactions only; what writes resolves once it is on disk. */
export interface Database {
	readonly name: string;
	/** Distinguishes this database from every other and earlier one of its name; part of every sequence. */
	readonly generation: string;
	/** Seconds since 1970 at which it was made. */
	readonly created: string;
	readonly chain: Pick<Chain, 'list' | 'flagsOf' | 'faults' | 'heads'>;
	/** The sequence of the latest update. */
	readonly updateSeq: number;
	info(): DatabaseInfo;
	read(id: string): StoredDocument | undefined;
	/** The body of any revision that is still stored. */
	body(document: StoredDocument, rev: string): string | undefined;
	/** Whether there is one, without reading it. */
	hasBody(document: Pick<StoredDocument, 'id' | 'rev'>, rev: string): boolean;
	/** The attachments of a revision whose body is stored, by name. */
	attachments(id: string, rev: string): StoredAttachment[];
	attachment(id: string, rev: string, name: string): StoredAttachment | undefined;
	/** Takes in the content of an attachment, before the edit that refers to it. */
	receiveContent(): Receipt;
	readContent(attachment: StoredAttachment): Reading;
	/** Stores edits in order, each with its own outcome. */
	write(edits: readonly Edit[]): Promise<EditOutcome[]>;
	changes(page: ChangesPage): readonly DocumentRow[];
	/** How many documents have changed after a sequence. */
	pending(seq: number): number;
	/** Documents that are not deleted, in byte order of their ids. */
	range(range: IdRange): DocumentRow[];
	security(): Security;
	setSecurity(security: Security): Promise<void>;
	setRevsLimit(limit: number): Promise<void>;
	/** Drops the bodies of superseded revisions, few at a time, so that nobody waits long. One that is running is joined. */
	compact(): Promise<void>;
	/** The latest compaction did not come to its end. */
	readonly hasCompactionFailed: boolean;
	/** Takes leafs out as if they had never been here. Resolves with those that were, by document. */
	purge(leafs: readonly PurgedLeafs[]): Promise<PurgedLeafs[]>;
	local(id: string): LocalDocument | undefined;
	/** Last write wins: two tabs with one checkpoint must not drive each other into retries. Resolves with the new revision. */
	putLocal(id: string, body: string, rev: string | undefined): Promise<string>;
	removeLocal(id: string): Promise<boolean>;
	/** The ids of all local documents, in order. */
	locals(): string[];
	writeCounts(): WriteCounts;
	/** Calls `listener` after every transaction that changed a document, and once when the database closes. */
	subscribe(listener: () => void): () => void;
	readonly closed: boolean;
	close(): void;
}

export interface DatabaseOptions {
	readonly name: string;
	readonly schedule: (run: () => void) => void;
}

interface State {
	readonly counters: Counters;
	readonly revsLimit: number;
	readonly security: Security;
}

/** Bodies that a compaction looks at in one transaction. */
const COMPACTED_TOGETHER = 500;

/** The database in `sql`, whose tables exist and hold a `state` row. */
export function createDatabase(sql: DatabaseSync, { name, schedule }: DatabaseOptions): Database {
	const row = sql.prepare('SELECT * FROM state').get() as Record<string, string | number>;
	sql.exec(DATABASE_ADDITIONS);
	let state = readState(row);
	let saved = state;
	let closed = false;
	let compaction: Promise<void> | undefined;
	let hasCompactionFailed = false;
	const listeners = new Set<() => void>();
	const saveState = sql.prepare(
		'UPDATE state SET update_seq = ?, documents = ?, deleted = ?, bytes = ?, revs_limit = ?, security = ?'
	);

	const queue = createWriteQueue<State>(
		sql,
		{
			mark: () => state,
			restore(mark) {
				state = mark;
			},
			save() {
				if (state === saved) return;
				const { counters, revsLimit, security } = state;
				const { updateSeq, documents: live, deleted, bytes } = counters;
				saveState.run(updateSeq, live, deleted, bytes, revsLimit, JSON.stringify(security));
			},
			committed() {
				reads.forget();
				const changed = state.counters.updateSeq !== saved.counters.updateSeq;
				saved = state;
				if (changed) notify();
			}
		},
		schedule
	);

	const chain = createChain(sql);
	const contents = createContents(sql, queue);
	const attachments = createAttachments(sql, contents);
	const documents = createDocuments(sql, chain, attachments);
	const locals = createLocalDocuments(sql);
	const reads = createReads(sql);

	function notify(): void {
		for (const listener of [...listeners]) listener();
	}

	async function dropSuperseded(): Promise<void> {
		let place: BodyPlace | undefined = { id: '', rev: '' };
		while (place && !closed) {
			const after: BodyPlace = place;
			place = await queue.write(() => documents.compact(after, COMPACTED_TOGETHER));
		}
	}

	async function compact(): Promise<void> {
		try {
			await dropSuperseded();
			hasCompactionFailed = false;
		} catch (error) {
			hasCompactionFailed = true;
			throw error;
		} finally {
			compaction = undefined;
		}
	}

	return {
		name,
		generation: String(row['generation']),
		created: String(row['created']),
		chain,
		get updateSeq() {
			return state.counters.updateSeq;
		},
		info: () => ({
			documents: state.counters.documents,
			deleted: state.counters.deleted,
			fileBytes: reads.fileBytes(),
			bodyBytes: state.counters.bytes,
			attachmentBytes: contents.bytes(),
			revsLimit: state.revsLimit,
			isCompacting: compaction !== undefined
		}),
		read: documents.read,
		body: documents.body,
		hasBody: documents.hasBody,
		attachments: attachments.list,
		attachment: attachments.find,
		receiveContent: contents.receive,
		readContent: ({ content, size }) => contents.open(content, size),
		write: (edits) =>
			queue.write(() => {
				const counters = { ...state.counters };
				const outcomes = edits.map((edit) => documents.apply(edit, counters, state.revsLimit));
				if (counters.updateSeq !== state.counters.updateSeq) state = { ...state, counters };
				return outcomes;
			}),
		changes: (page) => reads.changes(page, state.counters.updateSeq),
		pending: (seq) => reads.pending(seq, state.counters.updateSeq),
		range: reads.range,
		security: () => state.security,
		setSecurity: (security) =>
			queue.write(() => {
				state = { ...state, security };
			}),
		setRevsLimit: (revsLimit) =>
			queue.write(() => {
				state = { ...state, revsLimit };
			}),
		compact: () => (compaction ??= compact()),
		get hasCompactionFailed() {
			return hasCompactionFailed;
		},
		purge: (asked) =>
			queue.write(() => {
				const counters = { ...state.counters };
				const purged = asked.map(({ id, revs }) => ({ id, revs: documents.purge(id, revs, counters) }));
				if (counters.updateSeq !== state.counters.updateSeq) state = { ...state, counters };
				return purged;
			}),
		local: locals.read,
		putLocal: (id, body, rev) => queue.write(() => locals.put(id, body, rev)),
		removeLocal: (id) => queue.write(() => locals.remove(id)),
		locals: locals.ids,
		writeCounts: () => queue.counts,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		get closed() {
			return closed;
		},
		close() {
			if (closed) return;
			queue.flush();
			closed = true;
			notify();
			listeners.clear();
			sql.close();
		}
	};
}

const readState = (row: Record<string, string | number>): State => ({
	counters: {
		updateSeq: Number(row['update_seq']),
		documents: Number(row['documents']),
		deleted: Number(row['deleted']),
		bytes: Number(row['bytes'])
	},
	revsLimit: Number(row['revs_limit']),
	security: JSON.parse(String(row['security'])) as Security
});
