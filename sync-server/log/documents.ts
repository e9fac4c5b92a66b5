import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { withStubs, type Attachments, type EditAttachment } from './attachments.ts';
import type { Chain, ChainLink } from './chain.ts';
import {
	extend,
	hasRevision,
	historyOf,
	leafs,
	prune,
	soleRevision,
	winner,
	type RevisionHistory,
	type RevisionTree
} from './revision-tree.ts';

/** A document as stored: its winning revision and, when it has more history than that, its tree. */
export interface StoredDocument {
	/** The sequence of its latest update. */
	readonly seq: number;
	readonly id: string;
	readonly rev: string;
	/** 1 when the winning revision is a deletion. */
	readonly deleted: number;
	/** JSON of the RevisionTree; null when `rev` is all that is known. */
	readonly tree: string | null;
	/** JSON text of the object without the members that start with `_`, but for `_attachments`, which is its first: stubs. */
	readonly body: string;
}

interface EditBase {
	readonly id: string;
	readonly deleted: boolean;
	/** Without attachments. */
	readonly body: string;
	readonly attachments?: readonly EditAttachment[];
	/** The revision it supersedes is not to be read any more: its body goes at once, not with the next compaction. */
	readonly erases?: boolean;
}

/** A change made here, on top of the revision its author saw. */
export interface NewEdit extends EditBase {
	readonly kind: 'new';
	readonly parent: string | undefined;
}

/** A revision made elsewhere, stored as it is. */
export interface ReplicatedEdit extends EditBase {
	readonly kind: 'replicated';
	readonly history: RevisionHistory;
	/** An event: it never has another revision, and joins its device's chain. */
	readonly link?: ChainLink;
}

export type Edit = NewEdit | ReplicatedEdit;

export type EditOutcome =
	| { readonly ok: true; readonly rev: string }
	| { readonly ok: false; readonly error: 'conflict' | 'immutable' }
	/** No revision it goes on top of has an attachment `stub`. */
	| { readonly ok: false; readonly error: 'missing stub'; readonly stub: string };

/** A revision whose body lies beside its document's. */
export interface BodyPlace {
	readonly id: string;
	readonly rev: string;
}

/** Totals of a database; `apply` counts them on. */
export interface Counters {
	updateSeq: number;
	documents: number;
	deleted: number;
	bytes: number;
}

export const treeOf = ({ rev, deleted, tree }: Pick<StoredDocument, 'rev' | 'deleted' | 'tree'>): RevisionTree =>
	tree === null ? soleRevision(rev, deleted === 1) : (JSON.parse(tree) as RevisionTree);

/** The documents of one database. What changes them has to run inside a transaction. */
export function createDocuments(sql: DatabaseSync, chain: Chain, attachments: Attachments) {
	const select = sql.prepare('SELECT seq, id, rev, deleted, tree, body FROM document WHERE id = ?');
	const insert = sql.prepare('INSERT INTO document (seq, id, rev, deleted, tree, body) VALUES (?, ?, ?, ?, ?, ?)');
	const remove = sql.prepare('DELETE FROM document WHERE seq = ?');
	const vacate = sql.prepare('INSERT INTO vacated (seq) VALUES (?)');
	const selectBody = sql.prepare('SELECT body FROM revision WHERE id = ? AND rev = ?');
	const selectKept = sql.prepare('SELECT 1 FROM revision WHERE id = ? AND rev = ?');
	const keepBody = sql.prepare('INSERT OR REPLACE INTO revision (id, rev, body) VALUES (?, ?, ?)');
	const dropBody = sql.prepare('DELETE FROM revision WHERE id = ? AND rev = ?');
	const selectTree = sql.prepare('SELECT rev, deleted, tree FROM document WHERE id = ?');
	const otherBodies = sql.prepare('SELECT id, rev FROM revision WHERE (id, rev) > (?, ?) ORDER BY id, rev LIMIT ?');

	const read = (id: string): StoredDocument | undefined => select.get(id) as StoredDocument | undefined;

	const body = (document: StoredDocument, rev: string): string | undefined =>
		rev === document.rev ? document.body : (selectBody.get(document.id, rev)?.['body'] as string | undefined);

	const hasBody = (document: Pick<StoredDocument, 'id' | 'rev'>, rev: string): boolean =>
		rev === document.rev || selectKept.get(document.id, rev) !== undefined;

	function apply(edit: Edit, counters: Counters, revsLimit: number): EditOutcome {
		const known = read(edit.id);
		if (edit.kind === 'new') return applyNew(edit, known, counters, revsLimit);
		const rev = `${edit.history.start}-${edit.history.ids[0] ?? ''}`;
		if (edit.link && known && known.rev !== rev) return { ok: false, error: 'immutable' };
		if (known && (known.rev === rev || hasRevision(treeOf(known), rev))) return { ok: true, rev };
		if (edit.attachments) {
			const ancestors = new Set(edit.history.ids.map((hash, index) => `${edit.history.start - index}-${hash}`));
			const settled = attachments.settle(edit.id, edit.attachments, edit.history.start, (each) => ancestors.has(each));
			if (!settled.ok) return { ok: false, error: 'missing stub', stub: settled.error };
			// before what it supersedes is forgotten, which may be all that refers to the same content
			attachments.keep(edit.id, rev, settled.value);
			store(known, { ...edit, body: withStubs(edit.body, settled.value) }, edit.history, counters, revsLimit);
		} else store(known, edit, edit.history, counters, revsLimit);
		if (edit.link) chain.append(counters.updateSeq, edit.link);
		return { ok: true, rev };
	}

	function applyNew(
		edit: NewEdit,
		known: StoredDocument | undefined,
		counters: Counters,
		revsLimit: number
	): EditOutcome {
		const parent = parentOf(edit, known);
		if (parent === 'conflict') return { ok: false, error: 'conflict' };
		const ancestors = known && parent !== undefined ? historyOf(treeOf(known), parent) : undefined;
		const start = (ancestors?.start ?? 0) + 1;
		const settled = edit.attachments && attachments.settle(edit.id, edit.attachments, start, (rev) => rev === parent);
		if (settled?.ok === false) return { ok: false, error: 'missing stub', stub: settled.error };
		const whole = settled ? { ...edit, body: withStubs(edit.body, settled.value) } : edit;
		const hash = revisionHash(whole, parent);
		const rev = `${start}-${hash}`;
		// two leafs of one parent with the same content would be one revision: the second author has to look first
		if (known && hasRevision(treeOf(known), rev)) return { ok: false, error: 'conflict' };
		if (settled) attachments.keep(edit.id, rev, settled.value);
		store(known, whole, { start, ids: [hash, ...(ancestors?.ids ?? [])] }, counters, revsLimit);
		return { ok: true, rev };
	}

	function store(
		known: StoredDocument | undefined,
		edit: Edit,
		history: RevisionHistory,
		counters: Counters,
		revsLimit: number
	): void {
		const rev = `${history.start}-${history.ids[0] ?? ''}`;
		if (known === undefined && history.ids.length === 1) {
			insert.run(++counters.updateSeq, edit.id, rev, Number(edit.deleted), null, edit.body);
			count(counters, edit.deleted, edit.body, 1);
			return;
		}
		const { tree, stemmed } = extend(known ? treeOf(known) : [], history, edit.deleted, revsLimit);
		const wins = winner(tree);
		const shown = wins === rev ? edit.body : known && body(known, wins);
		if (shown === undefined) throw new Error(`${edit.id} has lost the body of ${wins}`);
		if (known) {
			if (known.rev !== wins) {
				if (edit.erases) attachments.drop(known.id, known.rev);
				else keepBody.run(known.id, known.rev, known.body);
			}
			if (rev !== wins) keepBody.run(known.id, rev, edit.body);
			dropBody.run(known.id, wins);
			for (const gone of stemmed) forget(known.id, gone);
			remove.run(known.seq);
			vacate.run(known.seq);
			count(counters, known.deleted === 1, known.body, -1);
		}
		const deleted = leafs(tree)[0]?.deleted === true;
		insert.run(++counters.updateSeq, edit.id, wins, Number(deleted), JSON.stringify(tree), shown);
		count(counters, deleted, shown, 1);
	}

	/** Takes leafs out of a document as if they had never been here. Those that were. */
	function purge(id: string, revs: readonly string[], counters: Counters): readonly string[] {
		const known = read(id);
		if (known === undefined) return [];
		const { tree, taken, gone } = prune(treeOf(known), revs);
		if (taken.length === 0) return [];
		const shown = tree.length > 0 ? { rev: winner(tree), deleted: leafs(tree)[0]?.deleted === true } : undefined;
		const text = shown && body(known, shown.rev);
		if (shown && text === undefined) throw new Error(`${id} has lost the body of ${shown.rev}`);
		for (const rev of gone) forget(id, rev);
		remove.run(known.seq);
		vacate.run(known.seq);
		count(counters, known.deleted === 1, known.body, -1);
		counters.updateSeq++;
		if (shown && text !== undefined) {
			dropBody.run(id, shown.rev);
			insert.run(counters.updateSeq, id, shown.rev, Number(shown.deleted), JSON.stringify(tree), text);
			count(counters, shown.deleted, text, 1);
		} else vacate.run(counters.updateSeq);
		return taken;
	}

	/** Drops a revision's body, and what it alone refers to. */
	function forget(id: string, rev: string): void {
		dropBody.run(id, rev);
		attachments.drop(id, rev);
	}

	/**
	 * Of the next `most` bodies after `after` that no read shows unasked, keeps the leafs' only. Where to go on from; undefined when
	 * those were the last.
	 */
	function compact(after: BodyPlace, most: number): BodyPlace | undefined {
		const places = otherBodies.all(after.id, after.rev, most) as unknown as BodyPlace[];
		let kept: { readonly id: string; readonly revs: ReadonlySet<string> } | undefined;
		for (const { id, rev } of places) {
			if (kept?.id !== id) {
				const known = selectTree.get(id) as Pick<StoredDocument, 'rev' | 'deleted' | 'tree'> | undefined;
				kept = { id, revs: new Set(known && leafs(treeOf(known)).map((leaf) => leaf.rev)) };
			}
			if (!kept.revs.has(rev)) forget(id, rev);
		}
		return places.length < most ? undefined : places.at(-1);
	}

	return { read, body, hasBody, apply, purge, compact };
}

/**
 * The revision a new edit goes on top of; undefined when it is the document's first. Who writes a deleted document without
 * naming a revision continues it.
 */
function parentOf(edit: NewEdit, known: StoredDocument | undefined): string | undefined {
	if (known === undefined) return edit.parent === undefined ? undefined : 'conflict';
	if (edit.parent === undefined) return known.deleted === 1 ? known.rev : 'conflict';
	return leafs(treeOf(known)).some(({ rev }) => rev === edit.parent) ? edit.parent : 'conflict';
}

/** The same edit of the same revision has the same name on every server, so that replicas of it do not conflict. */
function revisionHash(edit: NewEdit, parent: string | undefined): string {
	return createHash('md5')
		.update(JSON.stringify([parent ?? null, edit.deleted]))
		.update(edit.body)
		.digest('hex');
}

function count(counters: Counters, deleted: boolean, text: string, by: 1 | -1): void {
	if (deleted) counters.deleted += by;
	else counters.documents += by;
	counters.bytes += by * text.length;
}
