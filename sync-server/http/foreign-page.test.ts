import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

/** Everything that changes something, and what reads by POST: a page of another site has no business with any of it. */
const WRITES = [
	['POST', '/couchdb/_session'],
	['DELETE', '/couchdb/_session'],
	['POST', '/couchdb/_dbs_info'],
	['POST', '/couchdb/_replicate'],
	['PUT', '/couchdb/notes'],
	['DELETE', '/couchdb/notes'],
	['POST', '/couchdb/notes'],
	['POST', '/couchdb/notes/_all_docs'],
	['POST', '/couchdb/notes/_all_docs/queries'],
	['POST', '/couchdb/notes/_bulk_docs'],
	['POST', '/couchdb/notes/_bulk_get'],
	['POST', '/couchdb/notes/_changes'],
	['POST', '/couchdb/notes/_compact'],
	['POST', '/couchdb/notes/_ensure_full_commit'],
	['POST', '/couchdb/notes/_find'],
	['POST', '/couchdb/notes/_index'],
	['POST', '/couchdb/notes/_missing_revs'],
	['POST', '/couchdb/notes/_purge'],
	['POST', '/couchdb/notes/_revs_diff'],
	['PUT', '/couchdb/notes/_revs_limit'],
	['PUT', '/couchdb/notes/_security'],
	['POST', '/couchdb/notes/_view_cleanup'],
	['PUT', '/couchdb/notes/_local/a'],
	['PUT', '/couchdb/notes/a'],
	['DELETE', '/couchdb/notes/a'],
	['COPY', '/couchdb/notes/a'],
	['PUT', '/couchdb/_users/org.couchdb.user:eve'],
	['POST', '/enrol'],
	['POST', '/enrol/codes'],
	['POST', '/heads'],
	['POST', '/devices/revoke']
] as const;

const SITE = 'http://site.test';

describe('a page of another site', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	it.each(WRITES)('cannot have a browser send %s %s, with whatever rights', async (method, path) => {
		for (const headers of [
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			{ 'sec-fetch-site': 'same-site', origin: SITE },
			{ 'sec-fetch-site': 'anything' },
			{ origin: 'https://evil.example' },
			{ origin: `${SITE}:8080` },
			{ origin: 'null' },
			{ origin: 'nonsense' }
		]) {
			const { status, body, text } = await test.call(method, path, { headers, body: {} });
			expect([status, body?.error], `${JSON.stringify(headers)} ${text}`).toEqual([403, 'forbidden']);
			expect(body.reason).toBe('the request comes from a page of another site');
		}
	});

	it('changes nothing with them', async () => {
		const headers = { 'sec-fetch-site': 'cross-site' };
		await test.call('PUT', '/couchdb/notes/a', { body: { x: 1 }, headers });
		await test.call('DELETE', '/couchdb/notes', { headers });
		expect((await test.call('GET', '/couchdb/notes')).body.doc_count).toBe(0);
	});

	it('is told nothing about what it may ask for', async () => {
		const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
		const preflight = await test.call('OPTIONS', '/couchdb/notes/a', { headers, authorization: null });
		expect(preflight.status).toBeGreaterThanOrEqual(400);
		const read = await test.call('GET', '/couchdb/', { headers });
		for (const answer of [preflight, read]) {
			expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
		}
	});
});

describe('what a browser sends', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	it.each(WRITES.filter(([method]) => method === 'POST'))('is JSON or refused: %s %s', async (method, path) => {
		for (const type of [
			'application/x-www-form-urlencoded',
			'multipart/form-data; boundary=x',
			'text/plain',
			'text/plain; application/json',
			'application/jsonp',
			''
		]) {
			for (const page of [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: SITE }]) {
				const headers = { ...page, 'content-type': type, 'content-length': '2' };
				const answer = await test.call(method, path, { headers, body: '{}' });
				expect([answer.status, answer.body?.error], `${type} ${answer.text}`).toEqual([415, 'bad_content_type']);
			}
		}
	});

	it('is an attachment of any type, where it is put: no form does that, and no page of another site without leave', async () => {
		for (const page of [{ 'sec-fetch-site': 'same-origin', origin: SITE }, { origin: SITE }]) {
			const headers = { ...page, 'content-type': 'text/plain' };
			const name = 'sec-fetch-site' in page ? 'new' : 'old';
			const put = await test.call('PUT', `/couchdb/notes/${name}/a.txt`, { headers, body: 'text' });
			expect(put.status, put.text).toBe(201);
		}
	});

	it('is taken from our own page', async () => {
		for (const page of [{ 'sec-fetch-site': 'same-origin', origin: SITE }, { origin: SITE }]) {
			const headers = { ...page, 'content-type': 'application/json; charset=utf-8' };
			const answer = await test.call('POST', '/couchdb/notes/_bulk_docs', { headers, body: { docs: [] } });
			expect(answer.status).toBe(201);
			expect((await test.call('DELETE', '/couchdb/_session', { headers: page })).status).toBe(200);
		}
	});
});

describe('our own page behind a proxy that names another host', () => {
	it('may write, where the server was told the name that people use', async () => {
		const test = await startTestApp({ hosts: ['floor.plant.example'] });
		const send = async (headers: Record<string, string>) =>
			(await test.call('DELETE', '/couchdb/_session', { headers })).status;
		expect(await send({ origin: 'https://floor.plant.example' })).toBe(200);
		expect(await send({ origin: 'https://floor.plant.example:8443' })).toBe(200);
		expect(await send({ origin: 'https://plant.example' })).toBe(403);
		expect(await send({ origin: 'https://floor.plant.example', 'sec-fetch-site': 'cross-site' })).toBe(403);

		const loggedIn = await test.call('POST', '/couchdb/_session', {
			authorization: null,
			body: { name: 'admin', password: 'secret' }
		});
		const cookie = loggedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const withCookie = async (origin: string) =>
			(await test.call('PUT', '/couchdb/notes', { authorization: null, headers: { cookie, origin } })).status;
		expect(await withCookie('https://plant.example')).toBe(403);
		expect(await withCookie('https://floor.plant.example')).toBe(201);
		test.close();
	});
});

describe('a client that is no browser works as with CouchDB', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	it('with the content type that curl sends when nobody tells it one', async () => {
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		expect((await test.call('PUT', '/couchdb/notes/a', { headers, body: '{"x":1}' })).status).toBe(201);
		expect((await test.call('POST', '/couchdb/notes', { headers, body: '{"x":1}' })).status).toBe(415);
	});

	it('with a login by form, as nano sends it', async () => {
		const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
		const body = 'name=admin&password=secret';
		expect((await test.call('POST', '/couchdb/_session', { headers, body, authorization: null })).status).toBe(200);
	});
});
