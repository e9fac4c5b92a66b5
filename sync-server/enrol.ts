import type { Authenticator, Identity } from './auth/authenticate.ts';
import { isSecure } from './auth/authenticate.ts';
import type { Enrolment } from './auth/enrolment.ts';
import { ADMIN_DEVICE, isServerAdmin } from './auth/user.ts';
import type { Server } from './couch/exchange.ts';
import { json, refuse } from './http/answer.ts';
import { readObject } from './http/body.ts';
import { badRequest, forbidden, missing, problem, unauthorized } from './http/problem.ts';

const BODY_LIMITS = { requestBytes: 16_384, inflatedBytes: 16_384 };

/** Names of devices and profiles are for people: short, and one line. */
const LABEL = /^[^\p{Cc}]{1,60}$/u;

export interface EnrolmentEndpoints {
	readonly server: Server;
	readonly enrolment: Enrolment;
	readonly authenticator: Authenticator;
}

/**
 * POST /enrol {code, name, profile, replaces?}: makes the caller a device of this site. 201 {device, user, password, uuid,
 * database, roles} and a session cookie.
 * POST /enrol/codes, by an admin device or the server's administrator: 201 {code, expires}, expires in ISO 8601.
 */
export async function answerEnrolment(
	endpoints: EnrolmentEndpoints,
	request: Request,
	path: string
): Promise<Response> {
	if (request.method !== 'POST') return refuse(problem(405, 'method_not_allowed', 'Only POST allowed'));
	if (path === '/enrol') return enrol(endpoints, request);
	if (path !== '/enrol/codes') return refuse(missing());
	const identity = await endpoints.authenticator.identify(request);
	return identity.ok ? issueCode(endpoints, identity.value) : refuse(identity.error);
}

async function enrol({ server, enrolment }: EnrolmentEndpoints, request: Request): Promise<Response> {
	const body = await readObject(request, BODY_LIMITS);
	if (!body.ok) return refuse(body.error);
	const { code, name, profile, replaces } = body.value;
	if (typeof code !== 'string' || code.length > 100) return refuse(badRequest('code must be text'));
	if (!isLabel(name) || !isLabel(profile)) {
		return refuse(badRequest('name and profile must be one line of 1 to 60 characters'));
	}
	if (replaces !== undefined && typeof replaces !== 'string')
		return refuse(badRequest('replaces must be a device number'));
	const enrolled = await enrolment.enrol({ code, name, profile, replaces: replaces ?? undefined });
	if (!enrolled.ok) return refuse(enrolled.error);
	const account = server.accounts.find(enrolled.value.user);
	if (account === undefined) throw new Error(`${enrolled.value.user} has just been enrolled and is not there`);
	return json({ ...enrolled.value, uuid: server.storage.uuid, database: server.site }, 201, {
		'set-cookie': server.cookies.issue(account, server.clock.now(), isSecure(request)),
		'cache-control': 'no-store'
	});
}

async function issueCode({ enrolment }: EnrolmentEndpoints, { user }: Identity): Promise<Response> {
	if (user.name === null) return refuse(unauthorized('Log in first.'));
	if (!isServerAdmin(user) && !user.roles.includes(ADMIN_DEVICE)) {
		return refuse(forbidden('Only an admin device may enrol others.'));
	}
	const { code, expires } = await enrolment.issueCode();
	return json({ code, expires: new Date(expires).toISOString() }, 201, { 'cache-control': 'no-store' });
}

const isLabel = (value: unknown): value is string => typeof value === 'string' && LABEL.test(value.trim());
