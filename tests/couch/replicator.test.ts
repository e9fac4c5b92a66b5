import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';
import { createReplicator, type Replicator } from '../support/couch-replicator.ts';

/** What CouchDB 3's replicator asks of the two servers it stands between, in its order, here from one database to another. */
describe("CouchDB's replicator", () => {
	let server: TestServer;
	let replicator: Replicator;
	beforeEach(async () => {
		server = await serveTestApp();
		for (const name of ['one', 'other']) await server.test.call('PUT', `/couchdb/${name}`);
		replicator = createReplicator(`${server.url}/couchdb`, { name: 'admin', password: 'secret' });
	});
	afterEach(() => server.close());

	const call = async (method: string, path: string, body?: unknown) =>
		(await server.test.call(method, `/couchdb${path}`, body === undefined ? {} : { body })).body;
	const push = (name: string, docs: readonly object[]) =>
		call('POST', `/${name}/_bulk_docs`, { docs, new_edits: false });
	const leafs = async (name: string) => {
		const { results } = await call('GET', `/${name}/_changes?style=all_docs`);
		return (results as { id: string; changes: { rev: string }[] }[])
			.map(({ id, changes }) => `${id} ${changes.map(({ rev }) => rev).sort()}`)
			.sort();
	};
	const conflicted = Array.from({ length: 130 }, (_, n) => ({ _id: `n${n}`, _rev: '1-a', n }));

	it.each(['normal', 'continuous'] as const)('carries everything over, by a %s feed', async (feed) => {
		await push('one', conflicted);
		await push('one', [
			{ _id: 'n1', _rev: '2-b', _revisions: { start: 2, ids: ['b', 'a'] } },
			{ _id: 'n1', _rev: '2-c', _revisions: { start: 2, ids: ['c', 'a'] }, _deleted: true },
			{ _id: 'n2', _rev: '3-d', _revisions: { start: 3, ids: ['d', 'x', 'y'] } },
			{ _id: '_design/d', _rev: '1-a', views: {} }
		]);
		const first = await replicator.replicate('one', 'other', { feed, timeout: 100 });
		expect(first).toMatchObject({ read: 133, written: 133, failed: 0, startedAt: '0' });
		expect(await leafs('other')).toEqual(await leafs('one'));
		await push('one', [{ _id: 'later', _rev: '1-a' }]);
		const second = await replicator.replicate('one', 'other', { feed, timeout: 100 });
		expect(second).toMatchObject({ read: 1, written: 1, startedAt: first.endedAt });
		expect(await replicator.replicate('other', 'one', { feed, timeout: 100 })).toMatchObject({ read: 0, written: 0 });
	});

	it('reads documents one by one, as multipart, from a server that it takes for an older one', async () => {
		await push('one', conflicted.slice(0, 5));
		await push('one', [{ _id: 'n1', _rev: '1-b', other: true }]);
		expect(await replicator.replicate('one', 'other', { bulkGet: false })).toMatchObject({ written: 6 });
		expect(await leafs('other')).toEqual(await leafs('one'));
	});

	it('is told which documents were refused, and loses no others', async () => {
		await push('one', [{ _id: 'a', _rev: '1-a' }]);
		await server.test.call('PUT', '/couchdb/one/_local/x', { body: {} });
		expect(await replicator.replicate('one', 'floorbook')).toMatchObject({ read: 1, written: 0, failed: 1 });
	});

	it('starts anew where one of the two was made again', async () => {
		await push('one', conflicted);
		await replicator.replicate('one', 'other');
		await call('DELETE', '/one');
		await call('PUT', '/one');
		await push('one', [{ _id: 'fresh', _rev: '1-a' }]);
		expect(await replicator.replicate('one', 'other')).toMatchObject({ written: 1, startedAt: '0' });
		expect((await call('GET', '/other/fresh'))._rev).toBe('1-a');
	});
});
