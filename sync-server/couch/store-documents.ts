import { err, ok, type Result } from '#domain/kernel/result.ts';
import { USERS } from '../auth/accounts.ts';
import { prepareUserDocument } from '../auth/user-documents.ts';
import { isDatabaseAdmin } from '../auth/user.ts';
import { checkAtTheDoor, type Admitted } from '../door.ts';
import { badRequest, conflict, forbidden, problem, unsupported, type Problem } from '../http/problem.ts';
import type { Edit } from '../log/documents.ts';
import type { DatabaseExchange } from './exchange.ts';
import type { IncomingDocument } from './incoming.ts';

/** What became of one document of a request. */
export type Stored = Result<{ readonly id: string; readonly rev: string }, Problem>;

/**
 * Stores documents in order, each with its own fate: what one is refused for concerns no other. Every way into a database
 * ends here. `newEdits` false: they are revisions made elsewhere, stored as they are.
 */
export async function storeDocuments(
	exchange: DatabaseExchange,
	documents: readonly IncomingDocument[],
	newEdits: boolean
): Promise<Stored[]> {
	const admitted: Result<Edit, Problem>[] = [];
	for (const document of documents) admitted.push(await admit(exchange, document, newEdits));
	const edits = admitted.flatMap((edit) => (edit.ok ? [edit.value] : []));
	const outcomes = edits.length > 0 ? await exchange.database.write(edits) : [];
	let next = 0;
	return admitted.map((edit): Stored => {
		if (!edit.ok) return edit;
		const outcome = outcomes[next++];
		if (outcome?.ok) return ok({ id: edit.value.id, rev: outcome.rev });
		return err(outcome?.error === 'immutable' ? forbidden('another event has this id') : conflict);
	});
}

/** Whether a document may enter this database, and as what. */
async function admit(
	exchange: DatabaseExchange,
	document: IncomingDocument,
	newEdits: boolean
): Promise<Result<Edit, Problem>> {
	const { server, database, user } = exchange;
	const { id } = document;
	if (document.hasAttachments) return err(unsupported('attachments'));
	if (isDeeper(document.members, exchange.limits.jsonDepth)) {
		return err(badRequest(`${id} is nested deeper than ${exchange.limits.jsonDepth}`));
	}
	if (id.startsWith('_design/')) {
		if (!isDatabaseAdmin(user, database.security())) return err(forbidden('You are not a database admin.'));
		if ('validate_doc_update' in document.members) return err(unsupported('validate_doc_update'));
	}
	if (database.name === server.site) return admitToSite(exchange, document, newEdits);
	if (database.name !== USERS) return makeEdit(exchange, document, newEdits);
	const { members, deleted } = document;
	const prepared = await prepareUserDocument(
		{ ...members, _id: id, _deleted: deleted },
		server.iterations,
		server.random
	);
	if (!prepared.ok) return prepared;
	const { _id, _deleted, ...rest } = prepared.value;
	return makeEdit(exchange, { ...document, members: rest }, newEdits);
}

async function admitToSite(
	exchange: DatabaseExchange,
	document: IncomingDocument,
	newEdits: boolean
): Promise<Result<Edit, Problem>> {
	const { id, rev, members, deleted } = document;
	const pushed = { _id: id, ...(rev === undefined ? {} : { _rev: rev }), ...members };
	const { devices } = exchange.server;
	const admitted = checkAtTheDoor(pushed, deleted, newEdits ? 'new' : 'replicated', exchange.user, devices);
	if (!admitted.ok) return err(forbidden(admitted.error.reason));
	const { revokes } = admitted.value;
	// Before the event that says so: a server that stops in between is told again, and nobody believes it done too early.
	if (revokes) await devices.revoke(revokes.device, revokes);
	const kept = admitted.value.erases ? { ...document, members: {} } : document;
	return makeEdit(exchange, kept, newEdits, admitted.value);
}

function makeEdit(
	{ limits }: DatabaseExchange,
	{ id, rev, history, deleted, members }: IncomingDocument,
	newEdits: boolean,
	{ link, erases = false }: Admitted = {}
): Result<Edit, Problem> {
	const body = JSON.stringify(members);
	if (Buffer.byteLength(body) > limits.documentBytes) {
		return err(problem(413, 'document_too_large', `${id} exceeds ${limits.documentBytes} bytes`));
	}
	if (newEdits) return ok({ kind: 'new', id, parent: rev, deleted, body, erases });
	if (history === undefined) return err(problem(400, 'bad_request', `${id} comes without a revision`));
	return ok({ kind: 'replicated', id, history, deleted, body, erases, ...(link && { link }) });
}

/** Looks no deeper than it has to: a value may be nested deeper than the stack. */
function isDeeper(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (depth === 0) return true;
	for (const member of Object.values(value)) if (isDeeper(member, depth - 1)) return true;
	return false;
}
