import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, startTestApp, type CallOptions, type TestApp } from '../../tests/support/sync-app.ts';

const hash = (digit: string) => digit.repeat(32);

describe('documents', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const call = (method: string, path: string, options?: CallOptions) =>
		test.call(method, `/couchdb/notes${path}`, options);
	const put = (id: string, body: object = {}) => call('PUT', `/${encodeURIComponent(id)}`, { body });
	const bulk = (docs: readonly object[], more: object = {}) => call('POST', '/_bulk_docs', { body: { docs, ...more } });
	const push = (...docs: object[]) => bulk(docs, { new_edits: false });
	/** A revision with its history, the hashes newest first. */
	const branch = (digits: string, more: object = {}) => ({
		_id: 'a',
		_rev: `${digits.length}-${hash(digits[0] ?? '')}`,
		_revisions: { start: digits.length, ids: [...digits].map(hash) },
		...more
	});

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
		await test.call('PUT', '/couchdb/others');
		const { body } = await test.call('PUT', '/couchdb/others/a', { body: { v: 1 } });
		expect((await put('a', { v: 1 })).body.rev).toBe(body.rev);
	});

	it('keep both sides of a conflict, whose winner does not depend on who came first', async () => {
		await test.call('PUT', '/couchdb/others');
		const sides = [branch('cba', { v: 'long' }), branch('fa', { v: 'high' })];
		await push(...sides);
		await test.call('POST', '/couchdb/others/_bulk_docs', { body: { docs: sides.toReversed(), new_edits: false } });
		const read = async (db: string) => (await test.call('GET', `/couchdb/${db}/a?conflicts=true`)).body;
		expect(await read('notes')).toEqual({
			_id: 'a',
			_rev: `3-${hash('c')}`,
			v: 'long',
			_conflicts: [`2-${hash('f')}`]
		});
		expect(await read('others')).toEqual(await read('notes'));
	});

	it('show the loser of a conflict once the winner is deleted', async () => {
		await push(branch('ba', { v: 'b' }), branch('ca', { v: 'c' }));
		await call('DELETE', `/a?rev=2-${hash('c')}`);
		expect((await call('GET', '/a')).body).toMatchObject({ _rev: `2-${hash('b')}`, v: 'b' });
		expect((await call('GET', '/a?deleted_conflicts=true')).body._deleted_conflicts).toHaveLength(1);
		await call('DELETE', `/a?rev=2-${hash('b')}`);
		expect((await call('GET', '/a')).body.reason).toBe('deleted');
		expect((await call('GET', '')).body).toMatchObject({ doc_count: 0, doc_del_count: 1 });
	});

	it('are pushed again without effect', async () => {
		await push(branch('ba'));
		const before = (await call('GET', '')).body.update_seq;
		expect((await push(branch('ba'), branch('a'))).body).toEqual([]);
		expect((await call('GET', '')).body.update_seq).toBe(before);
	});

	it('tell their history and which of it is still here', async () => {
		await push(branch('cba'));
		const { body } = await call('GET', '/a?revs=true&revs_info=true');
		expect(body._revisions).toEqual({ start: 3, ids: ['c', 'b', 'a'].map(hash) });
		expect(body._revs_info.map(({ status }: { status: string }) => status)).toEqual([
			'available',
			'missing',
			'missing'
		]);
	});

	it('tell of what is still here until a compaction', async () => {
		const { body: first } = await call('PUT', '/b', { body: { text: 'one' } });
		const { body: second } = await call('PUT', '/b', { body: { _rev: first.rev, text: 'two' } });
		const states = async () => (await call('GET', '/b?revs_info=true')).body._revs_info;
		expect(await states()).toEqual([
			{ rev: second.rev, status: 'available' },
			{ rev: first.rev, status: 'available' }
		]);
		await call('POST', '/_compact');
		await expect.poll(states).toEqual([
			{ rev: second.rev, status: 'available' },
			{ rev: first.rev, status: 'missing' }
		]);
	});

	it('tell a replicator what is missing, and what it could build on', async () => {
		await push(branch('cba'));
		const { body } = await call('POST', '/_revs_diff', {
			body: { a: [`3-${hash('c')}`, `1-${hash('a')}`, `4-${hash('d')}`], b: [`1-${hash('1')}`], c: [] }
		});
		expect(body).toEqual({
			a: { missing: [`4-${hash('d')}`], possible_ancestors: [`3-${hash('c')}`] },
			b: { missing: [`1-${hash('1')}`] }
		});
	});

	it('are given to a replicator in the order it asks, one result each', async () => {
		await push(branch('ba', { v: 1 }), branch('ca'), { _id: 'z', _rev: '1-x' });
		const docs = [{ id: 'z', rev: '1-x' }, { id: 'a', rev: `1-${hash('a')}` }, { id: 'no' }, { id: 'a' }];
		const { body } = await call('POST', '/_bulk_get?latest=true&revs=true', { body: { docs } });
		expect(Object.keys(body)).toEqual(['results']);
		const rows = body.results.map(({ id, docs: found }: { id: string; docs: { ok?: { _rev: string } }[] }) => [
			id,
			found.map(({ ok }) => ok?._rev)
		]);
		const leafs = [`2-${hash('c')}`, `2-${hash('b')}`];
		expect(rows).toEqual([
			['z', ['1-x']],
			['a', leafs],
			['no', [undefined]],
			['a', leafs]
		]);
		expect(body.results[2].docs[0].error).toEqual({
			id: 'no',
			rev: 'undefined',
			error: 'not_found',
			reason: 'missing'
		});
	});

	it.each([
		['_bulk_get', { docs: Array.from({ length: 160 }, () => ({ id: 'a' })) }],
		['_all_docs', { keys: Array<string>(160).fill('a'), include_docs: true }]
	])('are given one after the other by %s where they are too many for the memory', async (endpoint, body) => {
		await put('a', { text: 'x'.repeat(4_000_000) });
		const response = await test.app.handle(
			new Request(`http://site.test/couchdb/notes/${endpoint}`, {
				method: 'POST',
				headers: { authorization: ADMIN, 'content-type': 'application/json' },
				body: JSON.stringify(body)
			})
		);
		const reader = response.body?.getReader();
		const { value = new Uint8Array() } = (await reader?.read()) ?? {};
		await reader?.cancel();
		expect([response.status, Buffer.from(value).toString('utf8', 0, 1)]).toEqual([200, '{']);
		expect(value.byteLength).toBeLessThan(12_000_000);
	});

	it('are refused with a generation that nobody could name', async () => {
		const pushed = (start: number) => push({ _id: 'a', _revisions: { start, ids: ['a'] } });
		for (const start of [1_000_000_000, 0, 1.5]) expect((await pushed(start)).status).toBe(400);
		expect((await pushed(999_999_999)).body).toEqual([]);
		expect((await call('GET', '/a?rev=999999999-a')).status).toBe(200);
	});

	it('are read by several revisions at once, as JSON or in parts', async () => {
		await push(branch('ba', { v: 1 }));
		const revs = encodeURIComponent(JSON.stringify([`2-${hash('b')}`, `5-${hash('5')}`]));
		expect((await call('GET', `/a?open_revs=${revs}`)).body).toEqual([
			{ ok: { _id: 'a', _rev: `2-${hash('b')}`, v: 1 } },
			{ missing: `5-${hash('5')}` }
		]);
		const { headers, text } = await call('GET', `/a?open_revs=${revs}`, { headers: { accept: 'multipart/mixed' } });
		const boundary = /boundary="(.+)"/.exec(headers.get('content-type') ?? '')?.[1];
		expect(text.split(`--${boundary}`)).toHaveLength(4);
		expect(text).toContain('application/json; error="true"');
	});

	it('fail a bulk request together when one is none at all, and one by one otherwise', async () => {
		await put('x');
		const { body } = await bulk([{ _id: 'a' }, { _id: 'x' }, { _id: 'a' }]);
		expect(body.map(({ id, error }: { id: string; error?: string }) => [id, error])).toEqual([
			['a', undefined],
			['x', 'conflict'],
			['a', 'conflict']
		]);
		for (const wrong of [{ _id: '_bad' }, { _id: 'b', _nope: 1 }, { _id: 7 }, [], 'text', null]) {
			expect((await bulk([{ _id: 'fine' }, wrong as object])).status).toBe(400);
		}
		expect((await call('GET', '/fine')).status).toBe(404);
	});

	it.each([
		['invalid JSON', '{bad', {}, 400, 'bad_request'],
		['no list of documents', '{}', {}, 400, 'bad_request'],
		['another content type', '{"docs":[]}', { 'content-type': 'text/plain' }, 415, 'bad_content_type'],
		['an unknown encoding', '{"docs":[]}', { 'content-encoding': 'br' }, 415, 'bad_content_encoding'],
		['broken gzip', 'not gzip', { 'content-encoding': 'gzip' }, 400, 'bad_request']
	])('refuse %s', async (_, body, headers, status, error) => {
		const answer = await call('POST', '/_bulk_docs', { body, headers: headers as Record<string, string> });
		expect([answer.status, answer.body.error]).toEqual([status, error]);
	});

	it('come compressed, unless they inflate beyond all bounds', async () => {
		const headers = { 'content-encoding': 'gzip' };
		const zip = (text: string) => gzipSync(text);
		expect((await call('POST', '/_bulk_docs', { headers, body: zip('{"docs":[{"_id":"a"}]}') })).status).toBe(201);
		const bomb = zip(`{"docs":[],"x":"${' '.repeat(140 * 2 ** 20)}"}`);
		expect((await call('POST', '/_bulk_docs', { headers, body: bomb })).body.error).toBe('too_large');
	});

	it('are listed by id in byte order, by range, backwards, or by keys', async () => {
		await bulk(['b', 'Z', 'a', 'é', 'a:1', 'a;'].map((_id) => ({ _id })));
		const list = async (query: string) =>
			(await call('GET', `/_all_docs?${query}`)).body.rows.map(({ id }: { id: string }) => id);
		expect(await list('')).toEqual(['Z', 'a', 'a:1', 'a;', 'b', 'é']);
		expect(await list('startkey="a:"&endkey="a;"&inclusive_end=false')).toEqual(['a:1']);
		expect(await list('descending=true&limit=2&skip=1')).toEqual(['b', 'a;']);
		expect(await list('descending=true&startkey="b"&endkey="a;"')).toEqual(['b', 'a;']);
		expect(await list('key="a"')).toEqual(['a']);
		// what is no string lies before all of them, or after
		for (const before of ['5', 'null', 'true']) {
			expect(await list(`endkey=${before}`)).toEqual([]);
			expect(await list(`key=${before}`)).toEqual([]);
			expect(await list(`descending=true&startkey=${before}`)).toEqual([]);
			expect(await list(`startkey=${before}&limit=1`)).toEqual(['Z']);
		}
		for (const after of ['[]', '{}']) {
			expect(await list(`startkey=${after}`)).toEqual([]);
			expect(await list(`endkey=${after}&limit=1`)).toEqual(['Z']);
		}
		const { _rev } = (await call('GET', '/b')).body;
		await call('DELETE', `/b?rev=${_rev}`);
		const { body } = await call('POST', '/_all_docs', { body: { keys: ['é', 'none', 'b'], include_docs: true } });
		expect(body.rows).toMatchObject([
			{ id: 'é', doc: { _id: 'é' } },
			{ key: 'none', error: 'not_found' },
			{ id: 'b', value: { deleted: true }, doc: null }
		]);
	});

	it('that are local are written by the last to come, and seen nowhere else', async () => {
		const local = (method: string, body?: object) => call(method, '/_local/ck', body ? { body } : {});
		expect((await local('PUT', { n: 1 })).body).toEqual({ ok: true, id: '_local/ck', rev: '0-1' });
		expect((await local('PUT', { n: 2, _rev: '0-1' })).body.rev).toBe('0-2');
		expect((await local('PUT', { n: 3, _rev: '0-1' })).status).toBe(201);
		expect((await call('GET', '/_local%2Fck')).body).toEqual({ _id: '_local/ck', _rev: '0-2', n: 3 });
		expect((await call('GET', '/_changes')).body.results).toEqual([]);
		expect((await call('GET', '/_all_docs')).body.rows).toEqual([]);
		const row = { ok: true, id: '_local/x', rev: '0-1' };
		expect((await call('POST', '', { body: { _id: '_local/x' } })).body).toEqual(row);
		const docs = [
			{ _id: '_local/x' },
			{ _id: 'm' },
			{ _id: '_local/x', _deleted: true },
			{ _id: '_local/x', _deleted: true }
		];
		expect((await bulk(docs)).body).toMatchObject([
			row,
			{ ok: true, id: 'm' },
			{ ok: true, id: '_local/x', rev: '0-0' },
			{ id: '_local/x', error: 'not_found' }
		]);
		expect((await bulk([{ _id: '_local/y' }], { new_edits: false })).body).toEqual([]);
		expect((await local('DELETE')).status).toBe(200);
		expect((await local('GET')).body.reason).toBe('missing');
	});

	it('are found by selector, sorted where an index says so, page by page', async () => {
		await bulk(Array.from({ length: 60 }, (_, k) => ({ _id: `d${String(k).padStart(2, '0')}`, k, a: { b: k % 3 } })));
		const find = (body: object) => call('POST', '/_find', { body });
		const first = (await find({ selector: { _id: { $gt: null } } })).body;
		expect(first.docs).toHaveLength(25);
		const second = (await find({ selector: { _id: { $gt: null } }, bookmark: first.bookmark })).body;
		expect(second.docs[0]._id).toBe('d25');
		const query = { selector: { 'a.b': 1 }, sort: [{ k: 'desc' }], limit: 2, fields: ['k', 'a.b'] };
		expect((await find(query)).body.error).toBe('no_usable_index');
		expect((await call('POST', '/_index', { body: { index: { fields: ['k'] }, name: 'by-k' } })).body.result).toBe(
			'created'
		);
		expect((await find(query)).body.docs).toEqual([
			{ k: 58, a: { b: 1 } },
			{ k: 55, a: { b: 1 } }
		]);
		expect((await find({ selector: { k: { $nope: 1 } } })).status).toBe(400);
	});

	it('with validating functions are refused, not half done', async () => {
		expect((await put('_design/v', { validate_doc_update: 'function () {}' })).status).toBe(501);
		expect((await call('GET', '/_design/v')).status).toBe(404);
	});
});
