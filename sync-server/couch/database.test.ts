import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

describe('a database', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
	});
	afterEach(() => test.close());

	const call = (method: string, path: string, options = {}) => test.call(method, `/couchdb/${path}`, options);
	const location = async (...request: Parameters<typeof call>) => {
		const { status, headers } = await call(...request);
		return [status, headers.get('location')];
	};

	it.each(['notes', 'a%2Fb', 'a$()+-_9'])('says where it and its documents are: %s', async (name) => {
		expect(await location('PUT', `${name}/`)).toEqual([201, `/couchdb/${name}`]);
		const body = { _id: 'ä/b' };
		expect(await location('POST', `${name}/`, { body })).toEqual([201, `/couchdb/${name}/%C3%A4%2Fb`]);
		expect(await location('PUT', `${name}/c%2Fd`, { body: {} })).toEqual([201, `/couchdb/${name}/c%2Fd`]);
		const headers = { destination: '_design/x%20y' };
		expect(await location('COPY', `${name}/c%2Fd`, { headers })).toEqual([201, `/couchdb/${name}/_design/x%20y`]);
	});

	it('answers 202 where the client would not wait for the disk; it is on the disk all the same', async () => {
		await call('PUT', 'notes');
		expect((await call('POST', 'notes?batch=ok', { body: { _id: 'a' } })).status).toBe(202);
		expect((await call('PUT', 'notes/b?batch=ok', { body: {} })).status).toBe(202);
		expect((await call('GET', 'notes')).body.doc_count).toBe(2);
	});

	it('forgets revisions beyond its limit, and takes the forgotten for unknown', async () => {
		await call('PUT', 'notes');
		expect((await call('GET', 'notes/_revs_limit')).body).toBe(1000);
		expect((await call('PUT', 'notes/_revs_limit', { body: 3 })).body).toEqual({ ok: true });
		expect((await call('GET', 'notes/_revs_limit')).body).toBe(3);
		const revs: string[] = [];
		for (let v = 0; v < 6; v++) revs.push((await call('PUT', 'notes/a', { body: { _rev: revs.at(-1), v } })).body.rev);
		const { body } = await call('GET', 'notes/a?revs=true');
		expect(body._revisions).toEqual({
			start: 6,
			ids: revs
				.slice(3)
				.reverse()
				.map((rev) => rev.slice(2))
		});
		expect((await call('GET', `notes/a?rev=${revs[3]}`)).body.v).toBe(3);
		expect((await call('GET', `notes/a?rev=${revs[2]}`)).status).toBe(404);
		expect((await call('POST', 'notes/_revs_diff', { body: { a: revs } })).body.a.missing).toEqual(revs.slice(0, 3));
	});

	it('is compacted a little at a time, and says so meanwhile', async () => {
		await call('PUT', 'notes');
		const docs = Array.from({ length: 700 }, (_, n) => ({ _id: `n${n}` }));
		const first = (await call('POST', 'notes/_bulk_docs', { body: { docs } })).body as { id: string; rev: string }[];
		const change = first.map(({ id, rev }) => ({ _id: id, _rev: rev, v: 2 }));
		await call('POST', 'notes/_bulk_docs', { body: { docs: change } });
		const conflict = { _id: 'n0', _rev: '1-0', v: 3 };
		await call('POST', 'notes/_bulk_docs', { body: { docs: [conflict], new_edits: false } });
		const jobs = () => test.storage.database('notes')!.writeCounts().jobs;
		const before = jobs();
		expect((await call('GET', 'notes')).body.compact_running).toBe(false);
		expect((await call('POST', 'notes/_compact', { body: {} })).body).toEqual({ ok: true });
		expect((await call('GET', 'notes')).body.compact_running).toBe(true);
		await expect.poll(async () => (await call('GET', 'notes')).body.compact_running).toBe(false);
		expect(jobs() - before).toBe(2);
		for (const { id, rev } of first) expect((await call('GET', `notes/${id}?rev=${rev}`)).status).toBe(404);
		expect((await call('GET', 'notes/n0?rev=1-0')).body.v).toBe(3);
		expect((await call('GET', 'notes/n699')).body.v).toBe(2);
	});

	it('of partitions is none that can be made', async () => {
		expect((await call('PUT', 'parts?partitioned=true')).status).toBe(501);
		expect((await call('GET', 'parts')).status).toBe(404);
	});

	it('stores design documents, and answers nothing that their JavaScript would', async () => {
		await call('PUT', 'notes');
		const views = { v: { map: 'function (doc) { emit(doc._id); }' } };
		expect((await call('PUT', 'notes/_design/d', { body: { views } })).status).toBe(201);
		for (const path of ['_view/v', '_show/s/a', '_list/l/v', '_update/u/a', '_rewrite/x', '_info']) {
			for (const design of ['_design/d', '_design%2Fd']) {
				const { status, body } = await call('GET', `notes/${design}/${path}`);
				expect([status, body.error]).toEqual([501, 'not_implemented']);
			}
			expect((await call('GET', `notes/_design/none/${path}`)).status).toBe(404);
		}
		for (const [filter, status] of [
			['filter=d/f', 404],
			['filter=_view', 400],
			['filter=_view&view=d/none', 404],
			['filter=_view&view=d/v', 501]
		] as const) {
			expect((await call('GET', `notes/_changes?${filter}`)).status).toBe(status);
		}
	});
});
