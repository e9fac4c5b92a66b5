import { USERS } from '../auth/accounts.ts';
import { refuse } from '../http/answer.ts';
import { badRequest, forbidden, methodNotAllowed, missing, tooBusy, unauthorized } from '../http/problem.ts';
import { createDatabase } from './database.ts';
import type { Endpoint, Exchange, Methods } from './exchange.ts';
import { mayUse } from './may-use.ts';
import { databaseMethods, serverMethods } from './routes.ts';

/** Below this everything is CouchDB's. */
export const API = '/couchdb';

/** Answers a request of CouchDB's API. `path` is still encoded: a document's id may hold a slash. */
export async function answerCouch(exchange: Exchange, path: string): Promise<Response> {
	const parts = decodePath(path);
	if (parts === undefined) return refuse(badRequest('the path is not well encoded'));
	const [name = '', ...rest] = parts;
	if (name === '' || name.startsWith('_')) {
		const route = serverMethods(parts);
		if (route) return dispatch(exchange, route);
		if (name !== USERS) return refuse(missing());
	}
	return answerDatabase(exchange, name, rest);
}

async function answerDatabase(exchange: Exchange, name: string, path: string[]): Promise<Response> {
	const { server, user, request } = exchange;
	// nobody learns which databases there are
	if (user.name === null) return refuse(unauthorized('You are not authorized to access this db.'));
	if (path.length === 0 && request.method === 'PUT') return createDatabase(exchange, name);
	const database = server.storage.database(name);
	if (database === undefined) return refuse(missing('Database does not exist.'));
	if (!mayUse(user, database) && !isOwnUserDocument(exchange, name, path)) {
		return refuse(forbidden('You are not allowed to access this db.'));
	}
	const methods = databaseMethods(path);
	if (methods === undefined) return refuse(missing());
	try {
		return await dispatch({ ...exchange, database, limits: server.limitsOf(name), path }, methods);
	} catch (error) {
		if (!database.closed) throw error;
		// it was deleted while the request came in, or the server stops
		return refuse(server.closing.aborted ? tooBusy : missing('Database does not exist.'));
	}
}

/** Users may read what is kept of them, and change what is theirs to change. */
const isOwnUserDocument = ({ user, request }: Exchange, name: string, [id, ...rest]: readonly string[]): boolean =>
	name === USERS &&
	rest.length === 0 &&
	id === `org.couchdb.user:${user.name ?? ''}` &&
	['GET', 'HEAD', 'PUT', 'DELETE'].includes(request.method);

function dispatch<Context extends Exchange>(context: Context, methods: Methods<Context>): Response | Promise<Response> {
	const { method } = context.request;
	const endpoint: Endpoint<Context> | undefined = Object.hasOwn(methods, method)
		? methods[method]
		: method === 'HEAD'
			? methods['GET']
			: undefined;
	return endpoint ? endpoint(context) : refuse(methodNotAllowed(...Object.keys(methods)));
}

/** The parts of a path, decoded one by one; a slash at the end means nothing. */
function decodePath(path: string): string[] | undefined {
	const parts = path.split('/');
	if (parts.length > 1 && parts.at(-1) === '') parts.pop();
	try {
		return parts.map(decodeURIComponent);
	} catch {
		return undefined;
	}
}
