import type { Database } from '../log/database.ts';
import type { DocumentRow } from '../log/reads.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { historyOf, leafs, type Leaf } from '../log/revision-tree.ts';

/** What a client wants to see of a document beside its content. */
export interface Wanted {
	readonly revs?: boolean;
	readonly revsInfo?: boolean;
	readonly conflicts?: boolean;
	readonly deletedConflicts?: boolean;
	readonly localSeq?: boolean;
}

export function wantedBy(query: URLSearchParams): Wanted {
	const on = (name: string): boolean => query.get(name) === 'true';
	const meta = on('meta');
	return {
		revs: on('revs'),
		revsInfo: meta || on('revs_info'),
		conflicts: meta || on('conflicts'),
		deletedConflicts: meta || on('deleted_conflicts'),
		localSeq: on('local_seq')
	};
}

/** The JSON text of a document's winning revision. Bodies stay text from the disk to the wire. */
export function presentWinner(
	database: Database,
	row: DocumentRow & { readonly body: string },
	wanted: Wanted
): string {
	return join(head(row.id, row.rev, row.deleted === 1, extras(database, row, row.rev, wanted)), row.body);
}

/** The JSON text of any revision; undefined when its body is not stored. */
export function presentRevision(
	database: Database,
	document: StoredDocument,
	rev: string,
	wanted: Wanted
): string | undefined {
	const found = presentInTwo(database, document, rev, wanted);
	return found && join(found.head, found.body);
}

/** The same in two: a JSON object that is not closed yet, and the object that continues it. */
export function presentInTwo(
	database: Database,
	document: StoredDocument,
	rev: string,
	wanted: Wanted
): { readonly head: string; readonly body: string } | undefined {
	const body = database.body(document, rev);
	if (body === undefined) return undefined;
	const deleted = leafs(treeOf(document)).some((leaf) => leaf.rev === rev && leaf.deleted);
	return { head: head(document.id, rev, deleted, extras(database, document, rev, wanted)), body };
}

const head = (id: string, rev: string, deleted: boolean, more: string): string =>
	`{"_id":${JSON.stringify(id)},"_rev":${JSON.stringify(rev)}${deleted ? ',"_deleted":true' : ''}${more}`;

/** One object of the two that presentInTwo gives. */
export const join = (head: string, body: string): string => (body === '{}' ? `${head}}` : `${head},${body.slice(1)}`);

function extras(database: Database, row: Omit<DocumentRow, 'body'>, rev: string, wanted: Wanted): string {
	let text = '';
	if (wanted.revs) text += `,"_revisions":${JSON.stringify(historyOf(treeOf(row), rev))}`;
	if (wanted.revsInfo) text += `,"_revs_info":${JSON.stringify(revisionStates(database, row, rev))}`;
	const losers =
		wanted.conflicts || wanted.deletedConflicts ? leafs(treeOf(row)).filter((leaf) => leaf.rev !== row.rev) : [];
	if (wanted.conflicts) text += list('_conflicts', losers, false);
	if (wanted.deletedConflicts) text += list('_deleted_conflicts', losers, true);
	if (wanted.localSeq) text += `,"_local_seq":"${row.seq}-${database.generation}"`;
	return text;
}

function list(name: string, losers: readonly Leaf[], deleted: boolean): string {
	const revs = losers.filter((leaf) => leaf.deleted === deleted).map(({ rev }) => rev);
	return revs.length > 0 ? `,"${name}":${JSON.stringify(revs)}` : '';
}

function revisionStates(database: Database, row: Omit<DocumentRow, 'body'>, rev: string): object[] {
	const history = historyOf(treeOf(row), rev);
	if (history === undefined) return [];
	const deleted = new Set(leafs(treeOf(row)).flatMap((leaf) => (leaf.deleted ? [leaf.rev] : [])));
	return history.ids.map((hash, index) => {
		const known = `${history.start - index}-${hash}`;
		if (deleted.has(known)) return { rev: known, status: 'deleted' };
		return { rev: known, status: database.hasBody(row, known) ? 'available' : 'missing' };
	});
}
