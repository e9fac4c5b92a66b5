import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useNotes } from '../../tests/support/notes-app.ts';

describe('many documents in one request', () => {
	const { call, put, bulk } = useNotes();

	it('fail a bulk request together when one is none at all, and one by one otherwise', async () => {
		await put('x');
		const { body } = await bulk([{ _id: 'a' }, { _id: 'x' }, { _id: 'a' }]);
		expect(body.map(({ id, error }: { id: string; error?: string }) => [id, error])).toEqual([
			['a', undefined],
			['x', 'conflict'],
			['a', 'conflict']
		]);
		for (const wrong of [{ _id: '_bad' }, { _id: 'b', _nope: 1 }, { _id: 7 }, [], 'text', null]) {
			expect((await bulk([{ _id: 'fine' }, wrong as object])).status).toBe(400);
		}
		expect((await call('GET', '/fine')).status).toBe(404);
	});

	it.each([
		['invalid JSON', '{bad', {}, 400, 'bad_request'],
		['no list of documents', '{}', {}, 400, 'bad_request'],
		['another content type', '{"docs":[]}', { 'content-type': 'text/plain' }, 415, 'bad_content_type'],
		['an unknown encoding', '{"docs":[]}', { 'content-encoding': 'br' }, 415, 'bad_content_encoding'],
		['broken gzip', 'not gzip', { 'content-encoding': 'gzip' }, 400, 'bad_request']
	])('refuse %s', async (_, body, headers, status, error) => {
		const answer = await call('POST', '/_bulk_docs', { body, headers: headers as Record<string, string> });
		expect([answer.status, answer.body.error]).toEqual([status, error]);
	});

	it('come compressed, unless they inflate beyond all bounds', async () => {
		const headers = { 'content-encoding': 'gzip' };
		const zip = (text: string) => gzipSync(text);
		expect((await call('POST', '/_bulk_docs', { headers, body: zip('{"docs":[{"_id":"a"}]}') })).status).toBe(201);
		const bomb = zip(`{"docs":[],"x":"${' '.repeat(140 * 2 ** 20)}"}`);
		expect((await call('POST', '/_bulk_docs', { headers, body: bomb })).body.error).toBe('too_large');
	});
});
