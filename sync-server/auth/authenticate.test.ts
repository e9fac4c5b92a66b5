import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAttempts } from '../http/attempts.ts';
import { RATES } from '../limits.ts';
import { adminWithPassword, createAccounts } from './accounts.ts';
import { createAuthenticator } from './authenticate.ts';
import { createSessionCookies } from './cookie.ts';
import { createLogins } from './logins.ts';
import { ADMIN, basic, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

const HOUR = 3_600_000;

describe('who a request is from', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await createUser('ada', 'pw', ['crew']);
	});
	afterEach(() => test.close());

	const createUser = (name: string, password: string, roles: string[]) =>
		test.call('PUT', `/couchdb/_users/org.couchdb.user:${name}`, { body: { name, password, roles, type: 'user' } });

	const logIn = async (
		name = 'ada',
		password = 'pw',
		{ site = '', headers = {} }: { site?: string; headers?: Record<string, string> } = {}
	) => {
		const answer = await test.call('POST', `${site}/couchdb/_session`, {
			authorization: null,
			body: { name, password },
			headers
		});
		const [setCookie = ''] = answer.headers.getSetCookie();
		return { ...answer, setCookie, cookie: setCookie.split(';')[0] ?? '' };
	};

	const whoIs = async (cookie: string, headers: Record<string, string> = {}) => {
		const answer = await test.call('GET', '/couchdb/_session', {
			authorization: null,
			headers: { cookie, ...headers }
		});
		return { ...answer, name: answer.body?.userCtx?.name as string | null };
	};

	it('nobody, to a request that says nothing', async () => {
		const { body } = await test.call('GET', '/couchdb/_session', { authorization: null });
		expect(body).toMatchObject({ ok: true, userCtx: { name: null, roles: [] } });
		const refused = await test.call('GET', '/couchdb/floorbook', { authorization: null });
		expect([refused.status, refused.body.error]).toEqual([401, 'unauthorized']);
	});

	it('a user, by a cookie that scripts cannot read and other sites cannot send', async () => {
		const { status, body, setCookie, cookie } = await logIn();
		expect([status, body]).toEqual([200, { ok: true, name: 'ada', roles: ['crew'] }]);
		expect(setCookie).toMatch(
			/^AuthSession=[\w-]+; Version=1; Expires=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/
		);
		expect((await whoIs(cookie)).name).toBe('ada');
		expect((await logIn('ada', 'pw', { site: 'https://site.test' })).setCookie).toMatch(/; Secure$/);
	});

	it('nobody, by a cookie that was changed', async () => {
		const { cookie } = await logIn();
		const value = Buffer.from(cookie.slice('AuthSession='.length), 'base64url').toString();
		const forge = (text: string) => `AuthSession=${Buffer.from(text).toString('base64url')}`;
		expect((await whoIs(forge(value))).name).toBe('ada');
		expect((await whoIs(forge(value.replace('ada', 'admin')))).name).toBeNull();
		expect((await whoIs(forge(value.replace(/:[0-9A-F]+:/, ':FFFFFFFF:')))).name).toBeNull();
		expect((await whoIs('AuthSession=x')).name).toBeNull();
	});

	it('a user for as long as the session is used, and nobody after', async () => {
		const { cookie } = await logIn();
		test.now += HOUR;
		expect((await whoIs(cookie)).headers.getSetCookie()).toEqual([]);
		test.now += HOUR;
		const [renewed = ''] = (await whoIs(cookie)).headers.getSetCookie();
		test.now += 11 * HOUR;
		expect((await whoIs(cookie)).name).toBeNull();
		expect((await whoIs(renewed.split(';')[0] ?? '')).name).toBe('ada');
	});

	it('nobody after a week, however often the session is used: then the password is asked for again', async () => {
		let { cookie } = await logIn();
		for (let hour = 0; hour < 7 * 24 - 3; hour += 3) {
			test.now += 3 * HOUR;
			const { name, headers } = await whoIs(cookie);
			expect([hour, name]).toEqual([hour, 'ada']);
			cookie = headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
		}
		test.now += 2 * HOUR;
		const last = await whoIs(cookie);
		expect(last.name).toBe('ada');
		expect(last.headers.getSetCookie()[0]).toContain('Max-Age=3600;');
		test.now += HOUR;
		expect((await whoIs(cookie)).name).toBeNull();
		expect((await whoIs(last.headers.getSetCookie()[0]?.split(';')[0] ?? '')).name).toBeNull();
	});

	it('nobody any more once the password is another or the user is gone', async () => {
		const { cookie } = await logIn();
		const path = '/couchdb/_users/org.couchdb.user:ada';
		const { body: user } = await test.call('GET', path);
		await test.call('PUT', path, { body: { ...user, password: 'new' } });
		expect((await whoIs(cookie)).name).toBeNull();
		expect((await logIn()).status).toBe(401);
		const { cookie: fresh } = await logIn('ada', 'new');
		const { body: again } = await test.call('GET', path);
		await test.call('DELETE', `${path}?rev=${again._rev}`);
		expect((await whoIs(fresh)).name).toBeNull();
	});

	it('nobody we answer, when another site has the browser send the cookie', async () => {
		const { cookie } = await logIn();
		expect((await whoIs(cookie, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
		expect((await whoIs(cookie, { 'sec-fetch-site': 'same-origin' })).name).toBe('ada');
		expect((await logIn('ada', 'pw', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
	});

	it('a user by Basic again, once what went wrong while the password was looked at is over', async () => {
		const accounts = createAccounts(test.storage, adminWithPassword('admin', 'secret'));
		let failures = 1;
		const authenticator = createAuthenticator({
			accounts: {
				...accounts,
				verify: (name, password) =>
					failures-- > 0 ? Promise.reject(new Error('disk I/O error')) : accounts.verify(name, password)
			},
			logins: createLogins(createAttempts(RATES.logins, () => test.now)),
			cookies: createSessionCookies('secret', 3600),
			secret: 'secret',
			now: () => test.now,
			sessionLifetime: 3600,
			hosts: []
		});
		const ask = () =>
			authenticator.identify(new Request('http://site.test/', { headers: { authorization: basic('ada', 'pw') } }));
		await expect(ask()).rejects.toThrow('disk I/O error');
		expect(await ask()).toMatchObject({ ok: true, value: { user: { name: 'ada' } } });
	});

	it('a user by Basic, also the second time, and not with the old password', async () => {
		const ask = (password: string) => test.call('GET', '/couchdb/_session', { authorization: basic('ada', password) });
		for (const turn of [1, 2]) expect([turn, (await ask('pw')).body.userCtx.name]).toEqual([turn, 'ada']);
		expect((await ask('wrong')).status).toBe(401);
		const path = '/couchdb/_users/org.couchdb.user:ada';
		await test.call('PUT', path, { body: { ...(await test.call('GET', path)).body, password: 'new' } });
		expect((await ask('pw')).status).toBe(401);
		expect((await ask('new')).status).toBe(200);
	});

	it('is told by a form as well, and ended by the user', async () => {
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		const answer = await test.call('POST', '/couchdb/_session', {
			authorization: null,
			body: 'name=ada&password=pw',
			headers: form
		});
		expect(answer.status).toBe(200);
		expect((await test.call('DELETE', '/couchdb/_session')).headers.getSetCookie()[0]).toMatch(
			/^AuthSession=; .*Max-Age=0/
		);
	});

	it('never shows a password, and shows a user nobody but themselves', async () => {
		const path = '/couchdb/_users/org.couchdb.user:ada';
		const { body, text } = await test.call('GET', path, { authorization: basic('ada', 'pw') });
		expect(body).toMatchObject({ name: 'ada', password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256' });
		expect(text).not.toContain('"password":');
		await createUser('bob', 'pw', []);
		for (const other of ['org.couchdb.user:bob', '_all_docs', '_changes']) {
			expect((await test.call('GET', `/couchdb/_users/${other}`, { authorization: basic('ada', 'pw') })).status).toBe(
				403
			);
		}
		const promoted = await test.call('PUT', path, {
			authorization: basic('ada', 'pw'),
			body: { ...body, roles: ['admin'] }
		});
		expect(promoted.status).toBe(403);
	});

	it.each([
		['an id of another name', { name: 'bob', roles: [], type: 'user', password: 'x' }],
		['a role of the server', { name: 'eve', roles: ['_admin'], type: 'user', password: 'x' }],
		['no type', { name: 'eve', roles: [] }],
		['a name that no login can carry', { name: 'e:ve', roles: [], type: 'user' }]
	])('makes no user with %s', async (_, body) => {
		const answer = await test.call('PUT', '/couchdb/_users/org.couchdb.user:eve', { body, authorization: ADMIN });
		expect([answer.status, answer.body.error]).toEqual([403, 'forbidden']);
	});
});

describe('guessing a password', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/_users/org.couchdb.user:ada', {
			body: { name: 'ada', password: 'pw', roles: [], type: 'user' }
		});
	});
	afterEach(() => test.close());

	const byForm = (name: string, password: string) =>
		test.call('POST', '/couchdb/_session', { authorization: null, body: { name, password } });
	const byHeader = (name: string, password: string) =>
		test.call('GET', '/couchdb/_session', { authorization: basic(name, password) });

	it.each([
		['by form', byForm, byHeader],
		['by header', byHeader, byForm]
	])('%s ends after five failures, however the next one comes, for five minutes', async (_name, first, second) => {
		for (let guess = 0; guess < 5; guess++) expect((await first('ada', `guess ${guess}`)).status).toBe(401);
		for (const ask of [first, second]) {
			const refused = await ask('ada', 'pw');
			expect([refused.status, refused.body.error, refused.headers.get('retry-after')]).toEqual([
				429,
				'too_many_requests',
				'300'
			]);
			expect(refused.headers.getSetCookie()).toEqual([]);
		}
		test.now += 5 * 60_000;
		expect((await second('ada', 'pw')).status).toBe(200);
	});

	it('keeps nobody else out, and no session that is open', async () => {
		const cookie = (await byForm('ada', 'pw')).headers.getSetCookie()[0]?.split(';')[0] ?? '';
		for (let guess = 0; guess < 6; guess++) await byForm('ada', 'x');
		expect((await byForm('admin', 'secret')).status).toBe(200);
		const { body } = await test.call('GET', '/couchdb/_session', { authorization: null, headers: { cookie } });
		expect(body.userCtx.name).toBe('ada');
	});

	it('is bounded by a name that nobody has as well, which tells nobody who is there', async () => {
		for (let guess = 0; guess < 5; guess++) expect((await byForm('nobody', 'x')).status).toBe(401);
		expect((await byForm('nobody', 'x')).status).toBe(429);
	});
});
