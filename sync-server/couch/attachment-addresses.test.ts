import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { base64, inline, md5, useNotes } from '../../tests/support/notes-app.ts';

describe('attachments at their own address', () => {
	const { call, fetch, held, put, upload } = useNotes();

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
