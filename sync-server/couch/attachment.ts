import { json, NOT_KEPT, refuse } from '../http/answer.ts';
import { byteRange } from '../http/byte-range.ts';
import { acceptsGzip } from '../http/compress.ts';
import { isKnown } from '../http/entity-tag.ts';
import { conflict, forbidden, missing, problem, tooLarge } from '../http/problem.ts';
import type { AttachmentEncoding, EditAttachment, StoredAttachment } from '../log/attachments.ts';
import { treeOf, type StoredDocument } from '../log/documents.ts';
import { leafs } from '../log/revision-tree.ts';
import { attachmentBytes } from './attachment-bytes.ts';
import { headerType, nameProblem, readType } from './attachment-members.ts';
import type { DatabaseExchange } from './exchange.ts';
import { idProblem } from './incoming.ts';
import { askedRevision, namedRevision } from './named-revision.ts';
import { streamPieces, type Pieces } from './piece-stream.ts';
import { NO_ATTACHMENTS, storeDocuments } from './store-documents.ts';
import { membersOf } from './stored-members.ts';
import { uploadedBytes, UploadStopped } from './upload-stream.ts';
import { createUploads } from './uploads.ts';

/** A document's id is one part of the path, or, of a design document, may be two; the attachment's name is all the rest. */
function namesOf({ path }: DatabaseExchange): { readonly id: string; readonly name: string } {
	const parts = path[0] === '_design' ? 2 : 1;
	return { id: path.slice(0, parts).join('/'), name: path.slice(parts).join('/') };
}

/** GET /db/id/name?rev=, and HEAD. It is served as a file to keep, and as nothing that a browser would run. */
export function readAttachment(exchange: DatabaseExchange): Response {
	const { database, query, request } = exchange;
	const { id, name } = namesOf(exchange);
	const document = database.read(id);
	if (document === undefined) return refuse(missing());
	const asked = askedRevision(document, query);
	if (!asked.ok) return refuse(asked.error);
	const attachment = database.attachment(id, asked.value, name);
	if (attachment === undefined) return refuse(missing('Document is missing attachment'));
	const { type, encoding, length, size, digest } = attachment;
	const isEncoded = encoding !== 'identity';
	const etag = `"${digest.slice('md5-'.length)}"`;
	const headers: Record<string, string> = {
		...NOT_KEPT,
		etag,
		'content-type': headerType(type),
		'content-disposition': `attachment; filename*=UTF-8''${encodeFileName(name)}`,
		'accept-ranges': isEncoded ? 'none' : 'bytes',
		...(isEncoded && { vary: 'accept-encoding' })
	};
	if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
	const decoded = isEncoded && !acceptsGzip(request.headers.get('accept-encoding') ?? '');
	if (isEncoded && !decoded) headers['content-encoding'] = encoding;
	const unchanged = (request.headers.get('if-range') ?? etag) === etag;
	const range = isEncoded || !unchanged ? undefined : byteRange(request.headers.get('range'), length);
	if (range === 'unsatisfiable') {
		const refusal = problem(416, 'requested_range_not_satisfiable', 'Requested range not satisfiable');
		return refuse({ ...refusal, headers: { 'content-range': `bytes */${length}` } });
	}
	if (range !== undefined) headers['content-range'] = `bytes ${range.from}-${range.to - 1}/${length}`;
	const { from, to } = range ?? { from: 0, to: size };
	headers['content-length'] = String(decoded ? length : to - from);
	const body = streamPieces(bytesOf(exchange, attachment, decoded, from, to));
	return new Response(body, { status: range === undefined ? 200 : 206, headers });
}

async function* bytesOf(
	{ database }: DatabaseExchange,
	attachment: StoredAttachment,
	decoded: boolean,
	from: number,
	to: number
): Pieces {
	yield* attachmentBytes(database.readContent(attachment), attachment, decoded, from, to);
}

/** PUT /db/id/name?rev=: the body is the attachment, of any size the limits allow. Without a document there it makes one. */
export async function writeAttachment(exchange: DatabaseExchange): Promise<Response> {
	const { database, request, limits, server } = exchange;
	const { id, name } = namesOf(exchange);
	const illegal = idProblem(id) ?? nameProblem(name);
	if (illegal) return refuse(illegal);
	if (database.name === server.site) return refuse(forbidden(NO_ATTACHMENTS));
	const encoding = readEncoding(request);
	if (encoding === undefined) {
		return refuse(problem(415, 'bad_content_encoding', 'Only gzip and identity content-encodings are supported'));
	}
	const uploads = createUploads(exchange);
	try {
		const digest = request.headers.get('content-md5');
		const announced = {
			name,
			type: readType(request.headers.get('content-type')),
			revpos: undefined,
			encoding,
			size: undefined,
			digest: digest === null ? undefined : `md5-${digest.trim()}`
		};
		const attachment = await uploads.receive(announced, uploadedBytes(request, limits));
		if (!attachment.ok) return refuse(attachment.error);
		return await change(exchange, id, name, attachment.value, 201);
	} catch (error) {
		if (error instanceof UploadStopped) return refuse(error.problem);
		throw error;
	} finally {
		uploads.release();
	}
}

/** DELETE /db/id/name?rev= */
export async function deleteAttachment(exchange: DatabaseExchange): Promise<Response> {
	const { database } = exchange;
	const { id, name } = namesOf(exchange);
	const document = database.read(id);
	if (document === undefined) return refuse(missing());
	const rev = namedRevision(exchange);
	if (!rev.ok) return refuse(rev.error);
	if (rev.value === undefined) return refuse(document.deleted === 1 ? missing('deleted') : conflict);
	if (database.attachment(id, rev.value, name) === undefined) return refuse(missing('Document is missing attachment'));
	return change(exchange, id, name, undefined, 200);
}

/** Stores the document as it is, deleted or not, but for this attachment. */
async function change(
	exchange: DatabaseExchange,
	id: string,
	name: string,
	attachment: EditAttachment | undefined,
	status: number
): Promise<Response> {
	const { database, limits, query, request } = exchange;
	const named = namedRevision(exchange);
	if (!named.ok) return refuse(named.error);
	const rev = named.value;
	const document = database.read(id);
	const body = rev === undefined ? '{}' : document && database.body(document, rev);
	if (body === undefined) return refuse(document === undefined ? missing() : conflict);
	const kept = rev === undefined ? [] : database.attachments(id, rev).filter((each) => each.name !== name);
	const attachments: EditAttachment[] = kept.map((each) => ({
		name: each.name,
		revpos: each.revpos,
		content: undefined
	}));
	if (attachment !== undefined) attachments.push(attachment);
	if (attachments.length > limits.attachmentsPerDocument) {
		return refuse(tooLarge(`a document has ${limits.attachmentsPerDocument} attachments at most`));
	}
	const deleted = rev !== undefined && document !== undefined && isDeleted(document, rev);
	const edit = { id, rev, history: undefined, deleted, attachments, members: membersOf(body) };
	const [stored] = await storeDocuments(exchange, [edit], true);
	if (!stored?.ok) return refuse(stored?.error ?? missing());
	const accepted = query.get('batch') === 'ok' ? 202 : status;
	return json({ ok: true, id, rev: stored.value.rev }, accepted, {
		etag: `"${stored.value.rev}"`,
		location: new URL(request.url).pathname
	});
}

const isDeleted = (document: StoredDocument, rev: string): boolean =>
	leafs(treeOf(document)).some((leaf) => leaf.rev === rev && leaf.deleted);

/** Undefined when it is none that attachments are kept in. */
function readEncoding(request: Request): AttachmentEncoding | undefined {
	const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
	return encoding === 'gzip' || encoding === 'identity' ? encoding : undefined;
}

/** The last part of a name with slashes, as RFC 8187 writes it into a header. */
const encodeFileName = (name: string): string =>
	encodeURIComponent(name.slice(name.lastIndexOf('/') + 1)).replaceAll(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	);
