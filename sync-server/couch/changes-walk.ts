import type { Database } from '../log/database.ts';
import type { DocumentRow } from '../log/reads.ts';
import { treeOf } from '../log/documents.ts';
import { leafs } from '../log/revision-tree.ts';
import { formatSequence } from '../log/sequence.ts';
import { presentAttached, type AttachmentsWanted } from './present-attachments.ts';
import { presentWinner, type Wanted } from './present.ts';

/** What a client of the change feed wants to see. */
export interface ChangesQuery {
	/** Sequence of the last update it has seen. */
	readonly since: number;
	readonly limit: number;
	readonly descending: boolean;
	/** Every leaf of a document, not only its winner. */
	readonly allLeafs: boolean;
	readonly includeDocs: boolean;
	readonly wanted: Wanted;
	/** Undefined where stubs are all that is wanted of attachments. */
	readonly attached?: AttachmentsWanted | undefined;
	readonly accepts?: (row: DocumentRow) => boolean;
	readonly needsBody: boolean;
}

/** A row of the feed as JSON text, and its sequence. */
export interface ChangeText {
	readonly seq: string;
	readonly text: string;
	/** The rest of the row, where that is more than should be in memory. */
	readonly rest?: AsyncGenerator<string>;
}

export interface Walk {
	/** The next rows, none of them perhaps what is wanted; undefined once nothing more is here now, or the limit is reached. */
	next(): ChangeText[] | undefined;
	/** Whether as many rows as the client wants have been given. */
	readonly full: boolean;
	/** Whether nothing more is here now, as far as that is known without looking. */
	readonly ended: boolean;
	/** How far it has come, as a client will name it. */
	position(): string;
	pending(): number;
}

/** Rows read at a time: others get their turn in between. */
const PAGE = 250;

/** Bytes of documents after which a page ends: what a feed holds whose client does not read. */
const PAGE_BYTES = 256 * 2 ** 10;

/** Whether a page may have ended because of its size. */
const isCut = (page: readonly DocumentRow[]): boolean =>
	page.reduce((bytes, { body = '' }) => bytes + body.length, 0) >= PAGE_BYTES;

/** A walk along the order of updates that can be continued when there are new ones. */
export function createWalk(database: Database, query: ChangesQuery): Walk {
	const { descending, accepts, includeDocs, wanted, attached } = query;
	let position = descending ? database.updateSeq + 1 : query.since;
	let left = query.limit;
	let given = 0;

	function read(): ChangeText[] {
		const limit = attached ? 1 : accepts ? PAGE : Math.min(PAGE, left);
		const bodies = includeDocs || query.needsBody;
		const page = database.changes({ from: position, limit, descending, bodies, bytes: PAGE_BYTES });
		const rows: ChangeText[] = [];
		for (const row of page) {
			if (left === 0) return rows;
			position = row.seq;
			if (accepts && !accepts(row)) continue;
			rows.push(present(row));
			left--;
		}
		// past the rows that others have vacated, and, for a filter, past what it did not want
		if (page.length < limit && !descending && !isCut(page)) position = database.updateSeq;
		return rows;
	}

	function present(row: DocumentRow): ChangeText {
		const seq = formatSequence(row.seq, database.generation);
		const revs = query.allLeafs && row.tree !== null ? leafs(treeOf(row)).map(({ rev }) => rev) : [row.rev];
		const list = revs.map((rev) => `{"rev":${JSON.stringify(rev)}}`).join(',');
		const deleted = row.deleted === 1 ? ',"deleted":true' : '';
		const text = `{"seq":"${seq}","id":${JSON.stringify(row.id)},"changes":[${list}]${deleted}`;
		if (!includeDocs || row.body === undefined) return { seq, text: `${text}}` };
		const document = { ...row, body: row.body };
		const rest = attached && presentAttached(database, document, row.rev, wanted, attached);
		if (rest) return { seq, text: `${text},"doc":`, rest };
		return { seq, text: `${text},"doc":${presentWinner(database, document, wanted)}}` };
	}

	return {
		next() {
			if (left === 0) return undefined;
			const before = position;
			const rows = read();
			given += rows.length;
			return position === before ? undefined : rows;
		},
		get full() {
			return left === 0;
		},
		get ended() {
			return left === 0 || (!descending && position >= database.updateSeq);
		},
		position: () => {
			if (!descending) return formatSequence(position, database.generation);
			return formatSequence(given > 0 ? database.updateSeq : query.since, database.generation);
		},
		pending: () => (descending ? 0 : database.pending(position))
	};
}
