import { ok } from '#domain/kernel/result.ts';
import { revokedDevice } from '../auth/accounts.ts';
import { isSecure } from '../auth/authenticate.ts';
import { json, refuse } from '../http/answer.ts';
import { isJson, isObject, readBytes } from '../http/body.ts';
import { parseJson } from '../http/json-text.ts';
import { badRequest } from '../http/problem.ts';
import { SMALL_REQUEST } from '../limits.ts';
import type { Answer, Exchange } from './exchange.ts';

/** GET /_session: who this request is from, nobody included. */
export const currentSession = ({ user, identity }: Exchange): Answer =>
	json({
		ok: true,
		userCtx: { name: user.name, roles: user.roles },
		info: { authentication_handlers: ['cookie', 'default'], ...(identity.by && { authenticated: identity.by }) }
	});

/** POST /_session: name and password, as a form or as JSON, for a cookie. */
export async function logIn({ request, server }: Exchange): Promise<Response> {
	const body = await readBytes(request, SMALL_REQUEST);
	if (!body.ok) return refuse(body.error);
	const credentials = readCredentials(request, body.value.toString('utf8'));
	if (credentials === undefined) return refuse(badRequest('name and password are required'));
	const { name: asked, password } = credentials;
	const verified = await server.logins.verify(request, asked, () => server.accounts.verify(asked, password));
	if (!verified.ok) return refuse(verified.error);
	const account = verified.value;
	const secure = isSecure(request);
	if (account === undefined) {
		const cookie = { 'set-cookie': server.cookies.expire(secure) };
		return json({ error: 'unauthorized', reason: 'Name or password is incorrect.' }, 401, cookie);
	}
	if (account.revoked) return refuse(revokedDevice);
	const { name, roles } = account.user;
	return json({ ok: true, name, roles }, 200, {
		'set-cookie': server.cookies.issue(account, server.clock.now(), secure)
	});
}

/** DELETE /_session */
export const logOut = ({ request, server }: Exchange): Answer =>
	json({ ok: true }, 200, { 'set-cookie': server.cookies.expire(isSecure(request)) });

/** Name and password of a login, as a form or as JSON. */
export function readCredentials(request: Request, text: string): { name: string; password: string } | undefined {
	const fields = isJson(request) ? parseJson(text) : ok(Object.fromEntries(new URLSearchParams(text)));
	if (!fields.ok || !isObject(fields.value)) return undefined;
	const { name = fields.value['username'], password } = fields.value;
	return typeof name === 'string' && typeof password === 'string' ? { name, password } : undefined;
}
