import { USERS } from '../auth/accounts.ts';
import { isServerAdmin } from '../auth/user.ts';
import { json, NOT_KEPT, refuse } from '../http/answer.ts';
import { forbidden, missing, problem, unauthorized, unsupported } from '../http/problem.ts';
import { isObject, readJson } from '../http/body.ts';
import type { Database } from '../log/database.ts';
import { formatSequence } from '../log/sequence.ts';
import type { Answer, DatabaseExchange, Exchange } from './exchange.ts';
import { readDocument } from './incoming.ts';
import { isLocalId, putLocal } from './local-docs.ts';
import { documentLocation } from './location.ts';
import { storeDocuments } from './store-documents.ts';
import { newUuid } from './uuids.ts';

const NAME = /^(?:[a-z][a-z0-9_$()+/-]*|_users)$/;

/** GET /db */
export const databaseInfo = ({ database }: DatabaseExchange): Answer => json(describe(database));

export function describe(database: Database): object {
	const { documents, deleted, fileBytes, bodyBytes, attachmentBytes, isCompacting } = database.info();
	const held = bodyBytes + attachmentBytes;
	return {
		db_name: database.name,
		doc_count: documents,
		doc_del_count: deleted,
		update_seq: formatSequence(database.updateSeq, database.generation),
		purge_seq: 0,
		compact_running: isCompacting,
		disk_format_version: 8,
		instance_start_time: database.created,
		props: {},
		sizes: { file: fileBytes, active: held, external: held },
		cluster: { q: 1, n: 1, w: 1, r: 1 }
	};
}

/** HEAD /db */
export const databaseExists = (): Answer => new Response(null, { headers: NOT_KEPT });

/** PUT /db: for the server's administrator. */
export async function createDatabase({ server, user, query, request }: Exchange, name: string): Promise<Response> {
	if (!isServerAdmin(user)) return refuse(unauthorized('You are not a server admin.'));
	if (query.get('partitioned') === 'true') return refuse(unsupported('partitioned databases'));
	if (!NAME.test(name) || name.length > 238) {
		const rule =
			'Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.';
		return refuse(problem(400, 'illegal_database_name', `Name: '${name}'. ${rule}`));
	}
	const made = await server.storage.create(name, server.clock.now());
	if (made === undefined) {
		return refuse(problem(412, 'file_exists', 'The database could not be created, the file already exists.'));
	}
	return json({ ok: true }, 201, { location: new URL(request.url).pathname.replace(/\/$/, '') });
}

/** DELETE /db: for the server's administrator, and never the site's own. */
export async function deleteDatabase({ server, user, database }: DatabaseExchange): Promise<Response> {
	if (!isServerAdmin(user)) return refuse(unauthorized('You are not a server admin.'));
	if (database.name === server.site || database.name === USERS)
		return refuse(forbidden('the records and the accounts of the site are not deleted over the network'));
	return (await server.storage.remove(database.name))
		? json({ ok: true })
		: refuse(missing('Database does not exist.'));
}

/** POST /db: a document, with or without an id. */
export async function createDocument(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits, server } = exchange;
	const body = await readJson(request, limits);
	if (!body.ok) return refuse(body.error);
	const asked = isObject(body.value) ? body.value['_id'] : undefined;
	if (isLocalId(asked)) return putLocal(exchange, asked, body.value);
	const document = readDocument(body.value, () => newUuid(server), request, limits);
	if (!document.ok) return refuse(document.error);
	const [stored] = await storeDocuments(exchange, [document.value], true);
	if (!stored?.ok) return refuse(stored?.error ?? missing());
	const { id, rev } = stored.value;
	const status = exchange.query.get('batch') === 'ok' ? 202 : 201;
	return json({ ok: true, id, rev }, status, { etag: `"${rev}"`, location: documentLocation(exchange, id) });
}
