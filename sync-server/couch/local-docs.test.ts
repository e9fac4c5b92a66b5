import { describe, expect, it } from 'vitest';
import { useNotes } from '../../tests/support/notes-app.ts';

describe('local documents', () => {
	const { call, bulk } = useNotes();

	it('are written by the last to come, and seen nowhere else', async () => {
		const local = (method: string, body?: object) => call(method, '/_local/ck', body ? { body } : {});
		expect((await local('PUT', { n: 1 })).body).toEqual({ ok: true, id: '_local/ck', rev: '0-1' });
		expect((await local('PUT', { n: 2, _rev: '0-1' })).body.rev).toBe('0-2');
		expect((await local('PUT', { n: 3, _rev: '0-1' })).status).toBe(201);
		expect((await call('GET', '/_local%2Fck')).body).toEqual({ _id: '_local/ck', _rev: '0-2', n: 3 });
		expect((await call('GET', '/_changes')).body.results).toEqual([]);
		expect((await call('GET', '/_all_docs')).body.rows).toEqual([]);
		const row = { ok: true, id: '_local/x', rev: '0-1' };
		expect((await call('POST', '', { body: { _id: '_local/x' } })).body).toEqual(row);
		const docs = [
			{ _id: '_local/x' },
			{ _id: 'm' },
			{ _id: '_local/x', _deleted: true },
			{ _id: '_local/x', _deleted: true }
		];
		expect((await bulk(docs)).body).toMatchObject([
			row,
			{ ok: true, id: 'm' },
			{ ok: true, id: '_local/x', rev: '0-0' },
			{ id: '_local/x', error: 'not_found' }
		]);
		expect((await bulk([{ _id: '_local/y' }], { new_edits: false })).body).toEqual([]);
		expect((await local('DELETE')).status).toBe(200);
		expect((await local('GET')).body.reason).toBe('missing');
	});
});
