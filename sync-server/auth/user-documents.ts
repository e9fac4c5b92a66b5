import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Random } from '#ports/random.ts';
import { forbidden, type Problem } from '../http/problem.ts';
import { userDocumentId } from './accounts.ts';
import { hashPassword } from './passwords.ts';
import { deviceOf, type User } from './user.ts';

/**
 * A document on its way into `_users`: a password in the clear is replaced by its hash, and what would make a user that
 * nobody can be is refused.
 */
export async function prepareUserDocument(
	document: Record<string, unknown>,
	iterations: number,
	random: Random
): Promise<Result<Record<string, unknown>, Problem>> {
	const id = String(document['_id']);
	if (id.startsWith('_design/') || document['_deleted'] === true) return ok(document);
	const { password, ...rest } = document;
	const { name, roles, type } = rest;
	if (type !== 'user') return err(forbidden('doc.type must be user'));
	if (typeof name !== 'string' || name === '' || name.includes(':')) {
		return err(forbidden('doc.name must be text without a colon'));
	}
	if (id !== userDocumentId(name)) return err(forbidden('Doc ID must be of the form org.couchdb.user:name'));
	if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string' && !role.startsWith('_'))) {
		return err(forbidden('doc.roles must be an array of strings that do not start with an underscore'));
	}
	if (password === undefined || password === null) return ok(rest);
	if (typeof password !== 'string') return err(forbidden('doc.password must be text'));
	return ok({ ...rest, ...(await hashPassword(password, iterations, random)) });
}

/**
 * Why somebody who does not administer `_users` may not write their own document there like this, if so: everybody may change
 * their own password and go, nobody may give themselves a role. `stored` are the members of the document as it is. Of a device
 * the server keeps all itself.
 */
export function ownDocumentProblem(
	document: Readonly<Record<string, unknown>>,
	stored: Readonly<Record<string, unknown>>,
	user: User
): Problem | undefined {
	if (deviceOf(user) !== undefined) return forbidden('what is kept of a device is changed by the server alone');
	if (document['_id'] !== userDocumentId(user.name ?? ''))
		return forbidden('You may only update your own user document.');
	if (document['_deleted'] === true) return undefined;
	const [roles, before] = [document['roles'], stored['roles']].map((list) => JSON.stringify(list));
	return roles === before ? undefined : forbidden('Only _admin may edit roles');
}
