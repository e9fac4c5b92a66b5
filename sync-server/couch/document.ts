import { json, jsonStream, jsonText, refuse } from '../http/answer.ts';
import { isObject, readJsonOfAnyType } from '../http/body.ts';
import { isKnown } from '../http/entity-tag.ts';
import { badRequest, conflict, forbidden, missing } from '../http/problem.ts';
import type { NewAttachment, StoredAttachment } from '../log/attachments.ts';
import type { StoredDocument } from '../log/documents.ts';
import type { DatabaseExchange } from './exchange.ts';
import { idProblem, readDocument } from './incoming.ts';
import { documentLocation } from './location.ts';
import { drawBoundary, multipartAnswer, presentRelated } from './multipart-answer.ts';
import { isMultipart, readMultipartDocument } from './multipart-document.ts';
import { askedRevision, namedRevision } from './named-revision.ts';
import { openRevisions } from './open-revs.ts';
import { streamPieces } from './piece-stream.ts';
import { attachmentsWantedBy, presentAttached, type AttachmentsWanted } from './present-attachments.ts';
import { presentRevision, presentWinner, wantedBy, type Wanted } from './present.ts';
import { NO_ATTACHMENTS, storeDocuments } from './store-documents.ts';
import { membersOf } from './stored-members.ts';
import { createUploads } from './uploads.ts';

const idOf = ({ path }: DatabaseExchange): string => path.join('/');

/** GET /db/id, and HEAD */
export function readDocumentById(exchange: DatabaseExchange): Response {
	const { database, query, request } = exchange;
	const id = idOf(exchange);
	const document = database.read(id);
	if (query.has('open_revs')) return openRevisions(exchange, document);
	if (document === undefined) return refuse(missing());
	const asked = askedRevision(document, query);
	if (!asked.ok) return refuse(asked.error);
	const rev = asked.value;
	const etag = `"${rev}"`;
	const wanted = wantedBy(query);
	const attached = attachmentsWantedBy(query);
	if (!attached.ok) return refuse(attached.error);
	if (attached.value !== undefined) return readAttached(exchange, document, rev, wanted, attached.value);
	const plain = !Object.values(wanted).includes(true);
	if (plain && isKnown(request, etag)) return new Response(null, { status: 304, headers: { etag } });
	const text =
		rev === document.rev ? presentWinner(database, document, wanted) : presentRevision(database, document, rev, wanted);
	if (text === undefined) return refuse(missing());
	return jsonText(text, 200, plain ? { etag } : {});
}

/** The document with what is attached to it: as JSON, or as multipart for who asks for that by name. */
function readAttached(
	{ server, database, request }: DatabaseExchange,
	document: StoredDocument,
	rev: string,
	wanted: Wanted,
	attached: AttachmentsWanted
): Response {
	if (attached.data && /\bmultipart\/related\b/i.test(request.headers.get('accept') ?? '')) {
		const related = presentRelated(database, document, rev, wanted, attached.since);
		if (related?.pieces) {
			const boundary = drawBoundary(server);
			return multipartAnswer('related', boundary, related.pieces(boundary));
		}
	}
	const pieces = presentAttached(database, document, rev, wanted, attached);
	return pieces === undefined ? refuse(missing()) : jsonStream(streamPieces(pieces));
}

/** PUT /db/id: with `_rev`, `?rev=` or If-Match on top of that revision; with `?new_edits=false` as it is. */
export async function writeDocument(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits } = exchange;
	const id = idOf(exchange);
	const illegal = idProblem(id);
	if (illegal) return refuse(illegal);
	if (isMultipart(request)) return writeMultipart(exchange, id);
	const body = await readJsonOfAnyType(request, limits);
	if (!body.ok) return refuse(body.error);
	if (!isObject(body.value)) return refuse(badRequest('Document must be a JSON object'));
	return write(exchange, id, body.value);
}

/** What is attached is on the disk before the document is, and goes again when that is refused. */
async function writeMultipart(exchange: DatabaseExchange, id: string): Promise<Response> {
	const { database, request, limits, server } = exchange;
	if (database.name === server.site) return refuse(forbidden(NO_ATTACHMENTS));
	const uploads = createUploads(exchange);
	try {
		const document = await readMultipartDocument(request, limits, uploads);
		if (!document.ok) return refuse(document.error);
		return await write(exchange, id, document.value.value, document.value.received);
	} finally {
		uploads.release();
	}
}

function write(
	exchange: DatabaseExchange,
	id: string,
	sent: Readonly<Record<string, unknown>>,
	received?: ReadonlyMap<string, NewAttachment>
): Response | Promise<Response> {
	const rev = namedRevision(exchange, sent['_rev']);
	if (!rev.ok) return refuse(rev.error);
	const value = { ...sent, _id: id, ...(rev.value === undefined ? {} : { _rev: rev.value }) };
	const newEdits = exchange.query.get('new_edits') !== 'false';
	return store(exchange, value, newEdits, sent['_deleted'] === true ? 200 : 201, received);
}

/** DELETE /db/id?rev= */
export async function deleteDocument(exchange: DatabaseExchange): Promise<Response> {
	const id = idOf(exchange);
	const document = exchange.database.read(id);
	const rev = namedRevision(exchange);
	if (!rev.ok) return refuse(rev.error);
	if (document === undefined) return refuse(missing());
	if (rev.value === undefined) return refuse(document.deleted === 1 ? missing('deleted') : conflict);
	return store(exchange, { _id: id, _rev: rev.value, _deleted: true }, true, 200);
}

/** COPY /db/id with the header Destination: id?rev= */
export async function copyDocument(exchange: DatabaseExchange): Promise<Response> {
	const { database, query, request } = exchange;
	const document = database.read(idOf(exchange));
	const destination = readDestination(request.headers.get('destination') ?? '');
	if (destination === undefined) return refuse(badRequest('Destination header is mandatory for COPY.'));
	if (document === undefined) return refuse(missing());
	const asked = askedRevision(document, query);
	if (!asked.ok) return refuse(asked.error);
	const body = database.body(document, asked.value);
	if (body === undefined) return refuse(missing());
	const copied = database.attachments(document.id, asked.value);
	// what they hold has to be here until the copy refers to it
	const held = copied.map((each) => database.readContent(each));
	try {
		const follow = Object.fromEntries(copied.map(({ name }) => [name, { follows: true }]));
		const received = new Map(copied.map((each) => [each.name, asNew(each)]));
		const value = { ...membersOf(body), _attachments: follow, ...destination };
		return await store(exchange, value, true, 201, received);
	} finally {
		for (const reading of held) reading.close();
	}
}

const asNew = ({ name, type, length, encoding, sha256, digest, size }: StoredAttachment): NewAttachment => ({
	name,
	type,
	length,
	encoding,
	revpos: undefined,
	content: { sha256, digest, size }
});

/** `id` or `id?rev=`, encoded as in a path. */
function readDestination(header: string): { readonly _id: string; readonly _rev?: string } | undefined {
	const [, id, rev] = /^([^?]+)(?:\?rev=(.+))?$/.exec(header) ?? [];
	if (id === undefined) return undefined;
	try {
		return { _id: decodeURIComponent(id), ...(rev !== undefined && { _rev: rev }) };
	} catch {
		return undefined;
	}
}

async function store(
	exchange: DatabaseExchange,
	value: object,
	newEdits: boolean,
	status: number,
	received?: ReadonlyMap<string, NewAttachment>
): Promise<Response> {
	const document = readDocument(value, () => '', exchange.request, exchange.limits, received);
	if (!document.ok) return refuse(document.error);
	const [stored] = await storeDocuments(exchange, [document.value], newEdits);
	if (!stored?.ok) return refuse(stored?.error ?? missing());
	const { id, rev } = stored.value;
	const accepted = exchange.query.get('batch') === 'ok' ? 202 : status;
	return json({ ok: true, id, rev }, accepted, { etag: `"${rev}"`, location: documentLocation(exchange, id) });
}
