import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStorage, type Storage } from '#sync-server/log/storage.ts';
import { createEventWriter } from '../support/device-events.ts';
import { PouchDB, type PouchDatabase } from '../support/pouchdb.ts';
import { random } from '../support/sync-app.ts';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };

/** PouchDB, with its own store on disk, against the server over HTTP: the reference client of CouchDB's protocol. */
describe('PouchDB', () => {
	let directory: string;
	let storage: Storage;
	let server: TestServer;
	let stores = 0;
	const open = new Set<PouchDatabase>();

	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-pouchdb-'));
		storage = openStorage({ directory: join(directory, 'server'), random });
		server = await serveTestApp({ storage });
	});
	afterEach(async () => {
		for (const database of open) await database.close();
		open.clear();
		await server.close();
		storage.close();
		rmSync(directory, { recursive: true });
	});

	const keep = (database: PouchDatabase): PouchDatabase => {
		open.add(database);
		return database;
	};
	const newLocal = (): PouchDatabase => keep(new PouchDB(join(directory, `local${stores++}`)));
	const connect = (name = 'notes', auth = { username: 'admin', password: 'secret' }): PouchDatabase =>
		keep(new PouchDB(`${server.url}/couchdb/${name}`, { auth }));

	/** Every leaf of every document: what replication has to make equal. */
	async function leafs(database: PouchDatabase): Promise<string[]> {
		const { results } = await database.changes({ style: 'all_docs' });
		return results
			.map(
				({ id, changes }) =>
					`${id} ${changes
						.map(({ rev }) => rev)
						.sort()
						.join()}`
			)
			.sort();
	}

	async function expectEqual(one: PouchDatabase, other: PouchDatabase): Promise<void> {
		expect(await leafs(one)).toEqual(await leafs(other));
		const read = async (database: PouchDatabase) =>
			(await database.allDocs({ include_docs: true, conflicts: true })).rows.map((row) =>
				JSON.stringify(sorted(row.doc))
			);
		expect((await read(one)).sort()).toEqual((await read(other)).sort());
	}

	const sorted = (value: object | undefined | null): unknown => Object.fromEntries(Object.entries(value ?? {}).sort());

	it('replicates both ways, and has nothing left to do the second time', async () => {
		const [local, remote] = [newLocal(), connect()];
		await local.bulkDocs(Array.from({ length: 350 }, (_, n) => ({ _id: `l${n}`, n, text: 'ä€😀"\\' })));
		await remote.bulkDocs(Array.from({ length: 350 }, (_, n) => ({ _id: `r${n}`, n: { deep: [n, null, true] } })));
		const first = await local.sync(remote);
		expect([first.push.docs_written, first.pull.docs_written]).toEqual([350, 350]);
		await expectEqual(local, remote);
		const second = await local.sync(remote);
		expect([second.push.docs_read, second.pull.docs_read]).toEqual([0, 0]);
	});

	it('agrees with the server on conflicts, deletions and winners, with a third replica between them', async () => {
		const [one, other, remote] = [newLocal(), newLocal(), connect()];
		await one.bulkDocs([{ _id: 'edited' }, { _id: 'deleted' }, { _id: 'both' }, { _id: 'back' }]);
		await one.sync(remote);
		await other.sync(remote);
		const edit = async (database: PouchDatabase, id: string, change: object): Promise<void> => {
			await database.put({ ...(await database.get(id)), ...change });
		};
		for (const v of [1, 2, 3]) await edit(one, 'edited', { v });
		await edit(other, 'edited', { v: 'other' });
		await one.remove(await one.get('deleted'));
		await one.remove(await one.get('both'));
		await edit(other, 'both', { v: 'edit beats delete' });
		await other.remove(await other.get('back'));
		await other.put({ _id: 'back', v: 'again' });
		for (const database of [one, other, one]) await database.sync(remote);
		await expectEqual(one, remote);
		await expectEqual(other, remote);
		const conflicted = await remote.get('edited', { conflicts: true });
		expect(conflicted).toMatchObject({ v: 3, _conflicts: [expect.stringMatching(/^2-/)] });
		await expect(remote.get('deleted')).rejects.toMatchObject({ status: 404, reason: 'deleted' });
		expect(await remote.get('both')).toMatchObject({ v: 'edit beats delete' });
		await other.remove('edited', conflicted._conflicts?.[0] ?? '');
		for (const database of [other, one]) await database.sync(remote);
		expect((await one.get('edited', { conflicts: true }))._conflicts).toBeUndefined();
		await expectEqual(one, remote);
	});

	it('follows live, both ways, and across a restart of the server', async () => {
		const [one, other] = [newLocal(), newLocal()];
		const live = [one, other].map((database) =>
			database.sync(connect(), { live: true, retry: true, back_off_function: () => 100 })
		);
		for (const replication of live) void replication.on('error', () => {});
		const arrives = (database: PouchDatabase, id: string) =>
			vi.waitFor(async () => expect(await database.get(id)).toMatchObject({ _id: id }), PATIENCE);
		try {
			await one.put({ _id: 'a' });
			await arrives(other, 'a');
			await other.put({ _id: 'b' });
			await arrives(one, 'b');
			const { port } = new URL(server.url);
			await server.close();
			storage.close();
			await one.put({ _id: 'while away' });
			storage = openStorage({ directory: join(directory, 'server'), random });
			server = await serveTestApp({ storage, port: Number(port) });
			await arrives(other, 'while away');
			await connect().put({ _id: 'made there' });
			await Promise.all([arrives(one, 'made there'), arrives(other, 'made there')]);
			await expectEqual(one, other);
		} finally {
			await Promise.all(
				live.map((replication) => {
					const over = new Promise((resolve) => void replication.on('complete', resolve));
					replication.cancel();
					return over;
				})
			);
		}
	});

	it('replicates between two databases of the server', async () => {
		const [one, other] = [connect('one'), connect('other')];
		await one.bulkDocs(Array.from({ length: 120 }, (_, n) => ({ _id: `n${n}`, n })));
		expect((await one.replicate.to(other, { batch_size: 50 })).docs_written).toBe(120);
		await expectEqual(one, other);
	});

	it('gets everything of a database that was deleted and made again, though it had read further in the old one', async () => {
		const local = newLocal();
		const old = connect();
		await old.bulkDocs(Array.from({ length: 20 }, (_, n) => ({ _id: `old${n}` })));
		await local.replicate.from(old);
		await old.destroy();
		open.delete(old);
		const fresh = connect();
		await fresh.put({ _id: 'new' });
		await local.replicate.from(fresh);
		expect(await local.get('new')).toMatchObject({ _id: 'new' });
	});

	/** Notes what is asked of the server, and answers in its place where `instead` does. */
	function watched(name: string, instead?: (path: string) => Response | undefined) {
		const asked: string[] = [];
		const database = new PouchDB(`${server.url}/couchdb/${name}`, {
			auth: { username: 'admin', password: 'secret' },
			fetch(address, options) {
				const { pathname, search } = new URL(address);
				const path = pathname.slice(`/couchdb/${name}`.length) + search;
				asked.push(path);
				return Promise.resolve(instead?.(path) ?? PouchDB.fetch(address, options));
			}
		});
		return { asked, database: keep(database) };
	}

	it('goes on from the checkpoint, which both sides keep', async () => {
		const local = newLocal();
		const { asked, database: remote } = watched('notes');
		await remote.bulkDocs(Array.from({ length: 250 }, (_, n) => ({ _id: `n${n}` })));
		const { last_seq: read } = await local.replicate.from(remote);
		await remote.put({ _id: 'later' });
		asked.length = 0;
		const { docs_read } = await local.replicate.from(remote);
		expect(docs_read).toBe(1);
		const since = asked.flatMap((path) => new URLSearchParams(path.split('_changes?')[1]).get('since') ?? []);
		expect(since[0]).toBe(String(read));
		const checkpoints = await server.test.call('GET', '/couchdb/notes/_local_docs?include_docs=true');
		expect(checkpoints.body.rows).toMatchObject([{ doc: { history: [{}, { last_seq: String(read) }] } }]);
	});

	it('pulls document by document where there is no _bulk_get', async () => {
		const bulkless = watched('notes', (path) =>
			path.startsWith('/_bulk_get')
				? Response.json({ error: 'not_found', reason: 'missing' }, { status: 404 })
				: undefined
		);
		const remote = connect();
		await remote.bulkDocs(Array.from({ length: 30 }, (_, n) => ({ _id: `n${n}`, n })));
		await remote.bulkDocs(
			['a', 'b'].map((hash) => ({ _id: 'both', _rev: `1-${hash}`, hash })),
			{ new_edits: false }
		);
		const local = newLocal();
		expect((await local.replicate.from(bulkless.database)).docs_written).toBe(32);
		expect(bulkless.asked.some((path) => path.includes('open_revs='))).toBe(true);
		await expectEqual(local, remote);
	});

	it('gets everything where its place is of another database, or of a future that was lost', async () => {
		const remote = connect();
		await remote.bulkDocs([{ _id: 'a' }, { _id: 'b' }]);
		const { update_seq } = await remote.info();
		const [, generation = ''] = String(update_seq).split('-');
		for (const since of ['5-0123456789abcdef', '2-0123456789abcdef', `3-${generation}`, '3']) {
			expect((await remote.changes({ since })).results).toHaveLength(2);
		}
		expect((await remote.changes({ since: update_seq })).results).toEqual([]);
	});

	it('brings design documents along, but none whose check of documents would not be made', async () => {
		const [local, remote] = [newLocal(), connect()];
		await local.bulkDocs([
			{ _id: '_design/views', views: { all: { map: 'function (doc) { emit(doc._id); }' } } },
			{ _id: '_design/check', validate_doc_update: 'function () { throw { forbidden: "no" }; }' },
			{ _id: 'a' }
		]);
		const denied: unknown[] = [];
		const { docs_written } = await local.replicate.to(remote).on('denied', (error) => denied.push(error));
		expect([docs_written, denied]).toMatchObject([2, [{ id: '_design/check', name: 'forbidden' }]]);
		expect(await remote.get('_design/views')).toMatchObject({ views: { all: {} } });
	});

	it('replicates by ids and by selector', async () => {
		const remote = connect();
		await remote.bulkDocs(Array.from({ length: 30 }, (_, n) => ({ _id: `n${n}`, even: n % 2 === 0 })));
		const [byId, bySelector] = [newLocal(), newLocal()];
		await byId.replicate.from(remote, { doc_ids: ['n3', 'n4'] });
		await bySelector.replicate.from(remote, { selector: { even: true } });
		expect([(await byId.info()).doc_count, (await bySelector.info()).doc_count]).toEqual([2, 15]);
	});

	it("brings a device's events to the site and others' away, and hears which were refused", async () => {
		const { device, authorization } = await server.test.enrol();
		const [username = '', password = ''] = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
		const remote = connect('floorbook', { username, password });
		const writer = createEventWriter(device);
		const events = Array.from({ length: 150 }, () => writer.next());
		const foreign = createEventWriter('0zz').next();
		const local = newLocal();
		await local.bulkDocs([...events, foreign], { new_edits: false });
		const denied: unknown[] = [];
		const pushed = await local.replicate.to(remote).on('denied', (error) => denied.push(error));
		expect([pushed.docs_written, pushed.doc_write_failures]).toEqual([150, 1]);
		expect(denied).toMatchObject([{ id: foreign._id, name: 'forbidden' }]);
		const replica = newLocal();
		await replica.replicate.from(remote);
		const { rows } = await replica.allDocs({ include_docs: true });
		const bytes = (documents: unknown[]) => documents.map((each) => JSON.stringify(sorted(each as object))).sort();
		expect(bytes(rows.map(({ doc }) => doc))).toEqual(bytes(events));
	});
});
