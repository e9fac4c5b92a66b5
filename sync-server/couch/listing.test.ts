import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useNotes } from '../../tests/support/notes-app.ts';
import { ADMIN, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

interface Rows {
	readonly rows: readonly { readonly id?: string; readonly key: string; readonly doc?: object }[];
}

describe('lists of documents', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
		const ids = ['a', 'b', 'c', '_design/x', '_design/y', '_local/p', '_local/q', '_local/r'];
		await test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs: ids.map((_id) => ({ _id })) } });
	});
	afterEach(() => test.close());

	const ask = (path: string, body?: unknown) =>
		test.call(body === undefined ? 'GET' : 'POST', `/couchdb/notes/${path}`, body === undefined ? {} : { body });
	const keys = ({ rows }: Rows) => rows.map(({ key }) => key);

	it.each([
		['_all_docs', ['_design/x', '_design/y', 'a', 'b', 'c']],
		['_design_docs', ['_design/x', '_design/y']],
		['_local_docs', ['_local/p', '_local/q', '_local/r']]
	])('%s has what is its own, by GET and by POST, from either end and within bounds', async (path, all) => {
		expect(keys((await ask(path)).body)).toEqual(all);
		expect(keys((await ask(path, {})).body)).toEqual(all);
		expect(keys((await ask(path, { descending: true })).body)).toEqual(all.toReversed());
		const [first = '', last = ''] = [all[0], all.at(-1)];
		expect(keys((await ask(`${path}?startkey=${JSON.stringify(last)}`)).body)).toEqual([last]);
		expect(keys((await ask(`${path}?endkey="${first}"`)).body)).toEqual([first]);
		expect(keys((await ask(`${path}?endkey="${first}"&inclusive_end=false`)).body)).toEqual([]);
		expect(keys((await ask(`${path}?descending=true&startkey="${first}"`)).body)).toEqual([first]);
		expect(keys((await ask(`${path}?key="${last}"`)).body)).toEqual([last]);
		expect(keys((await ask(`${path}?skip=1&limit=1`)).body)).toEqual([all[1]]);
		expect((await ask(`${path}?include_docs=true&limit=1`)).body.rows).toMatchObject([{ doc: { _id: first } }]);
	});

	it('answer keys in the order asked, backwards when descending, and say which are not there', async () => {
		const asked = { keys: ['c', 'no', 'a'] };
		expect(keys((await ask('_all_docs', asked)).body)).toEqual(['c', 'no', 'a']);
		expect(keys((await ask('_all_docs', { ...asked, descending: true })).body)).toEqual(['a', 'no', 'c']);
		expect((await ask('_local_docs', { keys: ['_local/q', 'a'] })).body.rows).toMatchObject([
			{ id: '_local/q', value: { rev: '0-1' } },
			{ key: 'a', error: 'not_found' }
		]);
		for (const bound of ['key', 'startkey', 'end_key']) {
			expect((await ask(`_all_docs?${bound}="a"&keys=["a"]`)).body.error).toBe('query_parse_error');
		}
	});

	it('give local documents one after the other, which may be too many for the memory', async () => {
		const text = 'x'.repeat(1_000_000);
		for (let n = 0; n < 20; n++) {
			await test.call('PUT', `/couchdb/notes/_local/large${n}`, { body: { text } });
		}
		const { rows } = (await ask('_local_docs?include_docs=true&startkey="_local/large18"')).body as Rows;
		expect(rows.filter(({ doc }) => (doc as { text?: string }).text === text)).toHaveLength(10);
		const request = new Request('http://site.test/couchdb/notes/_local_docs?include_docs=true', {
			headers: { authorization: ADMIN }
		});
		const reader = (await test.app.handle(request)).body?.getReader();
		const { value = new Uint8Array() } = (await reader?.read()) ?? {};
		await reader?.cancel();
		expect(value.byteLength).toBeLessThan(3_000_000);
	});

	it.each(['_all_docs', '_design_docs', '_local_docs'])('%s answers several questions in one request', async (path) => {
		const queries = [{ limit: 1 }, { skip: 1, limit: 1 }, { keys: ['no'] }];
		const { status, body } = await ask(`${path}/queries`, { queries });
		expect(status).toBe(200);
		const alone = await Promise.all(queries.map(async (query) => (await ask(path, query)).body));
		expect(body.results).toEqual(alone);
		expect((await ask(`${path}/queries`, {})).status).toBe(400);
		expect((await ask(`${path}/queries`, { queries: Array(101).fill({}) })).status).toBe(413);
	});
});

describe('documents by their ids', () => {
	const { call, bulk } = useNotes();

	it('are listed by id in byte order, by range, backwards, or by keys', async () => {
		await bulk(['b', 'Z', 'a', 'é', 'a:1', 'a;'].map((_id) => ({ _id })));
		const list = async (query: string) =>
			(await call('GET', `/_all_docs?${query}`)).body.rows.map(({ id }: { id: string }) => id);
		expect(await list('')).toEqual(['Z', 'a', 'a:1', 'a;', 'b', 'é']);
		expect(await list('startkey="a:"&endkey="a;"&inclusive_end=false')).toEqual(['a:1']);
		expect(await list('descending=true&limit=2&skip=1')).toEqual(['b', 'a;']);
		expect(await list('descending=true&startkey="b"&endkey="a;"')).toEqual(['b', 'a;']);
		expect(await list('key="a"')).toEqual(['a']);
		// what is no string lies before all of them, or after
		for (const before of ['5', 'null', 'true']) {
			expect(await list(`endkey=${before}`)).toEqual([]);
			expect(await list(`key=${before}`)).toEqual([]);
			expect(await list(`descending=true&startkey=${before}`)).toEqual([]);
			expect(await list(`startkey=${before}&limit=1`)).toEqual(['Z']);
		}
		for (const after of ['[]', '{}']) {
			expect(await list(`startkey=${after}`)).toEqual([]);
			expect(await list(`endkey=${after}&limit=1`)).toEqual(['Z']);
		}
		const { _rev } = (await call('GET', '/b')).body;
		await call('DELETE', `/b?rev=${_rev}`);
		const { body } = await call('POST', '/_all_docs', { body: { keys: ['é', 'none', 'b'], include_docs: true } });
		expect(body.rows).toMatchObject([
			{ id: 'é', doc: { _id: 'é' } },
			{ key: 'none', error: 'not_found' },
			{ id: 'b', value: { deleted: true }, doc: null }
		]);
	});
});
