import { setImmediate } from 'node:timers/promises';
import { json, refuse } from '../http/answer.ts';
import { isObject, readObject } from '../http/body.ts';
import { badRequest, tooLarge } from '../http/problem.ts';
import type { DatabaseExchange } from './exchange.ts';
import { readDocument, type IncomingDocument } from './incoming.ts';
import { isLocalId, readLocalDocument, storeLocal, type IncomingLocal } from './local-docs.ts';
import { storeDocuments } from './store-documents.ts';
import { newUuid } from './uuids.ts';

/**
 * POST /db/_bulk_docs {docs, new_edits}: one row for each document in order. With `new_edits: false` only what was refused
 * has a row, so that a success is `[]`. A document that is none at all (a bad id, an unknown `_member`) fails the request
 * and stores nothing, as CouchDB has it; everything else is that document's own row. Documents of `_local/` may be among them.
 */
export async function bulkDocs(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits, server } = exchange;
	// a document that is nested too deep has a row of its own
	const body = await readObject(request, { ...limits, deepest: Infinity });
	if (!body.ok) return refuse(body.error);
	const { docs, new_edits } = body.value;
	if (!Array.isArray(docs)) return refuse(badRequest('POST body must include `docs` parameter.'));
	if (docs.length > limits.documentsPerRequest) {
		return refuse(tooLarge(`more than ${limits.documentsPerRequest} documents in one request`));
	}
	const newEdits = new_edits !== false;
	const documents: IncomingDocument[] = [];
	const locals = new Map<number, IncomingLocal>();
	for (const [place, value] of docs.entries()) {
		if (isObject(value) && isLocalId(value['_id'])) {
			const local = readLocalDocument(value['_id'], value, null, limits);
			if (!local.ok) return refuse(local.error);
			locals.set(place, local.value);
			continue;
		}
		const document = readDocument(value, () => newUuid(server), request, limits);
		if (!document.ok) return refuse(document.error);
		if (!newEdits && document.value.rev === undefined) return refuse(badRequest(`${document.value.id} has no _rev`));
		documents.push(document.value);
		// files were decoded and hashed: others get their turn before the next
		if (document.value.attachments.length > 0) await setImmediate();
	}
	const outcomes = await storeDocuments(exchange, documents, newEdits);
	const rows = outcomes.map((outcome, index): object | undefined => {
		if (outcome.ok) return newEdits ? { ok: true, ...outcome.value } : undefined;
		const { error, reason } = outcome.error;
		const document = documents[index];
		return { id: document?.id, ...(newEdits ? {} : { rev: document?.rev }), error, reason };
	});
	const written = [...locals].map(
		async ([place, local]) => [place, await localRow(exchange, local, newEdits)] as const
	);
	for (const [place, row] of await Promise.all(written)) rows.splice(place, 0, row);
	return json(
		rows.filter((row) => row !== undefined),
		201
	);
}

async function localRow(
	{ database }: DatabaseExchange,
	local: IncomingLocal,
	newEdits: boolean
): Promise<object | undefined> {
	const id = `_local/${local.id}`;
	const rev = await storeLocal(database, local);
	if (rev === undefined) return { id, error: 'not_found', reason: 'missing' };
	return newEdits ? { ok: true, id, rev } : undefined;
}
