import { json, refuse } from '../http/answer.ts';
import { readObject } from '../http/body.ts';
import { badRequest, tooLarge } from '../http/problem.ts';
import type { DatabaseExchange } from './exchange.ts';
import { readDocument, type IncomingDocument } from './incoming.ts';
import { storeDocuments } from './store-documents.ts';
import { newUuid } from './uuids.ts';

/**
 * POST /db/_bulk_docs {docs, new_edits}: one row for each document in order. With `new_edits: false` only what was refused
 * has a row, so that a success is `[]`. A document that is none at all (a bad id, an unknown `_member`) fails the request
 * and stores nothing, as CouchDB has it; everything else is that document's own row.
 */
export async function bulkDocs(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits, server } = exchange;
	const body = await readObject(request, limits);
	if (!body.ok) return refuse(body.error);
	const { docs, new_edits } = body.value;
	if (!Array.isArray(docs)) return refuse(badRequest('POST body must include `docs` parameter.'));
	if (docs.length > limits.documentsPerRequest) {
		return refuse(tooLarge(`more than ${limits.documentsPerRequest} documents in one request`));
	}
	const newEdits = new_edits !== false;
	const documents: IncomingDocument[] = [];
	for (const value of docs) {
		const document = readDocument(value, () => newUuid(server));
		if (!document.ok) return refuse(document.error);
		if (!newEdits && document.value.rev === undefined) return refuse(badRequest(`${document.value.id} has no _rev`));
		documents.push(document.value);
	}
	const outcomes = await storeDocuments(exchange, documents, newEdits);
	const rows = outcomes.flatMap((outcome, index): object[] => {
		if (outcome.ok) return newEdits ? [{ ok: true, ...outcome.value }] : [];
		const { error, reason } = outcome.error;
		const document = documents[index];
		return [{ id: document?.id, ...(newEdits ? {} : { rev: document?.rev }), error, reason }];
	});
	return json(rows, 201);
}
