import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, startTestApp, type CallOptions, type TestApp } from '../../tests/support/sync-app.ts';

const OWN = '/couchdb/_users/org.couchdb.user:ann';

describe("a user's own document", () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		for (const name of ['ann', 'bob']) {
			const body = { name, password: `${name}'s`, roles: ['readers'], type: 'user' };
			expect((await test.call('PUT', `/couchdb/_users/org.couchdb.user:${name}`, { body })).status).toBe(201);
		}
	});
	afterEach(() => test.close());

	const ann = basic('ann', "ann's");
	const call = (method: string, path: string, options: CallOptions = {}) =>
		test.call(method, path, { authorization: ann, ...options });
	const read = async () => (await call('GET', OWN)).body as Record<string, unknown>;

	it('takes a new password, which is kept as its hash alone and ends the old sessions', async () => {
		const session = await call('POST', '/couchdb/_session', {
			authorization: null,
			body: { name: 'ann', password: "ann's" }
		});
		const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
		const whoIs = async () =>
			(await call('GET', '/couchdb/_session', { authorization: null, headers: { cookie } })).body.userCtx.name;
		expect(await whoIs()).toBe('ann');
		expect((await call('PUT', OWN, { body: { ...(await read()), password: 'new' } })).status).toBe(201);
		expect(await whoIs()).toBeNull();
		expect((await call('GET', OWN)).status).toBe(401);
		const stored = await test.call('GET', OWN, { authorization: basic('ann', 'new') });
		expect(stored.body).toMatchObject({ roles: ['readers'], password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256' });
		expect(stored.text).not.toContain('"new"');
	});

	it('gives nobody a role or another name, and room for nothing else', async () => {
		const document = await read();
		for (const change of [
			{ roles: ['readers', 'admin'] },
			{ roles: [] },
			{ roles: undefined },
			{ name: 'bob' },
			{ type: 'admin' },
			{ _attachments: { file: { content_type: 'text/plain', data: 'aGk=' } } }
		]) {
			const answer = await call('PUT', OWN, { body: { ...document, ...change } });
			expect([answer.status, answer.body.error]).toEqual([403, 'forbidden']);
		}
		const file = await call('PUT', `${OWN}/file?rev=${String(document['_rev'])}`, { body: 'hi' });
		expect(file.status).toBe(403);
		expect(await read()).toEqual(document);
	});

	it('takes no revision from elsewhere, which could bring back what an administrator took away', async () => {
		const body = { ...(await read()), _rev: '9-abc' };
		expect((await call('PUT', `${OWN}?new_edits=false`, { body })).status).toBe(403);
	});

	it('may go', async () => {
		const { _rev } = await read();
		expect((await call('DELETE', `${OWN}?rev=${String(_rev)}`)).status).toBe(200);
		expect((await call('GET', OWN)).status).toBe(401);
	});

	it.each([
		['GET', '/couchdb/_users/org.couchdb.user:bob'],
		['PUT', '/couchdb/_users/org.couchdb.user:bob'],
		['PUT', '/couchdb/_users/org.couchdb.user:eve'],
		['DELETE', '/couchdb/_users/org.couchdb.user:bob'],
		['COPY', OWN],
		['GET', '/couchdb/_users/_all_docs'],
		['GET', '/couchdb/_users/_changes'],
		['POST', '/couchdb/_users/_bulk_docs'],
		['POST', '/couchdb/_users/_find'],
		['GET', '/couchdb/_users/_security'],
		['PUT', '/couchdb/_users/_design/x']
	])('is all they have there: not %s %s', async (method, path) => {
		const body = method === 'GET' ? {} : { body: { name: 'eve', password: 'x', roles: [], type: 'user' } };
		expect((await call(method, path, body)).status).toBe(403);
		expect((await call(method, path, { ...body, authorization: null })).status).toBe(401);
	});

	it('stays that where somebody opens `_users` to everybody', async () => {
		const nobody = { names: [], roles: [] };
		const body = { admins: nobody, members: nobody };
		expect((await test.call('PUT', '/couchdb/_users/_security', { body })).status).toBe(200);
		for (const path of ['_all_docs', '_changes', 'org.couchdb.user:bob', '_local_docs']) {
			expect((await call('GET', `/couchdb/_users/${path}`)).status, path).toBe(403);
		}
		expect((await call('GET', OWN)).status).toBe(200);
	});

	it('is all that is left to whoever does not administer `_users` any more, of a feed that is open as well', async () => {
		const nobody = { names: [], roles: [] };
		const administeredBy = (names: readonly string[]) =>
			test.call('PUT', '/couchdb/_users/_security', { body: { admins: { names, roles: [] }, members: nobody } });
		await administeredBy(['ann']);
		const feed = await test.app.handle(
			new Request('http://site.test/couchdb/_users/_changes?feed=continuous&since=now&heartbeat=10000', {
				headers: { authorization: ann }
			})
		);
		const told = feed.text();
		await administeredBy([]);
		const body = { name: 'eve', password: 'x', roles: [], type: 'user' };
		await test.call('PUT', '/couchdb/_users/org.couchdb.user:eve', { body });
		test.app.close();
		expect(await told).not.toContain('eve');
	});

	it("is not a device's to change: what it may do is the site's", async () => {
		const { device, authorization } = await test.enrol();
		const path = `/couchdb/_users/org.couchdb.user:device-${device}`;
		const { body } = await call('GET', path, { authorization });
		expect((await call('PUT', path, { authorization, body: { ...body, password: 'x' } })).status).toBe(403);
		expect((await call('DELETE', `${path}?rev=${body._rev}`, { authorization })).status).toBe(403);
	});
});
