import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

describe('a database that is deleted while a request to it is coming in', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	it.each([
		['PUT', '/couchdb/notes/a'],
		['POST', '/couchdb/notes/_bulk_docs'],
		['POST', '/couchdb/notes/_find'],
		['PUT', '/couchdb/notes/_local/a'],
		['PUT', '/couchdb/notes/_security'],
		['PUT', '/couchdb/notes/a/file.txt']
	])('is not there any more for %s %s', async (method, path) => {
		const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
		const writer = writable.getWriter();
		const request = new Request(`http://site.test${path}`, {
			method,
			headers: { authorization: ADMIN, 'content-type': 'application/json' },
			body: readable,
			duplex: 'half'
		} as RequestInit);
		const answered = test.app.handle(request);
		await writer.write(Buffer.from('{"docs":[{"_id":"a"}],'));
		expect((await test.call('DELETE', '/couchdb/notes')).status).toBe(200);
		await writer.write(Buffer.from('"selector":{},"members":{"names":[],"roles":[]}}'));
		await writer.close();
		const answer = await answered;
		expect([answer.status, await answer.json()]).toEqual([
			404,
			{ error: 'not_found', reason: 'Database does not exist.' }
		]);
	});
});
