import { isDatabaseAdmin } from '../auth/user.ts';
import { json, refuse } from '../http/answer.ts';
import { isObject, readJsonOfAnyType } from '../http/body.ts';
import { badRequest, forbidden } from '../http/problem.ts';
import type { Members } from '../log/database.ts';
import type { Answer, DatabaseExchange } from './exchange.ts';
import { textList } from './parameters.ts';

/** GET /db/_security */
export const readSecurity = ({ database }: DatabaseExchange): Answer => json(database.security());

/** PUT /db/_security {admins, members} */
export async function writeSecurity({ request, database, user, limits }: DatabaseExchange): Promise<Response> {
	if (!isDatabaseAdmin(user, database.security())) return refuse(forbidden('You are not a database admin.'));
	const body = await readJsonOfAnyType(request, limits);
	if (!body.ok) return refuse(body.error);
	if (!isObject(body.value)) return refuse(badRequest('Request body must be a JSON object'));
	const admins = readMembers(body.value['admins']);
	const members = readMembers(body.value['members']);
	if (admins === undefined || members === undefined) {
		return refuse(badRequest('admins and members must hold arrays of strings: names, roles'));
	}
	await database.setSecurity({ admins, members });
	return json({ ok: true });
}

function readMembers(value: unknown): Members | undefined {
	if (value === undefined) return { names: [], roles: [] };
	if (!isObject(value)) return undefined;
	const names = textList(value['names'] ?? []);
	const roles = textList(value['roles'] ?? []);
	return names && roles && { names, roles };
}
