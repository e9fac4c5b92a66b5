import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type CallOptions, type TestApp } from '../../tests/support/sync-app.ts';
import { readOrigins } from './cross-origin.ts';

const PAGE = 'https://notes.example';

describe('a page of a listed origin', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp({ corsOrigins: ['http://localhost:8000', PAGE] });
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const from = (origin: string, method: string, path: string, options: CallOptions = {}) =>
		test.call(method, path, { ...options, headers: { origin, 'sec-fetch-site': 'cross-site', ...options.headers } });
	const ask = (origin: string, path: string) =>
		from(origin, 'OPTIONS', path, { authorization: null, headers: { 'access-control-request-method': 'PUT' } });
	const leave = (headers: Headers) => [
		headers.get('access-control-allow-origin'),
		headers.get('access-control-allow-credentials')
	];

	it('is told beforehand what it may send', async () => {
		const { status, headers } = await ask(PAGE, '/couchdb/notes/a');
		expect([status, ...leave(headers)]).toEqual([204, PAGE, 'true']);
		expect(headers.get('access-control-allow-methods')).toContain('PUT');
		expect(headers.get('access-control-allow-headers')).toContain('authorization');
		expect(headers.get('vary')).toBe('origin');
	});

	it.each([
		['GET', '/couchdb/', {}, 200],
		['PUT', '/couchdb/notes/a', { body: {} }, 201],
		['PUT', '/couchdb/notes/b/t.txt', { body: 'text', headers: { 'content-type': 'text/plain' } }, 201],
		['POST', '/couchdb/notes/_bulk_docs', { body: { docs: [] } }, 201],
		['GET', '/couchdb/notes/none', {}, 404],
		['GET', '/couchdb/notes', { authorization: null }, 401],
		['GET', '/couchdb/notes', { authorization: 'Basic eDp5' }, 401],
		['PATCH', '/couchdb/notes', {}, 405],
		['POST', '/couchdb/_replicate', { body: {} }, 501]
	] as const)('may read what %s %s answers, whatever it is', async (method, path, options, status) => {
		const answer = await from(PAGE, method, path, options);
		expect([answer.status, ...leave(answer.headers)]).toEqual([status, PAGE, 'true']);
		expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
	});

	it.each(['/enrol', '/enrol/codes', '/heads'])('may do nothing outside the API: %s', async (path) => {
		for (const answer of [await ask(PAGE, path), await from(PAGE, 'POST', path, { body: {} })]) {
			expect([answer.status, ...leave(answer.headers)]).toEqual([403, null, null]);
		}
	});

	it.each(['https://evil.example', 'https://notes.example.evil', `${PAGE}:8443`, 'http://notes.example', 'null', '*'])(
		'is not %s',
		async (origin) => {
			for (const answer of [await ask(origin, '/couchdb/notes/a'), await from(origin, 'PUT', '/couchdb/notes/a')]) {
				expect([answer.status, ...leave(answer.headers)]).toEqual([403, null, null]);
			}
			expect(leave((await from(origin, 'GET', '/couchdb/')).headers)).toEqual([null, null]);
		}
	);
});

describe('a list of origins', () => {
	it('holds origins as browsers spell them', () => {
		const faults: string[] = [];
		const read = readOrigins(`${PAGE}, http://localhost:8000`, (text) => faults.push(text));
		expect([read, faults]).toEqual([[PAGE, 'http://localhost:8000'], []]);
		expect(readOrigins(undefined, (text) => faults.push(text))).toEqual([]);
	});

	it.each([
		'*',
		'https://*.example',
		'null',
		'notes.example',
		`${PAGE}/`,
		`${PAGE}/x`,
		'HTTPS://notes.example',
		'file://'
	])('does not hold %s', (text) => {
		const faults: string[] = [];
		expect(readOrigins(text, (each) => faults.push(each))).toEqual([]);
		expect(faults).toEqual([text]);
	});
});
