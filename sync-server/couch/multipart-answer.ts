import { NOT_KEPT } from '../http/answer.ts';
import { withoutStubs, type StoredAttachment } from '../log/attachments.ts';
import type { Database } from '../log/database.ts';
import type { StoredDocument } from '../log/documents.ts';
import { attachmentBytes } from './attachment-bytes.ts';
import { headerType } from './attachment-members.ts';
import type { Server } from './exchange.ts';
import { quoteFileName } from './multipart.ts';
import { streamPieces, type Pieces } from './piece-stream.ts';
import { describeAttachment, newerThan } from './present-attachments.ts';
import { join, presentInTwo, type Wanted } from './present.ts';

/** A revision as a multipart body. */
export interface RelatedParts {
	/** The document alone, as JSON text; its attachments are said to follow. */
	readonly document: string;
	/**
	 * The whole body: the document, then the bytes of its attachments as they are kept, in the order it has them. Undefined where
	 * it has none.
	 */
	readonly pieces: ((boundary: string) => Pieces) | undefined;
}

/** Undefined when the revision is not stored. What came before the revisions `since` stays a stub. */
export function presentRelated(
	database: Database,
	document: StoredDocument,
	rev: string,
	wanted: Wanted,
	since: readonly string[]
): RelatedParts | undefined {
	const found = presentInTwo(database, document, rev, wanted);
	if (found === undefined) return undefined;
	const attachments = database.attachments(document.id, rev);
	if (attachments.length === 0) return { document: join(found.head, found.body), pieces: undefined };
	const isNew = newerThan(document, rev, since);
	const forms = attachments.map((each) => {
		const form = describeAttachment(each, true, isNew(each) ? { follows: true } : { stub: true });
		return `${JSON.stringify(each.name)}:${form}`;
	});
	const text = join(`${found.head},"_attachments":{${forms.join(',')}}`, withoutStubs(found.body, attachments));
	const following = attachments.filter(isNew);
	return { document: text, pieces: (boundary) => writeParts(database, text, following, boundary) };
}

async function* writeParts(
	database: Database,
	document: string,
	following: readonly StoredAttachment[],
	boundary: string
): Pieces {
	// all of them are held before the first is sent: they have to be here until the last one is
	const held = following.map((attachment) => ({ attachment, reading: database.readContent(attachment) }));
	try {
		yield `--${boundary}\r\nContent-Type: application/json\r\n\r\n${document}`;
		for (const { attachment, reading } of held) {
			yield `\r\n--${boundary}\r\n${headersOf(attachment)}\r\n\r\n`;
			yield* attachmentBytes(reading, attachment, false);
		}
		yield `\r\n--${boundary}--`;
	} finally {
		for (const { reading } of held) reading.close();
	}
}

const headersOf = ({ name, type, size, encoding }: StoredAttachment): string =>
	[
		`Content-Disposition: attachment; filename=${quoteFileName(name)}`,
		`Content-Type: ${headerType(type)}`,
		`Content-Length: ${size}`,
		...(encoding === 'identity' ? [] : [`Content-Encoding: ${encoding}`])
	].join('\r\n');

/** Occurs in nothing that is sent: nobody could have foreseen it. */
export const drawBoundary = ({ random }: Server): string => Buffer.from(random.bytes(16)).toString('hex');

export const multipartAnswer = (kind: 'mixed' | 'related', boundary: string, pieces: Pieces): Response =>
	new Response(streamPieces(pieces), {
		headers: { 'content-type': `multipart/${kind}; boundary="${boundary}"`, ...NOT_KEPT }
	});
