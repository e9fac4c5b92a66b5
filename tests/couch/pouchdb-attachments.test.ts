import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PouchDB, type PouchDatabase } from '../support/pouchdb.ts';
import { temporaryFolder } from '../support/server.ts';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';

const PICTURE = randomBytes(300_000);
const TEXT = Buffer.from('line of text, ä€😀\n'.repeat(2_000));
const digestOf = (bytes: Buffer): string => `md5-${createHash('md5').update(bytes).digest('base64')}`;

describe('attachments', () => {
	let server: TestServer;
	let remote: PouchDatabase;
	let local: PouchDatabase;
	beforeEach(async () => {
		server = await serveTestApp();
		remote = new PouchDB(`${server.url}/couchdb/notes`, { auth: { username: 'admin', password: 'secret' } });
		local = new PouchDB(join(temporaryFolder(), 'local'));
	});
	afterEach(async () => {
		await Promise.all([remote.close(), local.close()]);
		await server.close();
	});

	const attached = (data: Buffer, type: string) => ({ content_type: type, data: data.toString('base64') });

	async function expectBoth(id: string, name: string, bytes: Buffer): Promise<void> {
		for (const database of [local, remote]) expect(bytes.equals(await database.getAttachment(id, name))).toBe(true);
	}

	it('go both ways, with the documents whose they are', async () => {
		await local.put({ _id: 'here', _attachments: { 'a/p.png': attached(PICTURE, 'image/png') } });
		await remote.put({ _id: 'there', _attachments: { 'ä t.txt': attached(TEXT, 'text/plain') } });
		await local.sync(remote);
		await expectBoth('here', 'a/p.png', PICTURE);
		await expectBoth('there', 'ä t.txt', TEXT);
		expect((await remote.get('here'))['_attachments']).toMatchObject({
			'a/p.png': { stub: true, revpos: 1, length: PICTURE.length, digest: digestOf(PICTURE), content_type: 'image/png' }
		});
	});

	it('stay where a later revision names them, and go where it does not', async () => {
		const { rev } = await remote.put({
			_id: 'a',
			_attachments: { kept: attached(PICTURE, 'image/png'), gone: attached(TEXT, 'text/plain') }
		});
		await local.replicate.from(remote);
		const { _attachments, ...document } = await local.get('a');
		const { kept } = _attachments as Record<string, unknown>;
		await local.put({ ...document, n: 2, _attachments: { kept } });
		await local.replicate.to(remote);
		await expectBoth('a', 'kept', PICTURE);
		await expect(remote.getAttachment('a', 'gone')).rejects.toMatchObject({ status: 404 });
		expect(rev).toMatch(/^1-/);
	});

	it('are put and taken away one by one', async () => {
		const { rev } = await remote.putAttachment('a', 'p.png', null, PICTURE, 'image/png');
		const next = await remote.putAttachment('a', 't.txt', rev, TEXT, 'text/plain');
		await expect(remote.putAttachment('a', 't.txt', rev, TEXT, 'text/plain')).rejects.toMatchObject({ status: 409 });
		await local.replicate.from(remote);
		await expectBoth('a', 'p.png', PICTURE);
		await remote.removeAttachment('a', 'p.png', next.rev);
		await local.replicate.from(remote);
		await expect(local.getAttachment('a', 'p.png')).rejects.toMatchObject({ status: 404 });
		await expectBoth('a', 't.txt', TEXT);
	});

	it('of both branches of a conflict are there', async () => {
		const edits = (name: string, data: Buffer) => ({
			_id: 'a',
			_rev: `1-${name}`,
			_attachments: { file: attached(data, 'image/png') }
		});
		await local.bulkDocs([edits('one', PICTURE)], { new_edits: false });
		await remote.bulkDocs([edits('other', TEXT)], { new_edits: false });
		await local.sync(remote);
		for (const database of [local, remote]) {
			expect(PICTURE.equals(await database.getAttachment('a', 'file', { rev: '1-one' }))).toBe(true);
			expect(TEXT.equals(await database.getAttachment('a', 'file', { rev: '1-other' }))).toBe(true);
		}
	});
});
