import { describe, expect, it } from 'vitest';
import { useNotes } from '../../tests/support/notes-app.ts';

describe('documents', () => {
	const { app, call, compact } = useNotes();
	const put = (id: string, body: object = {}) => call('PUT', `/${encodeURIComponent(id)}`, { body });

	it('come back as they went in, with their revision', async () => {
		const doc = { s: 'ä€😀\u0001"\\', n: [1, -0.5, 1e21, null, true], o: { '': {}, k: [] } };
		const { status, body, headers } = await put('u', doc);
		expect([status, headers.get('etag')]).toEqual([201, `"${body.rev}"`]);
		expect((await call('GET', '/u')).body).toEqual({ _id: 'u', _rev: body.rev, ...doc });
	});

	it.each(['a/b', 'a+b', 'a b', 'é€😀', 'x%y', 'q?r#s', 'k:1', '_design/x', 'constructor'])(
		'have the id %s',
		async (id) => {
			expect((await put(id)).status).toBe(201);
			expect((await call('GET', `/${encodeURIComponent(id)}`)).body._id).toBe(id);
		}
	);

	it('are changed only on top of the revision their author saw', async () => {
		const { rev: first } = (await put('a', { v: 1 })).body;
		expect((await put('a', { v: 2 })).body).toMatchObject({ error: 'conflict', reason: 'Document update conflict.' });
		const { rev: second } = (await put('a', { _rev: first, v: 2 })).body;
		expect((await put('a', { _rev: first, v: 3 })).status).toBe(409);
		expect((await call('PUT', `/a?rev=${second}`, { body: { v: 3 } })).body.rev).toMatch(/^3-/);
		expect((await call('PUT', `/a?rev=${second}`, { body: { _rev: first } })).status).toBe(400);
		expect((await call('GET', `/a?rev=${first}`)).body.v).toBe(1);
	});

	it('have one winner among many that race', async () => {
		const { rev } = (await put('a')).body;
		const answers = await Promise.all(Array.from({ length: 24 }, (_, v) => put('a', { _rev: rev, v })));
		expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(23).fill(409)]);
		expect((await call('GET', '/a?conflicts=true')).body._conflicts).toBeUndefined();
	});

	it('are deleted and come back as a later generation', async () => {
		const { rev } = (await put('a')).body;
		expect((await call('DELETE', '/a')).status).toBe(409);
		expect((await call('DELETE', `/a?rev=${rev}`)).body.rev).toMatch(/^2-/);
		expect((await call('GET', '/a')).body).toEqual({ error: 'not_found', reason: 'deleted' });
		expect((await call('GET', '/b')).body).toEqual({ error: 'not_found', reason: 'missing' });
		expect((await put('a')).body.rev).toMatch(/^3-/);
	});

	it('are copied to another id, or on top of a revision there', async () => {
		await put('a', { v: 1 });
		const copy = (destination: string) => call('COPY', '/a', { headers: { destination } });
		const { rev } = (await copy('x%20y')).body;
		expect((await call('GET', '/x%20y')).body.v).toBe(1);
		expect((await copy('x%20y')).status).toBe(409);
		expect((await copy(`x%20y?rev=${rev}`)).body.rev).toMatch(/^2-/);
		for (const wrong of ['', '%ff', '?rev=1-a', 'x?rev=nope']) expect((await copy(wrong)).status).toBe(400);
	});

	it('get the same revision for the same edit on any server', async () => {
		await app().call('PUT', '/couchdb/others');
		const { body } = await app().call('PUT', '/couchdb/others/a', { body: { v: 1 } });
		expect((await put('a', { v: 1 })).body.rev).toBe(body.rev);
	});

	it('tell of what is still here until a compaction', async () => {
		const { body: first } = await call('PUT', '/b', { body: { text: 'one' } });
		const { body: second } = await call('PUT', '/b', { body: { _rev: first.rev, text: 'two' } });
		const states = async () => (await call('GET', '/b?revs_info=true')).body._revs_info;
		expect(await states()).toEqual([
			{ rev: second.rev, status: 'available' },
			{ rev: first.rev, status: 'available' }
		]);
		await compact();
		expect(await states()).toEqual([
			{ rev: second.rev, status: 'available' },
			{ rev: first.rev, status: 'missing' }
		]);
	});

	it('with validating functions are refused, not half done', async () => {
		expect((await put('_design/v', { validate_doc_update: 'function () {}' })).status).toBe(501);
		expect((await call('GET', '/_design/v')).status).toBe(404);
	});
});
