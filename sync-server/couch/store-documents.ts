import { err, ok, type Result } from '#domain/kernel/result.ts';
import { USERS } from '../auth/accounts.ts';
import { ownDocumentProblem, prepareUserDocument } from '../auth/user-documents.ts';
import { isDatabaseAdmin } from '../auth/user.ts';
import { checkAtTheDoor, type Admitted, type Revoked } from '../door.ts';
import { badRequest, conflict, forbidden, problem, unsupported, type Problem } from '../http/problem.ts';
import { noteRefusedDocument } from '../http/refusals.ts';
import type { Edit, EditOutcome } from '../log/documents.ts';
import { formProblem } from './document-form.ts';
import type { DatabaseExchange } from './exchange.ts';
import type { IncomingDocument } from './incoming.ts';

/** What became of one document of a request. */
export type Stored = Result<{ readonly id: string; readonly rev: string }, Problem>;

/** A document that may enter. */
interface Entering {
	readonly edit: Edit;
	/** What has to be done once it is on disk, and before the next document is looked at. */
	readonly revokes?: Revoked | undefined;
}

/**
 * Stores documents in order, each with its own fate: what one is refused for concerns no other. Every way into a database
 * ends here. `newEdits` false: they are revisions made elsewhere, stored as they are.
 */
export async function storeDocuments(
	exchange: DatabaseExchange,
	documents: readonly IncomingDocument[],
	newEdits: boolean
): Promise<Stored[]> {
	const stored: Stored[] = [];
	let waiting: Result<Entering, Problem>[] = [];
	for (const document of documents) {
		const entering = await admit(exchange, document, newEdits);
		waiting.push(entering);
		if (!entering.ok || !entering.value.revokes) continue;
		// Only what is stored holds. Whoever stops in between finds it at the next start.
		stored.push(...(await write(exchange, waiting)));
		waiting = [];
		const { device, ...revocation } = entering.value.revokes;
		if (stored.at(-1)?.ok) await exchange.server.devices.revoke(device, revocation);
	}
	stored.push(...(await write(exchange, waiting)));
	for (const each of stored) if (!each.ok) noteRefusedDocument(exchange.request, each.error.error);
	return stored;
}

async function write(
	{ database }: DatabaseExchange,
	entering: readonly Result<Entering, Problem>[]
): Promise<Stored[]> {
	const edits = entering.flatMap((each) => (each.ok ? [each.value.edit] : []));
	const outcomes = edits.length > 0 ? await database.write(edits) : [];
	let next = 0;
	return entering.map((each): Stored => {
		if (!each.ok) return each;
		const { id } = each.value.edit;
		const outcome = outcomes[next++];
		if (outcome?.ok) return ok({ id, rev: outcome.rev });
		return err(outcome === undefined ? conflict : refusal(id, outcome));
	});
}

function refusal(id: string, outcome: Exclude<EditOutcome, { readonly ok: true }>): Problem {
	if (outcome.error === 'missing stub') {
		return problem(412, 'missing_stub', `Invalid attachment stub in ${id} for ${outcome.stub}`);
	}
	return outcome.error === 'immutable' ? forbidden('another event has this id') : conflict;
}

/** Whether a document may enter this database, and as what. */
async function admit(
	exchange: DatabaseExchange,
	document: IncomingDocument,
	newEdits: boolean
): Promise<Result<Entering, Problem>> {
	const { server, database, user } = exchange;
	const { id } = document;
	const malformed = formProblem(document.members, exchange.limits);
	if (malformed !== undefined) return err(badRequest(`${id} ${malformed}`));
	if (id.startsWith('_design/')) {
		if (!isDatabaseAdmin(user, database.security())) return err(forbidden('You are not a database admin.'));
		// a check that is not made would let in what it is there to keep out; a replication goes on past what is forbidden
		if ('validate_doc_update' in document.members) {
			const refused = unsupported('validate_doc_update');
			return err(newEdits ? refused : forbidden(refused.reason));
		}
	}
	if (database.name === server.site) return admitToSite(exchange, document, newEdits);
	if (database.name !== USERS) return makeEdit(exchange, document, newEdits);
	const { members, deleted } = document;
	const pushed = { ...members, _id: id, _deleted: deleted };
	if (!isDatabaseAdmin(user, database.security())) {
		// a branch beside what an administrator wrote could bring back what that took away
		if (!newEdits) return err(forbidden('You may only update your own user document.'));
		if (document.attachments.length > 0) return err(forbidden('nothing is attached to a user'));
		const stored = JSON.parse(database.read(id)?.body ?? '{}') as Record<string, unknown>;
		const theirs = ownDocumentProblem(pushed, stored, user);
		if (theirs) return err(theirs);
	}
	const prepared = await prepareUserDocument(pushed, server.iterations, server.random);
	if (!prepared.ok) return prepared;
	const { _id, _deleted, ...rest } = prepared.value;
	return makeEdit(exchange, { ...document, members: rest }, newEdits);
}

/** The site's database holds events, which phones keep for years. */
export const NO_ATTACHMENTS = "the site's database takes no attachments";

function admitToSite(
	exchange: DatabaseExchange,
	document: IncomingDocument,
	newEdits: boolean
): Result<Entering, Problem> {
	const { id, rev, members, deleted, attachments } = document;
	if (attachments.length > 0) return err(forbidden(NO_ATTACHMENTS));
	const pushed = { _id: id, ...(rev === undefined ? {} : { _rev: rev }), ...members };
	const entry = newEdits ? 'new' : 'replicated';
	const admitted = checkAtTheDoor({ document: pushed, deleted, entry }, exchange.user, exchange.server.devices);
	if (!admitted.ok) return err(forbidden(admitted.error.reason));
	const kept = admitted.value.erases ? { ...document, members: {} } : document;
	return makeEdit(exchange, kept, newEdits, admitted.value);
}

function makeEdit(
	{ limits }: DatabaseExchange,
	{ id, rev, history, deleted, members, attachments }: IncomingDocument,
	newEdits: boolean,
	{ link, erases = false, revokes }: Admitted = {}
): Result<Entering, Problem> {
	const body = JSON.stringify(members);
	if (Buffer.byteLength(body) > limits.documentBytes) {
		return err(problem(413, 'document_too_large', `${id} exceeds ${limits.documentBytes} bytes`));
	}
	if (newEdits) {
		// what comes with an edit made here is of its generation, whatever it says of itself
		const own = attachments.map((each) => (each.content === undefined ? each : { ...each, revpos: undefined }));
		const attached = own.length > 0 && { attachments: own };
		return ok({ edit: { kind: 'new', id, parent: rev, deleted, body, erases, ...attached } });
	}
	if (history === undefined) return err(problem(400, 'bad_request', `${id} comes without a revision`));
	const attached = attachments.length > 0 && { attachments };
	return ok({
		edit: { kind: 'replicated', id, history, deleted, body, erases, ...attached, ...(link && { link }) },
		revokes
	});
}
