import { describe, expect, it } from 'vitest';
import { revision, useNotes } from '../../tests/support/notes-app.ts';
import { ADMIN } from '../../tests/support/sync-app.ts';

describe('documents that come from elsewhere', () => {
	const { app, call, put, push } = useNotes();
	/** A revision of one document with its history, the hashes newest first. */
	const branch = (hashes: string, more: object = {}) => ({ _id: 'a', ...revision(hashes), ...more });

	it('keep both sides of a conflict, whose winner does not depend on who came first', async () => {
		await app().call('PUT', '/couchdb/others');
		const sides = [branch('cba', { v: 'long' }), branch('fa', { v: 'high' })];
		await push(...sides);
		await app().call('POST', '/couchdb/others/_bulk_docs', { body: { docs: sides.toReversed(), new_edits: false } });
		const read = async (db: string) => (await app().call('GET', `/couchdb/${db}/a?conflicts=true`)).body;
		expect(await read('notes')).toEqual({
			_id: 'a',
			_rev: '3-c',
			v: 'long',
			_conflicts: ['2-f']
		});
		expect(await read('others')).toEqual(await read('notes'));
	});

	it('show the loser of a conflict once the winner is deleted', async () => {
		await push(branch('ba', { v: 'b' }), branch('ca', { v: 'c' }));
		await call('DELETE', '/a?rev=2-c');
		expect((await call('GET', '/a')).body).toMatchObject({ _rev: '2-b', v: 'b' });
		expect((await call('GET', '/a?deleted_conflicts=true')).body._deleted_conflicts).toHaveLength(1);
		await call('DELETE', '/a?rev=2-b');
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
		expect(body._revisions).toEqual({ start: 3, ids: ['c', 'b', 'a'] });
		expect(body._revs_info.map(({ status }: { status: string }) => status)).toEqual([
			'available',
			'missing',
			'missing'
		]);
	});

	it('tell a replicator what is missing, and what it could build on', async () => {
		await push(branch('cba'));
		const { body } = await call('POST', '/_revs_diff', {
			body: { a: ['3-c', '1-a', '4-d'], b: ['1-1'], c: [] }
		});
		expect(body).toEqual({
			a: { missing: ['4-d'], possible_ancestors: ['3-c'] },
			b: { missing: ['1-1'] }
		});
	});

	it('are given to a replicator in the order it asks, one result each', async () => {
		await push(branch('ba', { v: 1 }), branch('ca'), { _id: 'z', _rev: '1-x' });
		const docs = [{ id: 'z', rev: '1-x' }, { id: 'a', rev: '1-a' }, { id: 'no' }, { id: 'a' }];
		const { body } = await call('POST', '/_bulk_get?latest=true&revs=true', { body: { docs } });
		expect(Object.keys(body)).toEqual(['results']);
		const rows = body.results.map(({ id, docs: found }: { id: string; docs: { ok?: { _rev: string } }[] }) => [
			id,
			found.map(({ ok }) => ok?._rev)
		]);
		const leafs = ['2-c', '2-b'];
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
		const response = await app().app.handle(
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

	it.each(['漢', 'é', '\u0001', '\u007f', 'a-b', 'a"b', ''])(
		'are refused with a revision that no header can name: %j',
		async (name) => {
			expect((await push({ _id: 'a', _rev: `1-${name}` })).status).toBe(400);
			expect((await push({ _id: 'a', _revisions: { start: 1, ids: [name] } })).status).toBe(400);
		}
	);

	it('are refused with a generation that nobody could name', async () => {
		const pushed = (start: number) => push({ _id: 'a', _revisions: { start, ids: ['a'] } });
		for (const start of [1_000_000_000, 0, 1.5]) expect((await pushed(start)).status).toBe(400);
		expect((await pushed(999_999_999)).body).toEqual([]);
		expect((await call('GET', '/a?rev=999999999-a')).status).toBe(200);
	});

	it('are read by several revisions at once, as JSON or in parts', async () => {
		await push(branch('ba', { v: 1 }));
		const revs = encodeURIComponent(JSON.stringify(['2-b', '5-5']));
		expect((await call('GET', `/a?open_revs=${revs}`)).body).toEqual([
			{ ok: { _id: 'a', _rev: '2-b', v: 1 } },
			{ missing: '5-5' }
		]);
		const { headers, text } = await call('GET', `/a?open_revs=${revs}`, { headers: { accept: 'multipart/mixed' } });
		const boundary = /boundary="(.+)"/.exec(headers.get('content-type') ?? '')?.[1];
		expect(text.split(`--${boundary}`)).toHaveLength(4);
		expect(text).toContain('application/json; error="true"');
	});
});
