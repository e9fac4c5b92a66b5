import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventWriter } from '../tests/support/device-events.ts';
import { basic, startTestApp, type TestApp } from '../tests/support/sync-app.ts';
import { DEFAULT_LIMITS, LOAD, RATES } from './limits.ts';

const UNHURRIED = { ...RATES, requests: { perSecond: 10_000, burst: 10_000 } };

describe('limits', () => {
	let test: TestApp;
	let device: Awaited<ReturnType<TestApp['enrol']>>;
	const leave: (() => Promise<void>)[] = [];
	beforeEach(async () => {
		test = await startTestApp({ rates: UNHURRIED, load: { ...LOAD, requests: 20, bodyBytes: 2 ** 20, feeds: 5 } });
		device = await test.enrol();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(async () => {
		for (const end of leave.splice(0)) await end();
		test.close();
	});

	const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
		test.call('POST', path, { body, headers });
	const asDevice = (method: string, path: string, body?: unknown) =>
		test.call(method, path, { authorization: device.authorization, ...(body === undefined ? {} : { body }) });

	/** Opens a feed and leaves it open. Its status, and a promise that it has ended. */
	async function open(path: string, authorization: string) {
		const response = await test.app.handle(new Request(`http://site.test${path}`, { headers: { authorization } }));
		if (response.status !== 200) return { status: response.status, headers: response.headers };
		const reader = response.body!.getReader();
		const ended = (async () => {
			while (!(await reader.read()).done);
		})();
		leave.push(() => reader.cancel());
		return { status: 200, headers: response.headers, ended };
	}

	describe('of a document', () => {
		const malformed = (limit: number) => ({
			deep: JSON.parse(`${'['.repeat(limit)}${']'.repeat(limit)}`) as unknown,
			halved: 'a\ud800',
			named: { '\udc00': 1 }
		});

		it('refuse it in a row of its own', async () => {
			const docs = Object.entries(malformed(513)).map(([_id, value]) => ({ _id, value }));
			const { status, body } = await post('/couchdb/notes/_bulk_docs', { docs: [...docs, { _id: 'good' }] });
			expect([status, ...body.map(({ ok, error }: { ok?: true; error?: string }) => ok ?? error)]).toEqual([
				201,
				'bad_request',
				'bad_request',
				'bad_request',
				true
			]);
		});

		it('are the same for local ones', async () => {
			for (const value of Object.values(malformed(513))) {
				const answer = await test.call('PUT', '/couchdb/notes/_local/x', { body: { value } });
				expect([answer.status, answer.body.error]).toEqual([400, 'bad_request']);
			}
		});

		it('are narrower at the site', async () => {
			const wide = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`m${index}`, 0]));
			const docs = [
				{ _id: 'wide', _rev: '1-a', wide },
				{ _id: 'deep', _rev: '1-a', ...malformed(33) },
				{ _id: 'long', _rev: '1-a', text: 'x'.repeat(65_536) }
			];
			const { body } = await asDevice('POST', '/couchdb/floorbook/_bulk_docs', { docs, new_edits: false });
			expect(body.map(({ reason }: { reason: string }) => reason)).toEqual([
				'wide has an object of more than 256 members',
				'deep is nested deeper than 32',
				expect.stringContaining('not an event')
			]);
		});
	});

	describe('of a body', () => {
		it.each<[string, string]>([
			['{"docs":[],"docs":[]}', 'a name stands twice in one JSON object'],
			['{"docs":[{"_id":"a","\\u005fid":"b"}]}', 'a name stands twice in one JSON object'],
			['{"docs":[{"_id":"a","__proto__":{}}]}', 'the name __proto__ is not taken']
		])('refuse %s, in any database', async (text, reason) => {
			for (const name of ['notes', 'floorbook']) {
				expect((await post(`/couchdb/${name}/_bulk_docs`, text)).body).toEqual({ error: 'bad_request', reason });
			}
		});

		it('take gzip, and say what is wrong with it', async () => {
			const gzip = { 'content-encoding': 'gzip' };
			const packed = gzipSync(JSON.stringify({ docs: [{ _id: 'a' }] }));
			expect((await post('/couchdb/notes/_bulk_docs', packed, gzip)).status).toBe(201);
			for (const broken of [packed.subarray(0, 20), Buffer.from('not gzip'), Buffer.alloc(0)]) {
				expect((await post('/couchdb/notes/_bulk_docs', broken, gzip)).body.error).toBe('bad_request');
			}
			const answer = await post('/couchdb/notes/_bulk_docs', packed, { 'content-encoding': 'br' });
			expect([answer.status, answer.body.error]).toEqual([415, 'bad_content_encoding']);
		});

		it('stop what is small and becomes large', async () => {
			const bomb = gzipSync(Buffer.alloc(40 * 2 ** 20, ' '));
			expect(bomb.length).toBeLessThan(100_000);
			const answer = await post('/couchdb/floorbook/_bulk_docs', bomb, { 'content-encoding': 'gzip' });
			expect([413, 503]).toContain(answer.status);
		});
	});

	describe('of what is under way', () => {
		it('refuse what would not fit beside the other bodies, until those are answered', async () => {
			const body = JSON.stringify({ docs: [{ _id: 'a', text: 'x'.repeat(600_000) }] });
			const answers = await Promise.all([
				post('/couchdb/notes/_bulk_docs', body),
				post('/couchdb/notes/_bulk_docs', body)
			]);
			expect(answers.map(({ status }) => status).sort()).toEqual([201, 503]);
			const refused = answers.find(({ status }) => status === 503);
			expect([refused?.headers.get('retry-after'), refused?.body.error]).toEqual(['2', 'service_unavailable']);
			expect((await post('/couchdb/notes/_bulk_docs', body)).status).toBe(201);
		});

		it('counts attachments beside the text that they came in', async () => {
			const sent = (size: number) => ({
				_id: 'a',
				_attachments: { f: { data: Buffer.alloc(size).toString('base64') } }
			});
			for (const [path, body] of [
				['_bulk_docs', { docs: [sent(600_000)] }],
				['', sent(600_000)]
			] as const) {
				const { status, headers } = await post(`/couchdb/notes/${path}`, body);
				expect([status, headers.get('retry-after')]).toEqual([503, '2']);
			}
			expect((await test.call('GET', '/couchdb/notes/a')).status).toBe(404);
			expect((await post('/couchdb/notes/_bulk_docs', { docs: [sent(300_000)] })).status).toBe(201);
		});

		it('refuse more requests than are answered at once', async () => {
			const statuses = (await Promise.all(Array.from({ length: 50 }, () => asDevice('GET', '/couchdb/floorbook')))).map(
				({ status }) => status
			);
			expect(statuses.filter((status) => status === 200)).toHaveLength(20);
			expect(statuses.filter((status) => status === 503)).toHaveLength(30);
			expect((await asDevice('GET', '/couchdb/floorbook')).status).toBe(200);
		});
	});

	describe('of feeds', () => {
		const feed = '/couchdb/floorbook/_changes?feed=continuous&heartbeat=10000&since=now';

		it('leave a device two, and tell a third to wait', async () => {
			for (let count = 0; count < 2; count++) expect((await open(feed, device.authorization)).status).toBe(200);
			const third = await open(feed, device.authorization);
			expect([third.status, third.headers.get('retry-after')]).toEqual([429, '10']);
			const other = await test.enrol();
			expect((await open(feed, other.authorization)).status).toBe(200);
		});

		it('count those that are over no more', async () => {
			for (let count = 0; count < 6; count++) {
				const { status } = await asDevice('GET', '/couchdb/floorbook/_changes?feed=longpoll&timeout=1');
				expect(status).toBe(200);
			}
		});

		it('leave the server so many', async () => {
			for (let count = 0; count < 5; count++) expect((await open(feed, basic('admin', 'secret'))).status).toBe(200);
			const next = await open('/couchdb/notes/_changes?feed=longpoll&since=now', basic('admin', 'secret'));
			expect([next.status, next.headers.get('retry-after')]).toEqual([503, '10']);
			for (const end of leave.splice(0, 1)) await end();
			expect((await open(feed, basic('admin', 'secret'))).status).toBe(200);
		});
	});

	it('give the changes of the site in pages that lose nothing', async () => {
		const writer = createEventWriter(device.device);
		const ids: string[] = [];
		for (let chunk = 0; chunk < 3; chunk++) {
			const docs = Array.from({ length: 700 }, () => writer.next());
			ids.push(...docs.map(({ _id }) => _id));
			expect((await asDevice('POST', '/couchdb/floorbook/_bulk_docs', { docs, new_edits: false })).body).toEqual([]);
		}
		const seen: string[] = [];
		const pages: [number, number][] = [];
		for (let since = '0'; seen.length < ids.length;) {
			const { body } = await asDevice('GET', `/couchdb/floorbook/_changes?limit=5000&since=${since}`);
			seen.push(...body.results.map(({ id }: { id: string }) => id));
			pages.push([body.results.length, body.pending]);
			since = body.last_seq;
		}
		expect(seen.sort()).toEqual(ids.sort());
		expect(pages).toEqual([
			[1_000, 1_100],
			[1_000, 100],
			[100, 0]
		]);
		// a replicator that takes the end of the answer for the end of the changes comes as the administrator
		expect((await test.call('GET', '/couchdb/floorbook/_changes')).body.results).toHaveLength(2_100);
	});

	describe('of questions', () => {
		const find = (body: object, name = 'notes') => post(`/couchdb/${name}/_find`, body);

		it('keep regular expressions from the site', async () => {
			const answer = await find({ selector: { text: { $regex: '(a+)+$' } } }, 'floorbook');
			expect([answer.status, answer.body.error]).toEqual([400, 'invalid_operator']);
		});

		it('bound what one looks at', async () => {
			test.close();
			test = await startTestApp({
				limits: { ...DEFAULT_LIMITS, find: { ...FIND, scannedDocuments: 300 } }
			});
			await test.call('PUT', '/couchdb/notes');
			const docs = Array.from({ length: 500 }, (_, index) => ({ _id: `n${String(index).padStart(3, '0')}`, index }));
			await post('/couchdb/notes/_bulk_docs', { docs });
			expect((await find({ selector: { index: { $lt: 0 } } })).body.reason).toContain('more than 300 documents');
			expect((await find({ selector: { index: 250 } })).status).toBe(400);
			expect((await find({ selector: { index: { $gte: 0 } }, limit: 10 })).body.docs).toHaveLength(10);
		});

		it('go on after a bookmark', async () => {
			const docs = Array.from({ length: 90 }, (_, index) => ({ _id: `n${String(index).padStart(3, '0')}`, index }));
			await post('/couchdb/notes/_bulk_docs', { docs });
			const seen: number[] = [];
			for (let bookmark = 'nil'; ;) {
				const { body } = await find({ selector: { index: { $gte: 0 } }, bookmark });
				seen.push(...body.docs.map(({ index }: { index: number }) => index));
				bookmark = body.bookmark;
				if (body.docs.length === 0) break;
			}
			expect(seen).toEqual(docs.map(({ index }) => index));
			expect((await find({ selector: {}, bookmark: 'nonsense' })).body.error).toBe('invalid_bookmark');
		});

		it('sort what they find in memory that is bounded by what is asked for', async () => {
			const docs = Array.from({ length: 400 }, (_, index) => ({ _id: `n${index}`, order: (index * 7) % 400 }));
			await post('/couchdb/notes/_bulk_docs', { docs });
			await post('/couchdb/notes/_index', { index: { fields: ['order'] } });
			const { body } = await find({ selector: {}, sort: [{ order: 'desc' }], limit: 5, skip: 3, fields: ['order'] });
			expect(body.docs.map(({ order }: { order: number }) => order)).toEqual([396, 395, 394, 393, 392]);
			expect((await find({ selector: {}, skip: 10 ** 12 })).body.docs).toEqual([]);
		});

		it('pick members, and never what all objects share', async () => {
			await post('/couchdb/notes/_bulk_docs', { docs: [{ _id: 'a', in: { constructor: { name: 'x' }, b: 1 } }] });
			const fields = ['in.constructor.name', '__proto__.x', 'in.__proto__.y', 'constructor', 'in.b'];
			const { body } = await find({ selector: {}, fields });
			expect(body.docs).toEqual([{ in: { constructor: { name: 'x' }, b: 1 } }]);
			expect(({} as { y?: unknown }).y).toBeUndefined();
		});
	});

	it('let nobody send the server anywhere', async () => {
		let connections = 0;
		const elsewhere = createServer(() => connections++).listen(0, '127.0.0.1');
		await once(elsewhere, 'listening');
		const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/db`;
		const job = { source: url, target: url, create_target: true, continuous: true };
		await post('/couchdb/_replicate', job);
		await test.call('PUT', '/couchdb/_replicator');
		await test.call('PUT', '/couchdb/_replicator/job', { body: job });
		await post('/couchdb/_replicator', job);
		for (const path of ['replicator/db', 'httpd/proxy', 'os_daemons/x', 'couch_httpd_auth/proxy']) {
			const { status } = await test.call('PUT', `/couchdb/_node/_local/_config/${path}`, { body: JSON.stringify(url) });
			expect(status).toBeGreaterThanOrEqual(400);
		}
		await post('/couchdb/_cluster_setup', { action: 'add_node', host: '127.0.0.1', port: new URL(url).port });
		await test.call('GET', `/couchdb/notes?proxy=${url}`, { headers: { host: new URL(url).host } });
		await new Promise((resolve) => setTimeout(resolve, 50));
		elsewhere.close();
		expect(connections).toBe(0);
	});
});

const FIND = { scannedDocuments: 1, work: Infinity, rows: 1_000, answerBytes: 2 ** 20, regularExpressions: true };
