import { createHash, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Authenticator } from '../auth/authenticate.ts';
import { ADMIN_DEVICE, isServerAdmin } from '../auth/user.ts';
import { peerAddress } from '../http/peer-address.ts';
import { unauthorized, type Problem } from '../http/problem.ts';
import { isLoopback, isLoopbackHost } from '../tls/address-ranges.ts';

/** Whether it comes from the server's administrator or from a device that administers. A Problem where a password is wrong. */
export async function asAdministrator(
	request: Request,
	authenticator: Authenticator
): Promise<Result<boolean, Problem>> {
	const identity = await authenticator.identify(request);
	if (!identity.ok) return identity;
	const { user } = identity.value;
	return ok(isServerAdmin(user) || user.roles.includes(ADMIN_DEVICE));
}

/** Has a browser ask for name and password, for the addresses below this one and no others. */
export const askForAdministrator: Problem = {
	...unauthorized('This is for the administrator of the server, or for a device that administers.'),
	headers: { 'www-authenticate': 'Basic realm="Floorbook server", charset="UTF-8"' }
};

/** What a proxy adds. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** Whether it is this machine that asks, and not a proxy on it for somebody else. */
const isFromThisMachine = (request: Request): boolean =>
	isLoopback(peerAddress(request)) &&
	isLoopbackHost(new URL(request.url).hostname) &&
	!FORWARDED.some((name) => request.headers.has(name));

/** Whether the request bears `token`; false where there is none. */
function bears(request: Request, token: string | undefined): boolean {
	const given = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
	return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** May ask for the metrics: this machine, whoever bears the token, the administrator. */
export async function mayMeasure(
	request: Request,
	authenticator: Authenticator,
	token: string | undefined
): Promise<Result<true, Problem>> {
	if (isFromThisMachine(request) || bears(request, token)) return ok(true);
	const allowed = await asAdministrator(request, authenticator);
	if (!allowed.ok) return allowed;
	return allowed.value ? ok(true) : err(askForAdministrator);
}
