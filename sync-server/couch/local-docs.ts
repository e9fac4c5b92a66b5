import { json, jsonText, refuse } from '../http/answer.ts';
import { isObject, readJsonOfAnyType } from '../http/body.ts';
import { badRequest, missing, problem } from '../http/problem.ts';
import type { LocalDocument } from '../log/local.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';

const idOf = ({ path }: DatabaseExchange): string => path.join('/').slice('_local/'.length);

/** GET /db/_local/id */
export function readLocal(exchange: DatabaseExchange): Answer {
	const document = exchange.database.local(idOf(exchange));
	return document ? jsonText(present(document)) : refuse(missing());
}

/** PUT /db/_local/id: any revision is accepted, the last write wins. */
export async function writeLocal(exchange: DatabaseExchange): Promise<Response> {
	const { request, limits, database, query } = exchange;
	const id = idOf(exchange);
	const body = await readJsonOfAnyType(request, limits);
	if (!body.ok) return refuse(body.error);
	if (!isObject(body.value)) return refuse(badRequest('Document must be a JSON object'));
	const { _id, _rev, _revisions, ...members } = body.value;
	const text = JSON.stringify(members);
	if (Buffer.byteLength(text) > limits.documentBytes) {
		return refuse(problem(413, 'document_too_large', `_local/${id} exceeds ${limits.documentBytes} bytes`));
	}
	const known = typeof _rev === 'string' ? _rev : (query.get('rev') ?? undefined);
	const rev = await database.putLocal(id, text, known);
	return json({ ok: true, id: `_local/${id}`, rev }, 201);
}

/** DELETE /db/_local/id */
export async function deleteLocal(exchange: DatabaseExchange): Promise<Response> {
	const id = idOf(exchange);
	return (await exchange.database.removeLocal(id))
		? json({ ok: true, id: `_local/${id}`, rev: '0-0' })
		: refuse(missing());
}

/** GET /db/_local_docs */
export function localDocs({ database, query }: DatabaseExchange): Answer {
	const includeDocs = query.get('include_docs') === 'true';
	const rows = database.locals().map((document) => {
		const id = JSON.stringify(`_local/${document.id}`);
		const doc = includeDocs ? `,"doc":${present(document)}` : '';
		return `{"id":${id},"key":${id},"value":{"rev":"${document.rev}"}${doc}}`;
	});
	return jsonText(`{"total_rows":null,"offset":null,"rows":[\n${rows.join(',\n')}\n]}`);
}

const present = ({ id, rev, body }: LocalDocument): string => {
	const head = `{"_id":${JSON.stringify(`_local/${id}`)},"_rev":"${rev}"`;
	return body === '{}' ? `${head}}` : `${head},${body.slice(1)}`;
};
