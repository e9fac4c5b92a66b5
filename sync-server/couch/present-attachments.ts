import { err, ok, type Result } from '#domain/kernel/result.ts';
import { badRequest, type Problem } from '../http/problem.ts';
import { withoutStubs, type StoredAttachment } from '../log/attachments.ts';
import type { Database } from '../log/database.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { generation, historyOf, parseRevision } from '../log/revision-tree.ts';
import { attachmentBytes, base64 } from './attachment-bytes.ts';
import { flag, jsonParameter, textList } from './parameters.ts';
import { join, presentInTwo, type Wanted } from './present.ts';

/** What a client wants to see of attachments beyond stubs. */
export interface AttachmentsWanted {
	readonly data: boolean;
	/** Revisions that the client has: what they had already stays a stub. */
	readonly since: readonly string[];
	/** How it is kept here: `encoding` and `encoded_length`, where it is compressed. */
	readonly encodingInfo: boolean;
}

/** Undefined when stubs are all that is wanted: documents are stored with them. */
export function attachmentsWantedBy(query: URLSearchParams): Result<AttachmentsWanted | undefined, Problem> {
	const parameter = jsonParameter(query, 'atts_since');
	if (!parameter.ok) return parameter;
	const since = readSince(parameter.value);
	if (since === undefined) return err(badRequest('Invalid rev format'));
	const data = flag(query, 'attachments') || query.has('atts_since');
	const encodingInfo = flag(query, 'att_encoding_info');
	return ok(data || encodingInfo ? { data, since, encodingInfo } : undefined);
}

/** Undefined when the value is no list of revisions. */
export function readSince(value: unknown): readonly string[] | undefined {
	const since = textList(value ?? []);
	return since?.every((rev) => parseRevision(rev) !== undefined) ? since : undefined;
}

/** A revision with its attachments, as JSON text in pieces: data is never whole in memory. Undefined when it is not stored. */
export function presentAttached(
	database: Database,
	document: StoredDocument,
	rev: string,
	wanted: Wanted,
	attached: AttachmentsWanted
): AsyncGenerator<string> | undefined {
	const found = presentInTwo(database, document, rev, wanted);
	if (found === undefined) return undefined;
	const attachments = database.attachments(document.id, rev);
	const isNew = newerThan(document, rev, attached.since);
	return write(database, found, attachments, (each) => attached.data && isNew(each), attached.encodingInfo);
}

async function* write(
	database: Database,
	{ head, body }: { readonly head: string; readonly body: string },
	attachments: readonly StoredAttachment[],
	isWanted: (attachment: StoredAttachment) => boolean,
	encodingInfo: boolean
): AsyncGenerator<string> {
	if (attachments.length === 0) return yield join(head, body);
	// all of them are held before the first is sent: they have to be here until the last one is
	const shown = attachments.map((each) => ({
		attachment: each,
		reading: isWanted(each) ? database.readContent(each) : undefined
	}));
	try {
		yield `${head},"_attachments":{`;
		let separator = '';
		for (const { attachment, reading } of shown) {
			const form = describeAttachment(attachment, encodingInfo, reading === undefined ? { stub: true } : {});
			yield `${separator}${JSON.stringify(attachment.name)}:`;
			separator = ',';
			if (reading === undefined) yield form;
			else {
				yield `${form.slice(0, -1)},"data":"`;
				yield* base64(attachmentBytes(reading, attachment, true));
				yield '"}';
			}
		}
		yield join('}', withoutStubs(body, attachments));
	} finally {
		for (const { reading } of shown) reading?.close();
	}
}

/** An attachment as a document shows it, without its data. */
export function describeAttachment(
	{ type, revpos, digest, length, encoding, size }: StoredAttachment,
	encodingInfo: boolean,
	form: { readonly stub?: true; readonly follows?: true }
): string {
	return JSON.stringify({
		content_type: type,
		revpos,
		digest,
		...(form.stub || form.follows ? { length } : {}),
		...form,
		...(encodingInfo && encoding !== 'identity' && { encoding, encoded_length: size })
	});
}

/** Whether an attachment came after the revisions that a client has of this branch. */
export function newerThan(
	document: StoredDocument,
	rev: string,
	since: readonly string[]
): (attachment: StoredAttachment) => boolean {
	if (since.length === 0) return () => true;
	const { start, ids } = historyOf(treeOf(document), rev) ?? { start: 0, ids: [] };
	const known = ids.map((hash, index) => `${start - index}-${hash}`).find((each) => since.includes(each));
	const revpos = known === undefined ? 0 : generation(known);
	return (attachment) => attachment.revpos > revpos;
}
