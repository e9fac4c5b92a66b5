import { describe, expect, it } from 'vitest';
import { useNotes } from '../../tests/support/notes-app.ts';

describe('documents and indexes', () => {
	const { call, put, bulk } = useNotes();

	it('are found by selector, sorted where an index says so, page by page', async () => {
		await bulk(Array.from({ length: 60 }, (_, k) => ({ _id: `d${String(k).padStart(2, '0')}`, k, a: { b: k % 3 } })));
		const find = (body: object) => call('POST', '/_find', { body });
		const first = (await find({ selector: { _id: { $gt: null } } })).body;
		expect(first.docs).toHaveLength(25);
		const second = (await find({ selector: { _id: { $gt: null } }, bookmark: first.bookmark })).body;
		expect(second.docs[0]._id).toBe('d25');
		const query = { selector: { 'a.b': 1 }, sort: [{ k: 'desc' }], limit: 2, fields: ['k', 'a.b'] };
		expect((await find(query)).body.error).toBe('no_usable_index');
		expect((await call('POST', '/_index', { body: { index: { fields: ['k'] }, name: 'by-k' } })).body.result).toBe(
			'created'
		);
		expect((await find(query)).body.docs).toEqual([
			{ k: 58, a: { b: 1 } },
			{ k: 55, a: { b: 1 } }
		]);
		expect((await find({ selector: { k: { $nope: 1 } } })).status).toBe(400);
	});

	it('lose one index of several of a design document, which goes with the last', async () => {
		const names = async () =>
			(await call('GET', '/_index')).body.indexes.slice(1).map(({ name }: { name: string }) => name);
		for (const name of ['one', 'two']) {
			await call('POST', '/_index', { body: { index: { fields: [name] }, ddoc: 'both', name } });
		}
		expect((await call('DELETE', '/_index/_design/both/json/none')).status).toBe(404);
		expect((await call('DELETE', '/_index/_design/both/json/one')).body).toEqual({ ok: true });
		expect(await names()).toEqual(['two']);
		expect((await call('DELETE', '/_index/both/json/two')).body).toEqual({ ok: true });
		expect([await names(), (await call('GET', '/_design/both')).body.reason]).toEqual([[], 'deleted']);
	});

	it.each([
		['a name that no document takes', { name: '__proto__' }, 'bad_request'],
		['a member that no document has', { index: { fields: ['__proto__'] } }, 'bad_request'],
		['no design document', { ddoc: '' }, 'illegal_docid'],
		['a design document of functions', { ddoc: 'functions' }, 'invalid_ddoc_lang']
	])('get no index with %s', async (_, asked, error) => {
		await put('_design/functions', { views: { v: { map: 'function (doc) {}' } } });
		const answer = await call('POST', '/_index', { body: { index: { fields: ['k'] }, ...asked } });
		expect([answer.status, answer.body.error]).toEqual([400, error]);
	});
});
