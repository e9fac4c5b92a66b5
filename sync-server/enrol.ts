import { ok } from '#domain/kernel/result.ts';
import { isEs256Key } from '#domain/kernel/signature.ts';
import type { Authenticator } from './auth/authenticate.ts';
import { isSecure } from './auth/authenticate.ts';
import type { Enrolment } from './auth/enrolment.ts';
import { readRights } from './auth/rights.ts';
import { ADMIN_DEVICE, isServerAdmin } from './auth/user.ts';
import type { Server } from './couch/exchange.ts';
import { json, refuse } from './http/answer.ts';
import { readObject } from './http/body.ts';
import { badRequest, forbidden, methodNotAllowed, missing, unauthorized } from './http/problem.ts';
import { SMALL_REQUEST } from './limits.ts';
import { noteSender } from './operation/senders.ts';

/** Names of devices and profiles are for people: short, and one line. */
const LABEL = /^[^\p{Cc}]{1,60}$/u;

export interface EnrolmentEndpoints {
	readonly server: Server;
	readonly enrolment: Enrolment;
	readonly authenticator: Authenticator;
}

/**
 * POST /enrol {code, name, profile, key?, replaces?}: makes the caller a device of this site. 201 {device, user, password,
 * uuid, database, serverKey, roles, profile} and a session cookie. `profile` is what the code says, where it says it.
 *
 * By an admin device or the server's administrator:
 * POST /enrol/codes {profile, admin?, replaces?}: 201 {code, ticket, expires}, expires in ISO 8601. Of `{}` a code that leaves
 * the profile to its device.
 * GET /enrol/codes/<ticket>: 200 {state, expires, device}: waiting, used or expired; device {number, name} or null.
 */
export async function answerEnrolment(
	endpoints: EnrolmentEndpoints,
	request: Request,
	path: string
): Promise<Response> {
	const ticket = /^\/enrol\/codes\/([0-9a-z]{1,40})$/.exec(path)?.[1];
	const method = ticket === undefined ? 'POST' : 'GET';
	if (request.method !== method) return refuse(methodNotAllowed(method));
	if (path === '/enrol') return enrol(endpoints, request);
	if (path !== '/enrol/codes' && ticket === undefined) return refuse(missing());
	const identity = await endpoints.authenticator.identify(request);
	if (!identity.ok) return refuse(identity.error);
	const { user } = identity.value;
	if (user.name === null) return refuse(unauthorized('Log in first.'));
	if (!isServerAdmin(user) && !user.roles.includes(ADMIN_DEVICE)) {
		return refuse(forbidden('Only an admin device may enrol others.'));
	}
	return ticket === undefined ? issueCode(endpoints, request) : tellUse(endpoints, ticket);
}

async function enrol({ server, enrolment }: EnrolmentEndpoints, request: Request): Promise<Response> {
	const body = await readObject(request, SMALL_REQUEST);
	if (!body.ok) return refuse(body.error);
	const { code, name, profile, replaces, key } = body.value;
	if (typeof code !== 'string' || code.length > 100) return refuse(badRequest('code must be text'));
	if (!isLabel(name) || !isLabel(profile)) {
		return refuse(badRequest('name and profile must be one line of 1 to 60 characters'));
	}
	if (replaces !== undefined && typeof replaces !== 'string')
		return refuse(badRequest('replaces must be a device number'));
	if (key !== undefined && key !== null && !isEs256Key(key)) return refuse(badRequest('key is no public key'));
	const enrolled = await enrolment.enrol({
		code,
		name: name.trim(),
		profile: profile.trim(),
		replaces,
		key: key ?? undefined
	});
	if (!enrolled.ok) return refuse(enrolled.error);
	const account = server.accounts.find(enrolled.value.user);
	if (account === undefined) throw new Error(`${enrolled.value.user} has just been enrolled and is not there`);
	noteSender(request, account.user);
	const told = { uuid: server.storage.uuid, database: server.site, serverKey: server.signer.publicKey };
	return json({ ...enrolled.value, ...told }, 201, {
		'set-cookie': server.cookies.issue(account, server.clock.now(), isSecure(request)),
		'cache-control': 'no-store'
	});
}

async function issueCode({ enrolment }: EnrolmentEndpoints, request: Request): Promise<Response> {
	const asked = request.body === null ? ok({}) : await readObject(request, SMALL_REQUEST);
	if (!asked.ok) return refuse(asked.error);
	const rights = readRights(asked.value);
	if (!rights.ok) return refuse(rights.error);
	const { expires, ...given } = await enrolment.issueCode(rights.value);
	return json({ ...given, expires: new Date(expires).toISOString() }, 201, { 'cache-control': 'no-store' });
}

function tellUse({ enrolment }: EnrolmentEndpoints, ticket: string): Response {
	const use = enrolment.useOf(ticket);
	if (use === undefined) return refuse(missing());
	return json({ ...use, expires: new Date(use.expires).toISOString() }, 200, { 'cache-control': 'no-store' });
}

const isLabel = (value: unknown): value is string => typeof value === 'string' && LABEL.test(value.trim());
