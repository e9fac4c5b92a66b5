import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, inline, md5, revision, useNotes } from '../../tests/support/notes-app.ts';
import { boundaryOf, readParts } from './multipart.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into whatever came
type Loose = any;

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

describe('attachments as multipart', () => {
	const { app, call, compact, fetch, held, push } = useNotes();
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
		await compact();
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
		expect((await app().app.handle(request)).status).toBe(400);
		expect((await call('GET', '/a')).status).toBe(404);
		await compact();
		expect(held()).toBe(0);
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
});
