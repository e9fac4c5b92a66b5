import { err, ok, type Result } from '#domain/kernel/result.ts';
import { json, jsonText, refuse } from '../http/answer.ts';
import { isObject, readJsonOfAnyType } from '../http/body.ts';
import { badRequest, conflict, missing, unsupported, type Problem } from '../http/problem.ts';
import type { StoredDocument } from '../log/documents.ts';
import { treeOf } from '../log/documents.ts';
import { leafsBelow, parseRevision } from '../log/revision-tree.ts';
import type { DatabaseExchange } from './exchange.ts';
import { idProblem, readDocument } from './incoming.ts';
import { openRevisions } from './open-revs.ts';
import { flag } from './parameters.ts';
import { presentRevision, presentWinner, wantedBy } from './present.ts';
import { storeDocuments } from './store-documents.ts';

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
	const plain = !Object.values(wanted).includes(true);
	if (plain && request.headers.get('if-none-match') === etag)
		return new Response(null, { status: 304, headers: { etag } });
	const text =
		rev === document.rev ? presentWinner(database, document, wanted) : presentRevision(database, document, rev, wanted);
	if (text === undefined) return refuse(missing());
	return jsonText(text, 200, plain ? { etag } : {});
}

/** The revision a GET means: the one it names, the newest below that one, or the winner while it is not deleted. */
function askedRevision(document: StoredDocument, query: URLSearchParams): Result<string, Problem> {
	const rev = query.get('rev');
	if (rev === null) return document.deleted === 1 ? err(missing('deleted')) : ok(document.rev);
	if (parseRevision(rev) === undefined) return err(badRequest('Invalid rev format'));
	const below = leafsBelow(treeOf(document), rev);
	if (below.length === 0) return err(missing());
	return ok(flag(query, 'latest') ? (below[0]?.rev ?? rev) : rev);
}

/** PUT /db/id: with `_rev`, `?rev=` or If-Match on top of that revision; with `?new_edits=false` as it is. */
export async function writeDocument(exchange: DatabaseExchange): Promise<Response> {
	const { request, query, limits } = exchange;
	const id = idOf(exchange);
	const illegal = idProblem(id);
	if (illegal) return refuse(illegal);
	if (/^multipart\//i.test(request.headers.get('content-type') ?? '')) return refuse(unsupported('multipart bodies'));
	const body = await readJsonOfAnyType(request, limits);
	if (!body.ok) return refuse(body.error);
	if (!isObject(body.value)) return refuse(badRequest('Document must be a JSON object'));
	const rev = namedRevision(exchange, body.value['_rev']);
	if (!rev.ok) return refuse(rev.error);
	const value = { ...body.value, _id: id, ...(rev.value === undefined ? {} : { _rev: rev.value }) };
	return store(exchange, value, query.get('new_edits') !== 'false', body.value['_deleted'] === true ? 200 : 201);
}

/** DELETE /db/id?rev= */
export async function deleteDocument(exchange: DatabaseExchange): Promise<Response> {
	const id = idOf(exchange);
	const document = exchange.database.read(id);
	const rev = namedRevision(exchange, undefined);
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
	return store(exchange, { ...(JSON.parse(body) as object), ...destination }, true, 201);
}

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

async function store(exchange: DatabaseExchange, value: object, newEdits: boolean, status: number): Promise<Response> {
	const document = readDocument(value, () => '');
	if (!document.ok) return refuse(document.error);
	const [stored] = await storeDocuments(exchange, [document.value], newEdits);
	if (!stored?.ok) return refuse(stored?.error ?? missing());
	const { id, rev } = stored.value;
	const accepted = exchange.query.get('batch') === 'ok' ? 202 : status;
	return json({ ok: true, id, rev }, accepted, { etag: `"${rev}"`, location: new URL(exchange.request.url).pathname });
}

/** The revision a request names, wherever it does. */
function namedRevision({ query, request }: DatabaseExchange, inBody: unknown): Result<string | undefined, Problem> {
	const header = request.headers.get('if-match')?.replace(/^"|"$/g, '');
	const named = new Set(
		[inBody, query.get('rev') ?? undefined, header].filter((rev) => rev !== undefined && rev !== null)
	);
	if (named.size > 1) return err(badRequest('Document rev from request body and query string have different values'));
	const [rev] = named;
	if (rev === undefined) return ok(undefined);
	if (typeof rev !== 'string' || parseRevision(rev) === undefined) return err(badRequest('Invalid rev format'));
	return ok(rev);
}

/** Below a design document lie its views and functions, and its attachments. */
export const belowDesign = (): Response =>
	refuse(unsupported('views, and whatever else runs JavaScript, and attachments'));

/** A path below a document names an attachment. */
export const attachment = (): Response => refuse(unsupported('attachments'));
