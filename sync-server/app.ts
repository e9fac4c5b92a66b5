import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { createAccounts, USERS, type AdminAccount } from './auth/accounts.ts';
import { createAuthenticator, originOf } from './auth/authenticate.ts';
import { createSessionCookies } from './auth/cookie.ts';
import { createDevices } from './auth/devices.ts';
import { createEnrolment } from './auth/enrolment.ts';
import { createLogins } from './auth/logins.ts';
import { serverKey } from './auth/server-key.ts';
import { ITERATIONS } from './auth/passwords.ts';
import { DEVICE, deviceOf } from './auth/user.ts';
import { answerCouch } from './couch/api.ts';
import type { Server } from './couch/exchange.ts';
import { answerEnrolment } from './enrol.ts';
import { answerHeads } from './heads.ts';
import { refuse } from './http/answer.ts';
import { createAttempts } from './http/attempts.ts';
import { refuseWrite } from './http/foreign-page.ts';
import { refuseHost } from './http/own-host.ts';
import { peerAddress } from './http/peer-address.ts';
import { missing, problem } from './http/problem.ts';
import { createRequestRate } from './http/request-rate.ts';
import { COMMON_HEADERS, NO_PAGE_POLICY } from './http/security-headers.ts';
import { createStaticFiles } from './http/static-files.ts';
import { DEFAULT_LIMITS, RATES, SITE_LIMITS, type Limits, type Rates } from './limits.ts';
import type { Storage } from './log/storage.ts';
import { StorageFailure } from './log/write-queue.ts';
import { answerSite, type Network } from './site.ts';

export interface AppOptions {
	readonly storage: Storage;
	readonly admin: AdminAccount;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	/** Where the built app lies; without it only the API is served. */
	readonly staticDirectory?: string;
	readonly siteLimits?: Limits;
	readonly limits?: Limits;
	readonly rates?: Rates;
	/** Names of the public name system that are this server's, in lower case. */
	readonly hosts?: readonly string[];
	/** How devices reach this server; without it only what each request says of that is known. */
	readonly network?: Network;
	/** Rounds of the key derivation of new passwords; fewer for tests. */
	readonly iterations?: number;
	/** Seconds a session lives without being used: a shift and what goes beyond it. */
	readonly sessionLifetime?: number;
	/** Told of every error that is a fault of ours. */
	readonly onError?: (error: unknown) => void;
}

/** The server as one function from requests to answers, independent of what carries them. */
export interface App {
	/** Never rejects. */
	readonly handle: (request: Request) => Promise<Response>;
	/** A code that enrols the first device, valid until used or until this process ends; undefined once there is a device. */
	readonly openingCode: () => string | undefined;
	/** Ends the feeds. What is being answered is still answered; the storage stays open, and its owner's. */
	readonly close: () => void;
}

/** The database that holds the site's events. */
export const SITE = 'floorbook';

const API = '/couchdb';

/** Resolves once the databases that every server has are there. */
export async function createApp(options: AppOptions): Promise<App> {
	const { storage, admin, clock, random, iterations = ITERATIONS, sessionLifetime = 12 * 3600 } = options;
	const {
		network,
		siteLimits = SITE_LIMITS,
		limits = DEFAULT_LIMITS,
		rates = RATES,
		hosts = [],
		onError = () => {}
	} = options;
	await makeDatabases(storage, clock.now());
	const closing = new AbortController();
	const accounts = createAccounts(storage, admin);
	const cookies = createSessionCookies(storage.secret, sessionLifetime);
	const { secret } = storage;
	const logins = createLogins(createAttempts(rates.logins, clock.now));
	const enrolments = createAttempts(rates.enrolments, clock.now);
	const tooFast = createRequestRate(rates.requests, clock.now);
	const authenticator = createAuthenticator({
		accounts,
		logins,
		cookies,
		secret,
		now: clock.now,
		sessionLifetime,
		hosts
	});
	const enrolment = createEnrolment({ storage, clock, random, iterations });
	const staticFiles = options.staticDirectory === undefined ? undefined : createStaticFiles(options.staticDirectory);
	const server: Server = {
		storage,
		accounts,
		logins,
		cookies,
		devices: createDevices(storage, SITE),
		signer: await serverKey(storage),
		clock,
		random,
		iterations,
		site: SITE,
		closing: closing.signal,
		certificate: network?.certificate,
		limitsOf: (database) => (database === SITE ? siteLimits : limits)
	};

	async function answer(request: Request): Promise<Response> {
		const url = new URL(request.url);
		const { pathname } = url;
		const foreign = refuseHost(request, hosts) ?? refuseWrite(request, hosts);
		if (foreign) return refuse(foreign);
		if (pathname === API || pathname.startsWith(`${API}/`)) {
			const identity = await authenticator.identify(request);
			if (!identity.ok) return refuse(identity.error);
			const { user } = identity.value;
			const device = deviceOf(user);
			const hasty = device === undefined ? undefined : tooFast(device);
			if (hasty) return refuse(hasty);
			const exchange = { server, request, query: url.searchParams, identity: identity.value, user };
			const response = await answerCouch(exchange, pathname.slice(API.length + 1));
			const renewed = identity.value.setCookie;
			if (renewed !== undefined && !response.headers.has('set-cookie')) response.headers.set('set-cookie', renewed);
			return response;
		}
		const enrolling = pathname === '/enrol' && request.method !== 'GET' && request.method !== 'HEAD';
		if (enrolling || pathname === '/enrol/codes' || pathname.startsWith('/enrol/codes/')) {
			const enrol = () => answerEnrolment({ server, enrolment, authenticator }, request, pathname);
			if (pathname !== '/enrol') return enrol();
			const answered = await enrolments.make(peerAddress(request), enrol, ({ status }) => status === 403);
			if (!answered.ok) return refuse(answered.error);
			if (answered.value.status === 201) await network?.address.noteEnrolment(originOf(request));
			return answered.value;
		}
		if (pathname === '/heads' || pathname === '/heads/key') {
			return answerHeads({ server, authenticator, tooFast }, request, pathname);
		}
		if (pathname === '/site') return answerSite(network, storage.uuid, request);
		// a printed label carries its address in capitals, which makes a smaller symbol
		const label = /^\/B\/([0-9A-Za-z]{1,20})$/.exec(pathname)?.[1];
		if (label !== undefined)
			return new Response(null, { status: 302, headers: { location: `/b/${label.toLowerCase()}` } });
		return staticFiles ? staticFiles(request, pathname) : refuse(missing('There is nothing at this address.'));
	}

	return {
		async handle(request) {
			let response: Response;
			try {
				response = await answer(request);
			} catch (error) {
				onError(error);
				response = refuse(error instanceof StorageFailure ? notStored : internal);
			}
			return finish(request, response);
		},
		openingCode: () => (enrolment.hasDevices() ? undefined : enrolment.openingCode()),
		close: () => closing.abort()
	};
}

const notStored = {
	...problem(503, 'service_unavailable', 'The write could not be stored. Nothing of it was kept: send it again.'),
	headers: { 'retry-after': '5' }
};

const internal = problem(500, 'internal_server_error', 'Something went wrong in the server; its log says what.');

async function makeDatabases(storage: Storage, now: number): Promise<void> {
	await storage.create(USERS, now);
	const site = await storage.create(SITE, now);
	await site?.setSecurity({ admins: { names: [], roles: ['_admin'] }, members: { names: [], roles: [DEVICE] } });
}

/** What every answer carries; the answer to HEAD carries nothing else. */
function finish(request: Request, response: Response): Response {
	for (const [name, value] of Object.entries(COMMON_HEADERS)) response.headers.set(name, value);
	if (!response.headers.has('content-security-policy')) response.headers.set('content-security-policy', NO_PAGE_POLICY);
	if (request.method !== 'HEAD') return response;
	void response.body?.cancel();
	return new Response(null, { status: response.status, headers: response.headers });
}
