import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import { createAccounts, USERS, type AdminAccount } from './auth/accounts.ts';
import { createAuthenticator, type Authenticator } from './auth/authenticate.ts';
import { createSessionCookies } from './auth/cookie.ts';
import { createDevices } from './auth/devices.ts';
import { createEnrolment } from './auth/enrolment.ts';
import { createLogins } from './auth/logins.ts';
import { serverKey } from './auth/server-key.ts';
import { ITERATIONS } from './auth/passwords.ts';
import { DEVICE, deviceOf } from './auth/user.ts';
import { answerCouch, API } from './couch/api.ts';
import type { Server } from './couch/exchange.ts';
import { createOpenFeeds } from './couch/open-feeds.ts';
import { answerEnrolment } from './enrol.ts';
import { answerHeads } from './heads.ts';
import { refuse } from './http/answer.ts';
import { createAttempts } from './http/attempts.ts';
import { createBodyBudget } from './http/body-budget.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { refuseWrite } from './http/foreign-page.ts';
import { refuseHost } from './http/own-host.ts';
import { peerAddress } from './http/peer-address.ts';
import { missing, problem, tooBusy } from './http/problem.ts';
import { createRequestRate } from './http/request-rate.ts';
import { noteAnswer } from './http/refusals.ts';
import { COMMON_HEADERS, NO_PAGE_POLICY } from './http/security-headers.ts';
import { storageProblem } from './http/storage-problem.ts';
import { createStaticFiles } from './http/static-files.ts';
import { DEFAULT_LIMITS, LOAD, RATES, SITE_LIMITS, type Limits, type Load, type Rates } from './limits.ts';
import type { Storage } from './log/storage.ts';
import { noteSenders } from './operation/senders.ts';
import { answerSite, type Reach } from './site.ts';
import { followRevocations } from './stored-revocations.ts';

export interface AppOptions {
	readonly storage: Storage;
	/** The database that holds the site's events. */
	readonly site?: string;
	readonly admin: AdminAccount;
	readonly clock: Pick<Clock, 'now'>;
	readonly random: Random;
	/** Where the built app lies; without it only the API is served. */
	readonly staticDirectory?: string;
	readonly siteLimits?: Limits;
	readonly limits?: Limits;
	readonly rates?: Rates;
	readonly load?: Load;
	/** Names of the public name system that are this server's, in lower case. */
	readonly hosts?: readonly string[];
	/** What whoever runs the server asks it; undefined for an address that is none of these. */
	readonly operation?: (request: Request, authenticator: Authenticator) => Promise<Response> | undefined;
	/** Origins of other pages that may use the API from a browser. */
	readonly corsOrigins?: readonly string[];
	/** How devices reach this server; without it only what each request says of that is known. */
	readonly reach?: Reach;
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

/** Resolves once the databases that every server has are there. */
export async function createApp(options: AppOptions): Promise<App> {
	const { storage, site = SITE, admin, clock, random } = options;
	const { iterations = ITERATIONS, sessionLifetime = 12 * 3600 } = options;
	const {
		reach,
		siteLimits = SITE_LIMITS,
		limits = DEFAULT_LIMITS,
		rates = RATES,
		load = LOAD,
		hosts = [],
		corsOrigins = [],
		onError = () => {}
	} = options;
	await makeDatabases(storage, site, clock.now());
	const closing = new AbortController();
	const accounts = createAccounts(storage, admin);
	const cookies = createSessionCookies(storage.secret, sessionLifetime);
	const logins = createLogins(createAttempts(rates.logins, clock.now));
	const enrolments = createAttempts(rates.enrolments, clock.now);
	const tooFast = createRequestRate(rates.requests, clock.now);
	const authenticator = noteSenders(
		createAuthenticator({
			accounts,
			logins,
			cookies,
			secret: storage.secret,
			now: clock.now,
			sessionLifetime,
			hosts,
			origins: corsOrigins
		})
	);
	const crossOrigin = createCrossOrigin(corsOrigins);
	const bodies = createBodyBudget(load.bodyBytes);
	let underWay = 0;
	const enrolment = createEnrolment({ storage, site, clock, random, iterations });
	const staticFiles = options.staticDirectory === undefined ? undefined : createStaticFiles(options.staticDirectory);
	const server: Server = {
		storage,
		accounts,
		logins,
		cookies,
		devices: createDevices(storage, site),
		signer: await serverKey(storage),
		clock,
		random,
		iterations,
		site,
		closing: closing.signal,
		certificate: reach?.certificate,
		feeds: createOpenFeeds(load.feeds, () => performance.now()),
		limitsOf: (database) => (database === site ? siteLimits : limits)
	};

	const enrolling = { server, enrolment, authenticator };

	const records = storage.database(site);
	if (records !== undefined) {
		// what the files fail, those who look after them are told
		await followRevocations(records, server.devices).catch((error: unknown) => {
			if (storageProblem(error) === undefined) onError(error);
		});
	}

	async function answer(request: Request): Promise<Response> {
		const { pathname } = new URL(request.url);
		const isApi = isOfApi(pathname);
		const misdirected = refuseHost(request, hosts);
		if (misdirected) return refuse(misdirected);
		const preflight = isApi ? crossOrigin.preflight(request) : undefined;
		if (preflight) return preflight;
		const foreign = refuseWrite(request, hosts, isApi ? corsOrigins : []);
		if (foreign) return refuse(foreign);
		if (isApi) return answerApi(request);
		if (pathname === '/enrol' && !isRead(request)) return answerNewcomer(request);
		if (pathname === '/enrol/codes' || pathname.startsWith('/enrol/codes/')) {
			return answerEnrolment(enrolling, request, pathname);
		}
		if (pathname === '/heads' || pathname === '/heads/key') {
			return answerHeads({ server, authenticator, tooFast }, request, pathname);
		}
		const operated = options.operation?.(request, authenticator);
		if (operated) return operated;
		if (pathname === '/site') return answerSite(reach, storage.uuid, request);
		// a printed label carries its address in capitals, which makes a smaller symbol
		const label = /^\/B\/([0-9A-Za-z]{1,20})$/.exec(pathname)?.[1];
		if (label !== undefined)
			return new Response(null, { status: 302, headers: { location: `/b/${label.toLowerCase()}` } });
		return staticFiles ? staticFiles(request, pathname) : refuse(missing('There is nothing at this address.'));
	}

	async function answerApi(request: Request): Promise<Response> {
		const identity = await authenticator.identify(request);
		if (!identity.ok) return refuse(identity.error);
		const { user, setCookie } = identity.value;
		const device = deviceOf(user);
		const hasty = device === undefined ? undefined : tooFast(device);
		if (hasty) return refuse(hasty);
		const { pathname, searchParams } = new URL(request.url);
		const exchange = { server, request, query: searchParams, identity: identity.value, user };
		const response = await answerCouch(exchange, pathname.slice(API.length + 1));
		if (setCookie !== undefined && !response.headers.has('set-cookie')) response.headers.set('set-cookie', setCookie);
		return response;
	}

	/** Whoever comes with a code: so many wrong ones come from one address. */
	async function answerNewcomer(request: Request): Promise<Response> {
		const { pathname, origin } = new URL(request.url);
		const answered = await enrolments.make(
			peerAddress(request),
			() => answerEnrolment(enrolling, request, pathname),
			({ status }) => status === 403
		);
		if (!answered.ok) return refuse(answered.error);
		if (answered.value.status === 201) await reach?.address.noteEnrolment(origin);
		return answered.value;
	}

	return {
		async handle(request) {
			let response: Response;
			const release = bodies.begin(request);
			underWay++;
			try {
				response = underWay > load.requests ? refuse(tooBusy) : await answer(request);
			} catch (error) {
				onError(error);
				response = refuse(storageProblem(error) ?? internal);
			} finally {
				underWay--;
				release();
			}
			noteAnswer(request, response);
			if (isOfApi(new URL(request.url).pathname)) crossOrigin.mark(request, response);
			return finish(request, response);
		},
		openingCode() {
			// nobody knows whether there is a device: a code of the first one would administer the site
			if (storage.state().damaged.some(({ name }) => name === USERS)) return undefined;
			return enrolment.hasDevices() ? undefined : enrolment.openingCode();
		},
		close: () => closing.abort()
	};
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

const isOfApi = (pathname: string): boolean => pathname === API || pathname.startsWith(`${API}/`);

const internal = problem(500, 'internal_server_error', 'Something went wrong in the server; its log says what.');

async function makeDatabases(storage: Storage, name: string, now: number): Promise<void> {
	await storage.create(USERS, now);
	const site = await storage.create(name, now);
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
