import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Content, Contents } from './contents.ts';
import { generation } from './revision-tree.ts';

/** How the bytes of an attachment are kept: as they came, so that their digest stays what other servers know. */
export type AttachmentEncoding = 'identity' | 'gzip';

/** An attachment of one revision. */
export interface StoredAttachment {
	readonly name: string;
	/** Its content type. */
	readonly type: string;
	/** Generation of the revision that brought it. */
	readonly revpos: number;
	/** Bytes without the encoding. */
	readonly length: number;
	readonly encoding: AttachmentEncoding;
	/** Number of its content. */
	readonly content: number;
	/** Of the content, the encoding included, as in Content. */
	readonly sha256: string;
	readonly digest: string;
	readonly size: number;
}

/** An attachment as an edit has it: new content, or a stub for what an earlier revision has under this name. */
export type EditAttachment = NewAttachment | AttachmentStub;

export interface NewAttachment extends Pick<StoredAttachment, 'name' | 'type' | 'length' | 'encoding'> {
	readonly content: Content;
	/** Undefined for the generation of the edit. */
	readonly revpos: number | undefined;
}

export interface AttachmentStub {
	readonly name: string;
	readonly content: undefined;
	/** Undefined for any. */
	readonly revpos: number | undefined;
}

/** An attachment that is going to be stored with a revision. */
interface Settled extends Omit<StoredAttachment, 'content' | 'sha256'> {
	readonly content: number | Content;
}

const COLUMNS = 'name, type, revpos, length, encoding, content.number AS content, sha256, digest, size';

/** The attachments of one database. What changes them has to run inside a transaction. */
export function createAttachments(sql: DatabaseSync, contents: Contents) {
	const from = `FROM attachment JOIN content ON content.number = attachment.content`;
	const ofRevision = sql.prepare(`SELECT ${COLUMNS} ${from} WHERE id = ? AND rev = ? ORDER BY name`);
	const ofName = sql.prepare(`SELECT ${COLUMNS} ${from} WHERE id = ? AND rev = ? AND name = ?`);
	const everyOfName = sql.prepare(`SELECT rev, ${COLUMNS} ${from} WHERE id = ? AND name = ?`);
	const insert = sql.prepare(
		'INSERT INTO attachment (id, rev, name, type, revpos, length, encoding, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
	);
	const remove = sql.prepare('DELETE FROM attachment WHERE id = ? AND rev = ? RETURNING content');
	/** Whether there may be any: a database without them does no work for them. */
	let used = sql.prepare('SELECT 1 FROM attachment LIMIT 1').get() !== undefined;

	/** An earlier revision's attachment, the latest there is. */
	function earlier(
		id: string,
		stub: AttachmentStub,
		isAncestor: (rev: string) => boolean
	): StoredAttachment | undefined {
		return (everyOfName.all(id, stub.name) as unknown as (StoredAttachment & { rev: string })[])
			.filter(({ rev, revpos }) => isAncestor(rev) && (stub.revpos ?? revpos) === revpos)
			.reduce<(StoredAttachment & { rev: string }) | undefined>(
				(latest, each) => (latest && generation(latest.rev) > generation(each.rev) ? latest : each),
				undefined
			);
	}

	return {
		/** By name. */
		list: (id: string, rev: string): StoredAttachment[] =>
			used ? (ofRevision.all(id, rev) as unknown as StoredAttachment[]) : [],
		find: (id: string, rev: string, name: string): StoredAttachment | undefined =>
			ofName.get(id, rev, name) as StoredAttachment | undefined,

		/**
		 * What an edit of generation `revpos` that goes on top of `isAncestor` revisions has, by name; its error is the name of a
		 * stub that stands for nothing.
		 */
		settle(
			id: string,
			sent: readonly EditAttachment[],
			revpos: number,
			isAncestor: (rev: string) => boolean
		): Result<readonly Settled[], string> {
			const settled: Settled[] = [];
			for (const each of sent) {
				if (each.content !== undefined) {
					const { digest, size } = each.content;
					settled.push({ ...each, revpos: each.revpos ?? revpos, digest, size });
					continue;
				}
				const known = used ? earlier(id, each, isAncestor) : undefined;
				if (known === undefined) return err(each.name);
				settled.push(known);
			}
			return ok(settled.sort((a, b) => (a.name < b.name ? -1 : 1)));
		},
		keep(id: string, rev: string, settled: readonly Settled[]): void {
			for (const { name, type, revpos, length, encoding, content } of settled) {
				used = true;
				const number = typeof content === 'number' ? content : contents.keep(content);
				insert.run(id, rev, name, type, revpos, length, encoding, number);
			}
		},
		/** Call when a revision's body is dropped: what nothing refers to any more goes with it. */
		drop(id: string, rev: string): void {
			if (!used) return;
			for (const { content } of remove.all(id, rev) as { content: number }[]) contents.collect(content);
		}
	};
}

export type Attachments = ReturnType<typeof createAttachments>;

/** `body`, the JSON text of an object, with its attachments as stubs before everything else. */
export function withStubs(body: string, attachments: readonly Settled[]): string {
	return attachments.length === 0 ? body : withMember(stubs(attachments), body);
}

/** The other way round: a stored body without the stubs of all its attachments. */
export function withoutStubs(body: string, attachments: readonly StoredAttachment[]): string {
	if (attachments.length === 0) return body;
	const { length } = withMember(stubs(attachments), '{}');
	return body.length === length ? '{}' : `{${body.slice(length)}`;
}

const withMember = (member: string, body: string): string =>
	`{"_attachments":${member}${body === '{}' ? '}' : `,${body.slice(1)}`}`;

// written member by member: an object would put names that are numbers first
const stubs = (attachments: readonly Settled[]): string =>
	`{${attachments
		.map(({ name, type, revpos, digest, length }) => {
			const stub = { content_type: type, revpos, digest, length, stub: true };
			return `${JSON.stringify(name)}:${JSON.stringify(stub)}`;
		})
		.join(',')}}`;
