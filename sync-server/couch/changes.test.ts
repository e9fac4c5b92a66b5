import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

const revision = (digit: string) => digit.repeat(32);

describe('_changes', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const changes = (query = '', body?: object) =>
		test.call(body ? 'POST' : 'GET', `/couchdb/notes/_changes?${query}`, body ? { body } : {});
	const put = async (id: string, body: object = {}) =>
		(await test.call('PUT', `/couchdb/notes/${id}`, { body })).body.rev;
	const ids = (answer: { body: { results: { id: string }[] } }) => answer.body.results.map(({ id }) => id);

	/** Opens a feed and reads it piece by piece, each piece as it is sent. */
	async function open(query: string) {
		const response = await test.app.handle(
			new Request(`http://site.test/couchdb/notes/_changes?${query}`, { headers: { authorization: ADMIN } })
		);
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		return {
			response,
			/** The next piece; undefined at the end. */
			next: async () => (await reader.read()).value,
			rest: async () => {
				let text = '';
				for (;;) {
					const { done, value } = await reader.read();
					if (done) return text;
					text += value;
				}
			},
			cancel: () => reader.cancel()
		};
	}

	it('lists each document once, at its latest update, and tells what is deleted', async () => {
		const a = await put('a');
		const b = await put('b');
		await put('a', { _rev: a, v: 2 });
		await test.call('DELETE', `/couchdb/notes/b?rev=${b}`);
		const { body } = await changes();
		expect(body.results.map(({ id, deleted }: { id: string; deleted?: true }) => [id, deleted])).toEqual([
			['a', undefined],
			['b', true]
		]);
		expect(body.pending).toBe(0);
		expect(Number.parseInt(body.last_seq, 10)).toBe(4);
	});

	it('visits every document once in pages, with a count of what is left', async () => {
		for (let index = 0; index < 23; index++) await put(`n${index}`);
		const seen: string[] = [];
		let since = '0';
		for (let page = 0; page < 4; page++) {
			const { body } = await changes(`limit=7&since=${since}`);
			seen.push(...body.results.map(({ id }: { id: string }) => id));
			expect(body.pending).toBe(23 - seen.length);
			since = body.last_seq;
		}
		expect(new Set(seen).size).toBe(23);
		expect((await changes(`since=${since}`)).body.results).toEqual([]);
	});

	it('answers a page of no rows with how much there is', async () => {
		await put('a');
		expect((await changes('limit=0')).body).toMatchObject({ results: [], pending: 1 });
	});

	it('starts over for a place of a database that was deleted, however far that had come', async () => {
		for (const id of ['a', 'b', 'c']) await put(id);
		const { last_seq } = (await changes()).body;
		await test.call('DELETE', '/couchdb/notes');
		await test.call('PUT', '/couchdb/notes');
		await put('new');
		expect(ids(await changes(`since=${last_seq}`))).toEqual(['new']);
		expect(ids(await changes('since=999-g1AAAAC'))).toEqual(['new']);
		expect((await changes('since=5-garbage!')).status).toBe(400);
	});

	it('shows the winner alone, or every leaf', async () => {
		const docs = ['b', 'c'].map((digit) => ({
			_id: 'a',
			_rev: `2-${revision(digit)}`,
			_revisions: { start: 2, ids: [revision(digit), revision('a')] }
		}));
		await test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs, new_edits: false } });
		expect((await changes()).body.results[0].changes).toEqual([{ rev: `2-${revision('c')}` }]);
		expect((await changes('style=all_docs')).body.results[0].changes).toHaveLength(2);
		const { doc } = (await changes('include_docs=true&conflicts=true')).body.results[0];
		expect(doc).toEqual({ _id: 'a', _rev: `2-${revision('c')}`, _conflicts: [`2-${revision('b')}`] });
	});

	it('is not sent again to whoever has it', async () => {
		await put('a');
		const ask = (query: string, tag?: string | null) =>
			test.call('GET', `/couchdb/notes/_changes?${query}`, tag ? { headers: { 'if-none-match': tag } } : {});
		const { headers } = await ask('');
		const tag = headers.get('etag');
		expect((await ask('', tag)).status).toBe(304);
		expect((await ask('', `W/${tag}`)).status).toBe(304);
		expect((await ask('since=now', tag)).status).toBe(200);
		expect((await ask('feed=longpoll', tag)).status).toBe(200);
		await put('b');
		expect((await ask('', tag)).body.results).toHaveLength(2);
	});

	it('filters by id, by selector, by design; and refuses what it would have to run', async () => {
		for (const [index, id] of ['a', 'b', 'c'].entries()) await put(id, { k: index });
		await put('_design/f', { filters: { one: 'function () { return true; }' } });
		expect(ids(await changes('filter=_doc_ids', { doc_ids: ['c', 'a', 'x'] }))).toEqual(['a', 'c']);
		expect(ids(await changes('filter=_selector', { selector: { k: { $gte: 1 } } }))).toEqual(['b', 'c']);
		expect(ids(await changes('filter=_design'))).toEqual(['_design/f']);
		expect((await changes('filter=_selector', { selector: { k: { $nope: 1 } } })).status).toBe(400);
		expect((await changes('filter=f/one')).status).toBe(501);
		expect((await changes('filter=f/two')).status).toBe(404);
		expect((await changes('filter=_view&view=f/one')).status).toBe(404);
	});

	it('finds one document among many that a filter does not want, past the first page', async () => {
		const docs = Array.from({ length: 1_200 }, (_, index) => ({ _id: `n${index}` }));
		await test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs } });
		const answer = await changes('filter=_doc_ids&limit=1', { doc_ids: ['n1100'] });
		expect(ids(answer)).toEqual(['n1100']);
		expect(answer.body.pending).toBe(99);
	});

	it('goes backwards', async () => {
		for (const id of ['a', 'b', 'c']) await put(id);
		expect(ids(await changes('descending=true&limit=2'))).toEqual(['c', 'b']);
	});

	it('longpoll answers at once when there is something', async () => {
		await put('a');
		expect(ids(await changes('feed=longpoll'))).toEqual(['a']);
	});

	it('longpoll sends its first bytes at once and ends with the next write', async () => {
		await put('a');
		const feed = await open('feed=longpoll&since=now&heartbeat=60000');
		expect(feed.response.headers.get('content-length')).toBeNull();
		expect(await feed.next()).toBe('{"results":[\n');
		const rest = feed.rest();
		await put('b');
		expect(JSON.parse(`{"results":[${await rest}`)).toMatchObject({ results: [{ id: 'b' }], pending: 0 });
	});

	it('longpoll does not end with a write that its filter does not want', async () => {
		const feed = await open('feed=longpoll&since=now&heartbeat=60000&filter=_doc_ids&doc_ids=["b"]');
		await feed.next();
		const rest = feed.rest();
		await put('a');
		await put('b');
		expect(JSON.parse(`{"results":[${await rest}`).results).toMatchObject([{ id: 'b' }]);
	});

	it('longpoll ends empty after its timeout, and beats without one', async () => {
		const { body } = await changes('feed=longpoll&since=now&timeout=1');
		expect(body).toMatchObject({ results: [], pending: 0 });
		const feed = await open('feed=longpoll&since=now&heartbeat=1&timeout=1');
		await feed.next();
		expect([await feed.next(), await feed.next()]).toEqual(['\n', '\n']);
		await feed.cancel();
	});

	it('continuous sends a line for each change as it comes, and where it stood at its end', async () => {
		await put('a');
		const feed = await open('feed=continuous&limit=2&heartbeat=60000');
		expect(JSON.parse((await feed.next())!)).toMatchObject({ id: 'a' });
		const next = feed.next();
		await put('b');
		expect(JSON.parse((await next)!)).toMatchObject({ id: 'b' });
		const end = JSON.parse((await feed.next())!);
		expect([Number.parseInt(end.last_seq, 10), end.pending]).toEqual([2, 0]);
		expect(await feed.next()).toBeUndefined();
	});

	it.each([
		['continuous', '\n'],
		['eventsource', 'event: heartbeat\ndata: \n\n']
	])('%s says at once that it is heard, where heartbeats are asked for', async (kind, heartbeat) => {
		const feed = await open(`feed=${kind}&since=now&heartbeat=60000`);
		expect(await feed.next()).toBe(heartbeat);
		await feed.cancel();
	});

	it('eventsource sends what browsers read, and goes on from the last id', async () => {
		await put('a');
		const feed = await open('feed=eventsource&heartbeat=60000');
		expect(feed.response.headers.get('content-type')).toBe('text/event-stream');
		const [, data, id] = /^data: (.*)\nid: (.*)\n\n$/.exec((await feed.next())!) ?? [];
		expect(JSON.parse(data ?? '')).toMatchObject({ id: 'a', seq: id });
		await feed.cancel();
		await put('b');
		const again = await open(`feed=eventsource&heartbeat=60000&last-event-id=${id}`);
		expect(await again.next()).toContain('"id":"b"');
		await again.cancel();
	});

	it('ends its feeds with the server, at the place they had come to', async () => {
		await put('a');
		const feed = await open('feed=longpoll&since=now&heartbeat=60000');
		await feed.next();
		const rest = feed.rest();
		test.app.close();
		const { results, last_seq } = JSON.parse(`{"results":[${await rest}`);
		expect([results, Number.parseInt(last_seq, 10)]).toEqual([[], 1]);
	});

	it('ends its feeds with the database', async () => {
		const feed = await open('feed=continuous&since=now&heartbeat=60000');
		const rest = feed.rest();
		await test.call('DELETE', '/couchdb/notes');
		expect(JSON.parse(await rest)).toHaveProperty('last_seq');
	});

	it.each([
		'feed=nope',
		'feed=constructor',
		'feed=__proto__',
		'limit=-1',
		'limit=x',
		'heartbeat=x',
		'heartbeat=0',
		'timeout=x'
	])('refuses %s', async (query) => {
		const answer = await changes(query);
		expect([answer.status, typeof answer.body.reason]).toEqual([400, 'string']);
	});
});
