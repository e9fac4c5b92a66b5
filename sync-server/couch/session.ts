import { revokedDevice } from '../auth/accounts.ts';
import { isSecure } from '../auth/authenticate.ts';
import { json, refuse } from '../http/answer.ts';
import { isJson, isObject, readBytes } from '../http/body.ts';
import { badRequest } from '../http/problem.ts';
import type { Answer, Exchange } from './exchange.ts';

const BODY_LIMITS = { requestBytes: 16_384, inflatedBytes: 16_384 };

/** GET /_session: who this request is from, nobody included. */
export const currentSession = ({ user, identity }: Exchange): Answer =>
	json({
		ok: true,
		userCtx: { name: user.name, roles: user.roles },
		info: { authentication_handlers: ['cookie', 'default'], ...(identity.by && { authenticated: identity.by }) }
	});

/** POST /_session: name and password, as a form or as JSON, for a cookie. */
export async function logIn({ request, server }: Exchange): Promise<Response> {
	const body = await readBytes(request, BODY_LIMITS);
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

function readCredentials(request: Request, text: string): { name: string; password: string } | undefined {
	let fields: unknown;
	try {
		fields = isJson(request) ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
	} catch {
		return undefined;
	}
	if (!isObject(fields)) return undefined;
	const name = fields['name'] ?? fields['username'];
	const { password } = fields;
	return typeof name === 'string' && typeof password === 'string' ? { name, password } : undefined;
}
