import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundaryOf, readParts } from '#sync-server/couch/multipart.ts';
import { PouchDB } from '../support/pouchdb.ts';
import { temporaryFolder } from '../support/server.ts';
import { ADMIN } from '../support/sync-app.ts';
import { serveTestApp, type TestServer } from '../support/sync-http.ts';

const LARGE = randomBytes(2_000_000);
const TEXT = 'line of text, ä€😀\n'.repeat(2_000);

/** How CouchDB's replicator carries a document with attachments: what it reads as multipart it writes as multipart, streaming. */
describe('a document that is replicated as multipart', () => {
	let server: TestServer;
	beforeEach(async () => {
		server = await serveTestApp();
		for (const name of ['one', 'other']) await request('PUT', `/${name}`);
	});
	afterEach(() => server.close());

	const request = (method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) =>
		fetch(`${server.url}/couchdb${path}`, {
			method,
			headers: { authorization: ADMIN, ...headers },
			...(body !== undefined && { body, duplex: 'half' })
		} as RequestInit);
	const read = async (path: string) => (await request('GET', path)).json() as Promise<Record<string, unknown>>;
	const upload = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<string> =>
		((await (await request('PUT', path, headers, body)).json()) as { rev: string }).rev;

	/** Carries a revision from one database to the other. `known`: what the other one said that it has of its ancestors. */
	async function carry(id: string, rev: string, known: readonly string[] = []): Promise<void> {
		const since = known.length > 0 ? `&atts_since=${encodeURIComponent(JSON.stringify(known))}` : '';
		const query = `revs=true&latest=true&att_encoding_info=true&open_revs=${encodeURIComponent(JSON.stringify([rev]))}`;
		const answer = await request('GET', `/one/${id}?${query}${since}`, { accept: 'multipart/mixed' });
		const boundary = boundaryOf(answer.headers.get('content-type') ?? '') ?? '';
		for await (const part of readParts(answer.body as unknown as ReadableStream<Uint8Array>, boundary)) {
			const written = await request(
				'PUT',
				`/other/${id}?new_edits=false`,
				{ 'content-type': part.headers.get('content-type') ?? '' },
				ReadableStream.from(part.body) as unknown as BodyInit
			);
			expect([written.status, await written.json()]).toEqual([201, { ok: true, id, rev }]);
		}
	}

	async function expectSame(): Promise<void> {
		const [one, other] = await Promise.all(
			['one', 'other'].map((name) => read(`/${name}/a?revs=true&att_encoding_info=true`))
		);
		expect(other).toEqual(one);
		const inline = await Promise.all(['one', 'other'].map((name) => read(`/${name}/a?attachments=true`)));
		expect(inline[1]).toEqual(inline[0]);
	}

	it('is the same on both sides, what is compressed included, and sends the next time what is new only', async () => {
		const binary = { 'content-type': 'application/octet-stream' };
		const packed = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
		const first = await upload('/one/a/ä%20"l".bin', LARGE, binary);
		const second = await upload(`/one/a/dir/t.txt?rev=${first}`, gzipSync(TEXT), packed);
		await carry('a', second);
		await expectSame();
		const third = await upload(`/one/a/empty?rev=${second}`, new Uint8Array(0), binary);
		await carry('a', third, [second]);
		await expectSame();
		expect(Object.keys((await read('/other/a'))['_attachments'] as object)).toHaveLength(3);
	});

	it('is read by PouchDB, which knows nothing of what is compressed', async () => {
		const packed = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
		await upload('/one/a/t.txt', gzipSync(TEXT), packed);
		const remote = new PouchDB(`${server.url}/couchdb/one`, { auth: { username: 'admin', password: 'secret' } });
		const local = new PouchDB(join(temporaryFolder(), 'local'));
		await local.replicate.from(remote);
		expect((await local.getAttachment('a', 't.txt')).toString()).toBe(TEXT);
		const back = new PouchDB(`${server.url}/couchdb/other`, { auth: { username: 'admin', password: 'secret' } });
		await local.replicate.to(back);
		expect((await back.getAttachment('a', 't.txt')).toString()).toBe(TEXT);
		for (const each of [local, remote, back]) await each.close();
	});
});
