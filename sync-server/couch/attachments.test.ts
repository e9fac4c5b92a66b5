import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventWriter } from '../../tests/support/device-events.ts';
import { startTestApp, type CallOptions, type TestApp } from '../../tests/support/sync-app.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { boundaryOf, readParts } from './multipart.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into whatever came
type Loose = any;

const md5 = (bytes: Buffer | string): string => createHash('md5').update(bytes).digest('base64');
const base64 = (text: Buffer | string): string => Buffer.from(text).toString('base64');
const inline = (data: Buffer | string, type = 'application/octet-stream') => ({
	content_type: type,
	data: base64(data)
});
const revision = (digits: string) => ({
	_rev: `${digits.length}-${digits[0]}`,
	_revisions: { start: digits.length, ids: [...digits] }
});
const limits = { ...DEFAULT_LIMITS, attachmentBytes: 10_000_000, attachmentsPerDocument: 5, uploadBytes: 12_000_000 };

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield bytes;
}

/** Every part of a multipart body, nested ones as lists. */
async function partsOf(bytes: Buffer, type: string): Promise<unknown[]> {
	const parts: unknown[] = [];
	for await (const { headers, body } of readParts(once(bytes), boundaryOf(type) ?? '')) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of body) chunks.push(chunk);
		const whole = Buffer.concat(chunks);
		const inner = headers.get('content-type') ?? '';
		if (inner.startsWith('multipart/')) parts.push(await partsOf(whole, inner));
		else parts.push(inner.startsWith('application/json') ? JSON.parse(whole.toString()) : { headers, whole });
	}
	return parts;
}

describe('attachments', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp({ limits });
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const call = (method: string, path: string, options?: CallOptions) =>
		test.call(method, `/couchdb/notes${path}`, options);
	const put = (id: string, body: object = {}) => call('PUT', `/${id}`, { body });
	const upload = (path: string, body: Buffer | string, headers: Record<string, string> = {}) =>
		call('PUT', path, { body, headers: { 'content-type': 'application/octet-stream', ...headers } });
	const push = (...docs: object[]) => call('POST', '/_bulk_docs', { body: { docs, new_edits: false } });
	/** The bytes of an answer. */
	const fetch = async (path: string, headers: Record<string, string> = {}) => {
		const authorization = `Basic ${base64('admin:secret')}`;
		const request = new Request(`http://site.test/couchdb/notes${path}`, { headers: { authorization, ...headers } });
		const response = await test.app.handle(request);
		return { response, bytes: Buffer.from(await response.arrayBuffer()) };
	};
	const related = (parts: readonly (readonly [headers: string, body: Buffer | string])[], end = '--B--'): Buffer =>
		Buffer.concat([
			...parts.flatMap(([headers, body]) => [
				Buffer.from(`--B\r\n${headers}\r\n\r\n`),
				Buffer.from(body),
				Buffer.from('\r\n')
			]),
			Buffer.from(end)
		]);
	const putRelated = (path: string, body: Buffer) =>
		call('PUT', path, { body, headers: { 'content-type': 'multipart/related; boundary="B"' } });
	const json = 'Content-Type: application/json';
	const named = (name: string) => `Content-Disposition: attachment; filename="${name}"`;
	const held = () => test.storage.database('notes')?.info().attachmentBytes;

	describe('in a document', () => {
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
			await call('POST', '/_compact', { body: {} });
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

	describe('at their own address', () => {
		it('are put, read and deleted there, with the document as it is', async () => {
			const { rev } = (await put('a', { n: 1 })).body;
			const second = await upload(`/a/dir/f%20%22?rev=${rev}`, 'hello', { 'content-type': 'text/plain' });
			expect([second.status, second.body.rev]).toEqual([201, expect.stringMatching(/^2-/)]);
			expect((await upload('/a/g', 'x')).body.error).toBe('conflict');
			expect((await upload(`/a/g?rev=${rev}`, 'x')).body.error).toBe('conflict');
			const third = (await upload('/a/g', 'x', { 'if-match': `"${second.body.rev}"` })).body.rev;
			const { body } = await call('GET', '/a');
			expect(body).toMatchObject({ n: 1, _attachments: { 'dir/f "': { revpos: 2 }, g: { revpos: 3 } } });
			expect((await call('DELETE', '/a/g')).status).toBe(409);
			expect((await call('DELETE', `/a/none?rev=${third}`)).status).toBe(404);
			const fourth = await call('DELETE', `/a/g?rev=${third}`);
			expect([fourth.status, fourth.body.rev]).toEqual([200, expect.stringMatching(/^4-/)]);
			expect((await call('GET', '/a/g')).body).toEqual({
				error: 'not_found',
				reason: 'Document is missing attachment'
			});
			expect((await call('GET', '/none/g')).status).toBe(404);
			expect((await upload('/_design%2Fd/f', 'x')).status).toBe(201);
			expect((await call('GET', '/_design/d/f')).text).toBe('x');
		});

		it('are served as files to keep, and run nothing', async () => {
			await upload('/a/dir/%C3%A4.html', '<script>alert(1)</script>', { 'content-type': 'text/html' });
			const { headers } = await call('GET', '/a/dir/%C3%A4.html');
			expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%C3%A4.html");
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox/);
			await put('b', { _attachments: { f: { ...inline('x'), content_type: 'a/b\r\nx: y' } } });
			expect((await call('GET', '/b/f')).headers.get('content-type')).toBe('application/octet-stream');
		});

		it('are 5 MB and more, and come again in part or not at all', async () => {
			const bytes = randomBytes(5_000_000);
			expect((await upload('/a/f', bytes, { 'content-md5': md5(bytes) })).status).toBe(201);
			const whole = await fetch('/a/f');
			expect(whole.bytes.equals(bytes)).toBe(true);
			const etag = `"${md5(bytes)}"`;
			expect(whole.response.headers.get('etag')).toBe(etag);
			expect(whole.response.headers.get('content-length')).toBe('5000000');
			const head = await call('HEAD', '/a/f');
			expect([head.status, head.headers.get('content-length'), head.text]).toEqual([200, '5000000', '']);
			expect((await fetch('/a/f', { 'if-none-match': etag })).response.status).toBe(304);
			for (const [range, from, to] of [
				['bytes=0-4', 0, 5],
				['bytes=196600-400000', 196_600, 400_001],
				['bytes=4999990-9999999', 4_999_990, 5_000_000],
				['bytes=4000000-', 4_000_000, 5_000_000],
				['bytes=-3', 4_999_997, 5_000_000]
			] as const) {
				const { response, bytes: part } = await fetch('/a/f', { range });
				expect([response.status, response.headers.get('content-range')]).toEqual([
					206,
					`bytes ${from}-${to - 1}/5000000`
				]);
				expect(part.equals(bytes.subarray(from, to))).toBe(true);
			}
			const beyond = await fetch('/a/f', { range: 'bytes=5000000-' });
			expect([beyond.response.status, beyond.response.headers.get('content-range')]).toEqual([416, 'bytes */5000000']);
			for (const range of ['bytes=0-1,4-5', 'lines=1-2', 'bytes=-']) {
				expect((await fetch('/a/f', { range })).response.status).toBe(200);
			}
			expect((await fetch('/a/f', { range: 'bytes=0-4', 'if-range': '"other"' })).response.status).toBe(200);
			expect((await upload('/b/f', bytes, { 'content-md5': md5('x') })).body.error).toBe('content_md5_mismatch');
			expect(held()).toBe(5_000_000);
		});

		it('that come compressed stay so, for those who can read it', async () => {
			const text = 'line of text\n'.repeat(1_000);
			const gzip = gzipSync(text);
			const headers = { 'content-encoding': 'gzip', 'content-type': 'text/plain' };
			expect((await upload('/a/f', gzip, headers)).status).toBe(201);
			const stub = { length: text.length, digest: `md5-${md5(gzip)}` };
			expect((await call('GET', '/a')).body._attachments.f).toEqual({
				...stub,
				content_type: 'text/plain',
				revpos: 1,
				stub: true
			});
			const told = await call('GET', '/a?att_encoding_info=true');
			expect(told.body._attachments.f).toMatchObject({ ...stub, encoding: 'gzip', encoded_length: gzip.length });
			const plain = await fetch('/a/f', { range: 'bytes=0-4' });
			expect([plain.bytes.toString() === text, plain.response.status]).toEqual([true, 200]);
			expect(plain.response.headers.get('content-encoding')).toBeNull();
			expect(plain.response.headers.get('content-length')).toBe(String(text.length));
			const packed = await fetch('/a/f', { 'accept-encoding': 'gzip' });
			expect(packed.response.headers.get('content-encoding')).toBe('gzip');
			expect(gunzipSync(packed.bytes).toString()).toBe(text);
			expect((await call('GET', '/a?attachments=true')).body._attachments.f.data).toBe(base64(text));
			for (const wrong of [Buffer.from('x'), gzip.subarray(0, 20)]) {
				expect((await upload('/b/f', wrong, headers)).status).toBe(400);
			}
			expect((await upload('/b/f', 'x', { 'content-encoding': 'br' })).status).toBe(415);
		});
	});

	describe('as multipart', () => {
		const doc = (attachments: object) => JSON.stringify({ ...revision('ba'), n: 1, _attachments: attachments });
		const follows = (length?: number) => ({ follows: true, content_type: 'a/b', ...(length && { length }) });

		it('follow their document by name or in order, small and large, beside stubs and data', async () => {
			const large = randomBytes(1_500_000);
			await push({ _id: 'a', ...revision('a'), _attachments: { s: inline('stub') } });
			const attachments = { g: follows(), 'f"1': follows(large.length), s: { stub: true }, i: inline('here') };
			const body = related([
				[json, doc(attachments)],
				[`${named('f\\"1')}\r\nContent-Length: ${large.length}`, large],
				['X: y', 'in order']
			]);
			const { status, body: answer } = await putRelated('/a?new_edits=false', body);
			expect([status, answer.rev]).toEqual([201, '2-b']);
			expect((await fetch('/a/f%221')).bytes.equals(large)).toBe(true);
			const texts = await Promise.all(['g', 's', 'i'].map(async (name) => (await call('GET', `/a/${name}`)).text));
			expect(texts).toEqual(['in order', 'stub', 'here']);
		});

		it('come compressed from a replicator, and go on to the next as they came', async () => {
			const text = 'hello '.repeat(999);
			const gzip = gzipSync(text);
			const digest = `md5-${md5(gzip)}`;
			const told = { content_type: 'text/plain', revpos: 2, digest, length: text.length };
			const encoded = { ...told, encoding: 'gzip', encoded_length: gzip.length, follows: true };
			const headers = `${named('t.txt')}\r\nContent-Encoding: gzip\r\nContent-Length: ${gzip.length}`;
			const body = related([
				[json, doc({ 't.txt': encoded, 'a.bin': follows(3) })],
				[headers, gzip],
				[named('a.bin'), 'xyz']
			]);
			expect((await putRelated('/a?new_edits=false', body)).status).toBe(201);
			const accept = { accept: 'multipart/mixed' };
			const open = await fetch('/a?open_revs=["2-b","9-z"]&revs=true&latest=true', accept);
			const [[document, ...files], missing] = (await partsOf(
				open.bytes,
				open.response.headers.get('content-type') ?? ''
			)) as [[Loose, ...Loose[]], object];
			expect(document).toMatchObject({ _rev: '2-b', _revisions: { start: 2, ids: ['b', 'a'] } });
			expect(Object.keys(document._attachments)).toEqual(['a.bin', 't.txt']);
			expect(document._attachments['t.txt']).toEqual(encoded);
			expect(files.map(({ whole }) => whole.toString('latin1'))).toEqual(['xyz', gzip.toString('latin1')]);
			expect(files.map(({ headers }) => headers.get('content-encoding'))).toEqual([undefined, 'gzip']);
			expect(missing).toEqual({ missing: '9-z' });
			const since = await fetch('/a?open_revs=["2-b"]&atts_since=["2-b"]', accept);
			const [[stubs, ...none]] = (await partsOf(since.bytes, since.response.headers.get('content-type') ?? '')) as [
				[Loose, ...Loose[]]
			];
			expect([stubs._attachments['t.txt'].stub, none]).toEqual([true, []]);
			const whole = await fetch('/a?attachments=true', { accept: 'multipart/related, application/json' });
			const parts = await partsOf(whole.bytes, whole.response.headers.get('content-type') ?? '');
			expect(parts).toHaveLength(3);
		});

		it.each([
			[
				'a part is missing',
				[
					[json, doc({ f: follows(), g: follows() })],
					[named('f'), 'x']
				]
			],
			[
				'a part is too many',
				[
					[json, doc({ f: follows() })],
					[named('f'), 'x'],
					[named('g'), 'x']
				]
			],
			[
				'a part is longer than it should be',
				[
					[json, doc({ f: follows(3) })],
					[named('f'), 'wxyz']
				]
			],
			[
				'a part is shorter than it should be',
				[
					[json, doc({ f: follows(3) })],
					[named('f'), 'xy']
				]
			],
			[
				'a part has another length than it says',
				[
					[json, doc({ f: follows(3) })],
					['Content-Length: 4', 'wxyz']
				]
			],
			[
				'a digest is another',
				[
					[json, doc({ f: { ...follows(), digest: `md5-${md5('y')}` } })],
					[named('f'), 'x']
				]
			],
			[
				'a part is not the gzip it should be',
				[
					[json, doc({ f: { ...follows(), encoding: 'gzip' } })],
					[named('f'), 'x']
				]
			],
			[
				'nobody can tell which part is which',
				[
					[json, doc({ 2: follows(), 1: follows() })],
					['', 'x'],
					['', 'y']
				]
			],
			['there is no document', []],
			['the document is none', [[json, '[]']]],
			['the document is not JSON', [['Content-Type: text/plain', '{}']]]
		] as [string, [string, string][]][])('are refused whole when %s', async (_how, parts) => {
			const { status, body } = await putRelated('/a?new_edits=false', related(parts));
			expect([status, typeof body.reason]).toEqual([400, 'string']);
			expect((await call('GET', '/a')).status).toBe(404);
			await call('POST', '/_compact', { body: {} });
			expect(held()).toBe(0);
		});

		it('are stored whole or not at all when the body is cut off anywhere', async () => {
			const body = related([
				[json, doc({ f: follows() })],
				[named('f'), randomBytes(1_000_000)]
			]);
			const places = [0, 1, 40, 120, 200, 500, 900_000, body.length - 6, body.length - 3, body.length - 1];
			for (const place of places) {
				expect((await putRelated('/a?new_edits=false', body.subarray(0, place))).status).toBe(400);
			}
			const broken = new ReadableStream<Uint8Array>({
				start: (controller) => controller.enqueue(body.subarray(0, 900_000)),
				pull: (controller) => controller.error(new Error('the network is gone'))
			});
			const request = new Request('http://site.test/couchdb/notes/a?new_edits=false', {
				method: 'PUT',
				body: broken,
				duplex: 'half',
				headers: { authorization: `Basic ${base64('admin:secret')}`, 'content-type': 'multipart/related; boundary=B' }
			} as RequestInit);
			expect((await test.app.handle(request)).status).toBe(400);
			expect((await call('GET', '/a')).status).toBe(404);
			await call('POST', '/_compact', { body: {} });
			expect(held()).toBe(0);
		});
	});

	it('are never stored in part, whatever happens to a body on its way', async () => {
		const text = 'some text that is compressed';
		const gzip = gzipSync(text);
		const told = {
			f: { content_type: 'a/b', follows: true, digest: `md5-${md5('bytes')}`, length: 5 },
			g: { follows: true, digest: `md5-${md5(gzip)}`, encoding: 'gzip', encoded_length: gzip.length, length: 28 },
			h: inline('here')
		};
		const body = related([
			[json, JSON.stringify({ _attachments: told })],
			[named('f'), 'bytes'],
			[`${named('g')}\r\nContent-Length: ${gzip.length}`, gzip]
		]);
		const change = fc.record({ at: fc.nat(body.length - 1), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
		let count = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(change, { maxLength: 2 }), async (changes) => {
				const id = `m${count++}`;
				const sent = changes.reduce(
					(bytes, { at, cut, put: more }) =>
						Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(Math.min(at + cut, bytes.length))]),
					body
				);
				const { status } = await putRelated(`/${id}`, sent);
				expect([200, 201, 400, 412, 413]).toContain(status);
				const { response, bytes } = await fetch(`/${id}?attachments=true&att_encoding_info=true`);
				expect(response.status === 200).toBe(status === 201);
				if (status !== 201) return;
				const { _attachments = {} } = JSON.parse(bytes.toString()) as Loose;
				for (const each of Object.values<Loose>(_attachments)) {
					const data = Buffer.from(each.data, 'base64');
					if (each.encoding === undefined) expect(`md5-${md5(data)}`).toBe(each.digest);
					else expect(data.toString()).toBe(text);
				}
			}),
			{ numRuns: 150, examples: [[[]]] }
		);
	});

	describe('of many documents', () => {
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
			const { device, authorization } = await test.enrol();
			const writer = createEventWriter(device);
			const [good, bad] = [writer.next(), writer.next()];
			const docs = [good, { ...bad, _attachments: { f: inline('x') } }];
			const pushed = await test.call('POST', '/couchdb/floorbook/_bulk_docs', {
				authorization,
				body: { docs, new_edits: false }
			});
			expect(pushed.body).toMatchObject([
				{ id: bad._id, error: 'forbidden', reason: expect.stringMatching(/attachments/) }
			]);
			const standalone = await test.call('PUT', `/couchdb/floorbook/${encodeURIComponent(good._id)}/f`, {
				authorization,
				body: 'x'
			});
			expect(standalone.status).toBe(403);
		});
	});
});
