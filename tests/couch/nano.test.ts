import { once } from 'node:events';
import nano from 'nano';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';

interface Note {
	readonly text?: string;
	readonly n?: number;
}

/** CouchDB's own client for Node: what scripts around a site are written with. */
describe('nano', () => {
	let server: TestServer;
	let couch: nano.ServerScope;
	let notes: nano.DocumentScope<Note>;
	beforeEach(async () => {
		server = await serveTestApp();
		// it throws away a cookie that is over by its own clock
		server.test.now = Date.now();
		couch = connect('admin:secret@');
		await couch.db.create('notes');
		notes = couch.use('notes');
	});
	afterEach(() => server.close());

	function connect(credentials = ''): nano.ServerScope {
		const url = `${server.url.replace('//', `//${credentials}`)}/couchdb`;
		// the last part of the path is no database's name; nano's types do not know this setting of its
		const configuration = { url, parseUrl: false };
		return nano(configuration);
	}

	it('makes databases, lists, describes and destroys them', async () => {
		expect(await couch.info()).toMatchObject({ couchdb: 'Welcome' });
		await couch.db.create('a/b+c');
		expect(await couch.db.list()).toEqual(['_users', 'a/b+c', 'floorbook', 'notes']);
		expect(await couch.db.get('a/b+c')).toMatchObject({ db_name: 'a/b+c', doc_count: 0 });
		await expect(couch.db.create('notes')).rejects.toMatchObject({ statusCode: 412, error: 'file_exists' });
		expect(await couch.db.destroy('a/b+c')).toEqual({ ok: true });
		await expect(couch.db.get('a/b+c')).rejects.toMatchObject({ statusCode: 404, error: 'not_found' });
		expect((await couch.uuids(3)).uuids).toHaveLength(3);
		expect(await couch.db.compact('notes')).toEqual({ ok: true });
	});

	it.each(['a', 'a/b', 'ä€😀 +?#&', 'org.couchdb.user:x', '_design/d'])('keeps the document %s', async (id) => {
		const { rev } = await notes.insert({ text: 'one' }, id);
		expect(await notes.get(id)).toEqual({ _id: id, _rev: rev, text: 'one' });
		expect(await notes.head(id)).toMatchObject({ etag: `"${rev}"` });
		await expect(notes.insert({ text: 'two' }, id)).rejects.toMatchObject({ statusCode: 409, error: 'conflict' });
		const edited = await notes.insert({ _id: id, _rev: rev, text: 'two' });
		expect(await notes.get(id, { rev, revs_info: true })).toMatchObject({ text: 'one' });
		await expect(notes.destroy(id, rev)).rejects.toMatchObject({ statusCode: 409 });
		expect(await notes.destroy(id, edited.rev)).toMatchObject({ ok: true, id });
		await expect(notes.get(id)).rejects.toMatchObject({ statusCode: 404, reason: 'deleted' });
	});

	it('names documents that come without an id, and writes many at once', async () => {
		const { id } = await notes.insert({ text: 'unnamed' });
		expect(id).toHaveLength(32);
		await notes.insert({ text: 'named' }, 'known');
		const rows = await notes.bulk({ docs: [{ _id: 'x', n: 1 }, { _id: 'known', n: 2 }, { n: 3 }] as Note[] });
		expect(rows).toMatchObject([
			{ id: 'x' },
			{ id: 'known', error: 'conflict' },
			{ rev: expect.stringMatching(/^1-/) }
		]);
		const { rows: found } = await notes.fetch({ keys: ['x', 'none'] });
		expect(found).toMatchObject([{ doc: { n: 1 } }, { key: 'none', error: 'not_found' }]);
		const listed = await notes.list({ include_docs: true, startkey: 'k', endkey: 'x', limit: 1, descending: false });
		expect(listed.rows).toMatchObject([{ id: 'known', doc: { text: 'named' } }]);
	});

	it('attaches files, alone and with their document', async () => {
		const picture = Buffer.from([0, 255, 10, 13, 10, 45, 45]);
		const { rev } = await notes.attachment.insert('a', 'dir/p.png', picture, 'image/png');
		expect(await notes.attachment.get('a', 'dir/p.png')).toEqual(picture);
		await notes.attachment.destroy('a', 'dir/p.png', { rev });
		await expect(notes.attachment.get('a', 'dir/p.png')).rejects.toMatchObject({ statusCode: 404 });
		const file = { name: 'f.txt', data: Buffer.from('text of it'), content_type: 'text/plain' };
		await notes.multipart.insert({ text: 'with a file' }, [file], 'b');
		expect(await notes.get('b')).toMatchObject({ _attachments: { 'f.txt': { stub: true, length: 10 } } });
		expect(String(await notes.attachment.get('b', 'f.txt'))).toBe('text of it');
		expect(String(await notes.multipart.get('b'))).toContain('text of it');
	});

	it('finds documents, and makes the index for it', async () => {
		await notes.bulk({ docs: Array.from({ length: 10 }, (_, n): Note => ({ n })) });
		expect(await notes.createIndex({ index: { fields: ['n'] }, name: 'by-n' })).toMatchObject({ result: 'created' });
		const { docs } = await notes.find({ selector: { n: { $gt: 5 } }, sort: [{ n: 'desc' }], fields: ['n'], limit: 2 });
		expect(docs).toEqual([{ n: 9 }, { n: 8 }]);
	});

	it('follows changes', async () => {
		await notes.bulk({ docs: Array.from({ length: 250 }, (): Note => ({})) });
		const { last_seq } = await notes.changes({ limit: 250 });
		const spooled: unknown[] = [];
		const spool = notes.changesReader.spool({ since: '0' });
		spool.on('batch', (rows: unknown[]) => spooled.push(...rows));
		await once(spool, 'end');
		expect(spooled).toHaveLength(250);
		const reader = notes.changesReader.get({ since: last_seq, includeDocs: true, fastChanges: true });
		const [change, end] = [once(reader, 'change'), once(reader, 'end')];
		await notes.insert({ text: 'now' }, 'after');
		expect(await change).toMatchObject([{ id: 'after', doc: { text: 'now' } }]);
		// it goes on until a poll brings nothing
		server.test.app.close();
		await end;
	});

	it('logs in for a cookie, as somebody whom the database lets in', async () => {
		const name = 'ann';
		const user = { name, password: 'pass', roles: [], type: 'user' };
		await couch.use('_users').insert(user as nano.MaybeDocument, `org.couchdb.user:${name}`);
		const visitor = connect();
		expect(await visitor.session()).toMatchObject({ ok: true, userCtx: { name: null } });
		await expect(visitor.use('notes').info()).rejects.toMatchObject({ statusCode: 401 });
		await expect(visitor.auth(name, 'wrong')).rejects.toMatchObject({ statusCode: 401 });
		expect(await visitor.auth(name, 'pass')).toMatchObject({ ok: true, name });
		expect(await visitor.session()).toMatchObject({ userCtx: { name } });
		await expect(visitor.use('notes').info()).rejects.toMatchObject({ statusCode: 403 });
		const members = { admins: { names: [], roles: [] }, members: { names: [name], roles: [] } };
		await couch.request({ db: 'notes', method: 'put', path: '_security', body: members });
		expect(await visitor.use('notes').insert({}, 'theirs')).toMatchObject({ ok: true });
		await expect(visitor.use('notes').insert({}, '_design/x')).rejects.toMatchObject({ statusCode: 403 });
	});

	it('replicates nothing by way of the server, and says so', async () => {
		await expect(couch.db.replicate('notes', 'other')).rejects.toMatchObject({ statusCode: 501 });
	});
});
