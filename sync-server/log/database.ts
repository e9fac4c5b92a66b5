import type { DatabaseSync, StatementSync } from 'node:sqlite';
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
import { DATABASE_ADDITIONS } from './schema.ts';
import { createWriteQueue, type WriteCounts } from './write-queue.ts';

/** A document as a feed or a range shows it; `body` only when it was asked for. */
export type DocumentRow = Omit<StoredDocument, 'body'> & { readonly body?: string };

/** Who may read and who may administer a database, as CouchDB writes it. */
export interface Security {
	readonly admins: Members;
	readonly members: Members;
}

export interface Members {
	readonly names: readonly string[];
	readonly roles: readonly string[];
}

export interface ChangesPage {
	/** Rows after this sequence, or before it when descending. */
	readonly from: number;
	readonly limit: number;
	readonly descending?: boolean;
	readonly bodies: boolean;
	/** Ends the page after the row whose body, as JSON text, reaches so many characters together with those before it. */
	readonly bytes?: number;
}

export interface IdRange {
	readonly start?: string | undefined;
	readonly end?: string | undefined;
	readonly inclusiveEnd: boolean;
	readonly descending: boolean;
	readonly skip: number;
	readonly limit: number;
	readonly bodies: boolean;
	/** As in ChangesPage. */
	readonly bytes?: number;
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
		compact: () => (compaction ??= dropSuperseded().finally(() => (compaction = undefined))),
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

/** Rows of a page that is kept in memory until the next write. */
const FEW = 25;

/** All rows, or with bodies as many as make up so many characters. */
function readRows(
	statement: StatementSync,
	values: readonly (string | number)[],
	{ bodies, bytes }: Pick<ChangesPage, 'bodies' | 'bytes'>
): DocumentRow[] {
	if (!bodies || bytes === undefined) return statement.all(...values) as unknown as DocumentRow[];
	const rows: DocumentRow[] = [];
	let characters = 0;
	for (const row of statement.iterate(...values) as Iterable<unknown> as Iterable<DocumentRow>) {
		rows.push(row);
		characters += row.body?.length ?? 0;
		if (characters >= bytes) break;
	}
	return rows;
}

function createReads(sql: DatabaseSync) {
	const columns = { plain: 'seq, id, rev, deleted, tree', full: 'seq, id, rev, deleted, tree, body' };
	const both = (tail: string) => ({
		plain: sql.prepare(`SELECT ${columns.plain} FROM document ${tail}`),
		full: sql.prepare(`SELECT ${columns.full} FROM document ${tail}`)
	});
	const after = both('WHERE seq > ? ORDER BY seq LIMIT ?');
	const before = both('WHERE seq < ? ORDER BY seq DESC LIMIT ?');
	const vacatedAfter = sql.prepare('SELECT count(*) AS count FROM vacated WHERE seq > ?');
	const pageCount = sql.prepare('PRAGMA page_count');
	const pageSize = sql.prepare('PRAGMA page_size');
	const ranges = new Map<string, StatementSync>();

	/** One statement for each of the few shapes a range has. */
	function rangeStatement({ start, end, inclusiveEnd, descending, bodies }: IdRange): StatementSync {
		const [beyond, within] = descending ? ['<=', inclusiveEnd ? '>=' : '>'] : ['>=', inclusiveEnd ? '<=' : '<'];
		const where = ['deleted = 0'];
		if (start !== undefined) where.push(`id ${beyond} ?`);
		if (end !== undefined) where.push(`id ${within} ?`);
		const text = `SELECT ${bodies ? columns.full : columns.plain} FROM document INDEXED BY document_id
			WHERE ${where.join(' AND ')} ORDER BY id ${descending ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`;
		let statement = ranges.get(text);
		if (statement === undefined) ranges.set(text, (statement = sql.prepare(text)));
		return statement;
	}

	const readPage = (page: ChangesPage): DocumentRow[] =>
		readRows((page.descending ? before : after)[page.bodies ? 'full' : 'plain'], [page.from, page.limit], page);

	/** A short page, as nothing was written since it was read. */
	let latest: { readonly asked: string; readonly rows: readonly DocumentRow[] } | undefined;

	return {
		/** A write wakes everybody who waits, and all ask for the same few rows: read once, 200 feeds cost 1 ms instead of 3. */
		changes(page: ChangesPage, updateSeq: number): readonly DocumentRow[] {
			if (!page.descending && page.from >= updateSeq) return [];
			const asked = JSON.stringify(page);
			if (asked === latest?.asked) return latest.rows;
			const rows = readPage(page);
			if (rows.length <= FEW) latest = { asked, rows };
			return rows;
		},
		/** To be called when something was written. */
		forget() {
			latest = undefined;
		},
		pending(seq: number, updateSeq: number): number {
			return seq >= updateSeq ? 0 : updateSeq - seq - Number(vacatedAfter.get(seq)?.['count']);
		},
		range(range: IdRange): DocumentRow[] {
			const bounds = [range.start, range.end].filter((bound) => bound !== undefined);
			return readRows(rangeStatement(range), [...bounds, range.limit, range.skip], range);
		},
		fileBytes: () => Number(pageCount.get()?.['page_count']) * Number(pageSize.get()?.['page_size'])
	};
}
