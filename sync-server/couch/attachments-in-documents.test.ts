import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { base64, inline, md5, revision, useNotes } from '../../tests/support/notes-app.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into whatever came
type Loose = any;

describe('attachments in a document', () => {
	const { call, compact, held, push, put, upload } = useNotes();

	it('are shown as stubs, and given when asked for', async () => {
		const names = ['10', '9', 'ä "x".png', 'f'];
		const sent = Object.fromEntries(names.map((name) => [name, inline(`data of ${name}`)]));
		const { rev } = (await put('a', { n: 1, _attachments: sent })).body;
		const { body } = await call('GET', '/a');
		const digest = `md5-${md5('data of f')}`;
		expect(body._attachments['f']).toEqual({
			content_type: 'application/octet-stream',
			revpos: 1,
			digest,
			length: 9,
			stub: true
		});
		const { _attachments, ...rest } = (await call('GET', '/a?attachments=true&revs=true')).body;
		expect(rest).toMatchObject({ _id: 'a', _rev: rev, n: 1, _revisions: { start: 1 } });
		const data = Object.entries(_attachments as Record<string, { data: string }>).map(([name, each]) => [
			name,
			Buffer.from(each.data, 'base64').toString()
		]);
		expect(data.sort()).toEqual(names.map((name) => [name, `data of ${name}`]).sort());
	});

	it('are kept by stubs, replaced by data, dropped by silence', async () => {
		const { rev } = (await put('a', { _attachments: { keep: inline('1'), change: inline('2'), drop: inline('3') } }))
			.body;
		const attachments = { keep: { stub: true, revpos: 1 }, change: inline('4') };
		const next = (await put('a', { _rev: rev, _attachments: attachments })).body.rev;
		const { body } = await call('GET', '/a?attachments=true');
		expect(body._attachments).toMatchObject({ keep: { revpos: 1, data: base64('1') }, change: { revpos: 2 } });
		expect(body._attachments.drop).toBeUndefined();
		expect((await call('GET', `/a/drop?rev=${rev}`)).text).toBe('3');
		expect((await put('a', { _rev: next, _attachments: { keep: { stub: true, revpos: 2 } } })).body).toEqual({
			error: 'missing_stub',
			reason: 'Invalid attachment stub in a for keep'
		});
	});

	it('of a revision made elsewhere keep its place, and a stub is what an ancestor has', async () => {
		const old = { f: { ...inline('x'), revpos: 1 }, g: { ...inline('y'), revpos: 2 } };
		await push({ _id: 'a', ...revision('ba'), _attachments: old });
		const stubs = { f: { stub: true, revpos: 1 }, g: { stub: true } };
		expect((await push({ _id: 'a', ...revision('dcba'), _attachments: stubs })).body).toEqual([]);
		expect((await call('GET', '/a?attachments=true')).body._attachments).toMatchObject({
			f: { revpos: 1, data: base64('x') },
			g: { revpos: 2, data: base64('y') }
		});
		expect((await push({ _id: 'a', ...revision('zyx'), _attachments: stubs })).body).toMatchObject([
			{ id: 'a', error: 'missing_stub' }
		]);
	});

	it('come with a deleted document, and go with a deletion', async () => {
		const { rev } = (await put('a', { _attachments: { f: inline('x') } })).body;
		const tomb = (await put('a', { _rev: rev, _deleted: true, _attachments: { f: { stub: true } } })).body.rev;
		expect((await call('GET', '/a/f')).body).toEqual({ error: 'not_found', reason: 'deleted' });
		expect((await call('GET', `/a/f?rev=${tomb}`)).text).toBe('x');
		const more = (await upload(`/a/g?rev=${tomb}`, 'y')).body.rev;
		expect((await call('GET', `/a?rev=${more}`)).body).toMatchObject({
			_deleted: true,
			_attachments: { f: {}, g: {} }
		});
		await call('DELETE', `/a/g?rev=${more}`);
		expect((await call('GET', '/a')).body.reason).toBe('deleted');
		const back = (await put('a', { v: 2 })).body.rev;
		await call('DELETE', `/a?rev=${back}`);
		await compact();
		expect(held()).toBe(0);
	});

	it('are copied with it', async () => {
		const { rev } = (await put('a', { n: 12345678901234567890n.toString(), _attachments: { f: inline('x') } })).body;
		await put('a', { _rev: rev });
		const copied = await call('COPY', `/a?rev=${rev}`, { headers: { destination: 'b' } });
		expect(copied.status).toBe(201);
		expect((await call('GET', '/b/f')).text).toBe('x');
	});

	it.each([
		['base64 that is none', { data: '*not base64*' }, 'bad_request'],
		['base64 without its end', { data: 'aGk' }, 'bad_request'],
		['base64 for addresses', { data: 'aG-_' }, 'bad_request'],
		['no data', { content_type: 'a/b' }, 'bad_request'],
		['data that is no text', { data: 7 }, 'bad_request'],
		['bytes that are to follow', { follows: true, length: 3 }, 'bad_request'],
		['another digest', { ...inline('x'), digest: `md5-${md5('y')}` }, 'content_md5_mismatch']
	])('are refused with %s', async (_what, attachment, error) => {
		expect((await put('a', { _attachments: { f: attachment } })).body.error).toBe(error);
		expect((await call('GET', '/a')).status).toBe(404);
	});

	it.each(['', '_f', 'a\r\nb', 'x'.repeat(2_000)])('are refused under the name %j', async (name) => {
		expect((await put('a', { _attachments: { [name]: inline('x') } })).status).toBe(400);
		if (name !== '') expect((await upload(`/a/${encodeURIComponent(name)}`, 'x')).status).toBe(400);
	});

	it('of a type that no UTF-8 can say are just bytes', async () => {
		const doc = `{"n":1,"_attachments":{"f":{"content_type":"a/\\ud800","data":"eA=="}}}`;
		expect((await call('PUT', '/a', { body: doc })).status).toBe(201);
		const { body } = await call('GET', '/a?attachments=true');
		expect(body).toMatchObject({ n: 1, _attachments: { f: { content_type: 'application/octet-stream' } } });
	});

	it('are taken with a digest of compressed bytes that other servers tell of texts', async () => {
		const attachment = { ...inline('text', 'text/plain'), digest: `md5-${md5(gzipSync('text'))}` };
		expect((await put('a', { _attachments: { f: attachment } })).status).toBe(201);
		expect((await call('GET', '/a')).body._attachments.f.digest).toBe(`md5-${md5('text')}`);
	});

	it('are bounded in number and in size', async () => {
		const six = Object.fromEntries([...'abcdef'].map((name) => [name, inline('x')]));
		expect((await put('a', { _attachments: six })).status).toBe(413);
		const { a, ...five } = six;
		const { rev } = (await put('a', { _attachments: five })).body;
		expect((await upload(`/a/a?rev=${rev}`, 'x')).status).toBe(413);
		const large = await upload('/b/f', Buffer.alloc(10_000_001));
		expect([large.status, large.body.error]).toEqual([413, 'attachment_too_large']);
		const bomb = await upload('/b/f', gzipSync(Buffer.alloc(10_000_001)), { 'content-encoding': 'gzip' });
		expect([bomb.status, bomb.body.error]).toEqual([413, 'attachment_too_large']);
		expect((await upload('/b/f', Buffer.alloc(12_000_001))).status).toBe(413);
		expect((await call('GET', '/b')).status).toBe(404);
		expect(a).toBeDefined();
	});
});

describe('attachments of many documents', () => {
	const { app, call, put } = useNotes();

	it('come with them where they are asked for', async () => {
		for (const id of ['a', 'b']) await put(id, { _attachments: { f: inline(`of ${id}`) } });
		await put('c', { n: 1 });
		const { _rev: rev } = (await call('GET', '/a')).body;
		const asked = { docs: [{ id: 'a', rev }, { id: 'none' }, { id: 'b' }, { id: 'a', rev, atts_since: [rev] }] };
		const many = await call('POST', '/_bulk_get?attachments=true&revs=true', { body: asked });
		const found = many.body.results.map(({ docs }: { docs: { ok?: Loose }[] }) => docs[0]?.ok?._attachments.f);
		expect(found).toMatchObject([{ data: base64('of a') }, undefined, { data: base64('of b') }, { stub: true }]);
		const data = (rows: Loose[]) => rows.map(({ doc }) => doc?._attachments?.f.data);
		const wanted = [base64('of a'), base64('of b'), undefined];
		const all = await call('GET', '/_all_docs?include_docs=true&attachments=true');
		expect(data(all.body.rows)).toEqual(wanted);
		const keys = await call('POST', '/_all_docs?include_docs=true&attachments=true', { body: { keys: ['b', 'no'] } });
		expect(data(keys.body.rows)).toEqual([wanted[1], undefined]);
		expect(keys.body.rows[1].error).toBe('not_found');
		for (const feed of ['normal', 'longpoll']) {
			const changes = await call('GET', `/_changes?include_docs=true&attachments=true&feed=${feed}`);
			expect(data(changes.body.results)).toEqual(wanted);
		}
		const lines = await call('GET', '/_changes?include_docs=true&attachments=true&feed=continuous&timeout=1');
		const rows = lines.text.split('\n').flatMap((line) => (line.startsWith('{"seq') ? [JSON.parse(line)] : []));
		expect(data(rows)).toEqual(wanted);
		const events = await call('GET', '/_changes?include_docs=true&attachments=true&feed=eventsource&timeout=1');
		expect(events.text.match(/^data: \{"seq.*\}\nid: .*$/gm)).toHaveLength(3);
	});

	it('are refused by the database of the site, each document for itself', async () => {
		const { device, authorization } = await app().enrol();
		const writer = createEventWriter(device);
		const [good, bad] = [writer.next(), writer.next()];
		const docs = [good, { ...bad, _attachments: { f: inline('x') } }];
		const pushed = await app().call('POST', '/couchdb/floorbook/_bulk_docs', {
			authorization,
			body: { docs, new_edits: false }
		});
		expect(pushed.body).toMatchObject([
			{ id: bad._id, error: 'forbidden', reason: expect.stringMatching(/attachments/) }
		]);
		const standalone = await app().call('PUT', `/couchdb/floorbook/${encodeURIComponent(good._id)}/f`, {
			authorization,
			body: 'x'
		});
		expect(standalone.status).toBe(403);
	});
});
