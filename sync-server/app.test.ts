import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random, startTestApp, type TestApp } from '../tests/support/sync-app.ts';
import { openStorage } from './log/storage.ts';
import { StorageFailure } from './log/write-queue.ts';

const POLICY = "default-src 'none'; script-src 'self' 'sha256-G6tZPOZ/btY0wFHB6teO9fcmN6vttKRvsGorH9r3Ap8='";
const PAGE = `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}"><p>app`;

describe('the server as a whole', () => {
	let directory: string;
	let test: TestApp;
	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'floorbook-app-'));
		mkdirSync(join(directory, '_app/immutable'), { recursive: true });
		writeFileSync(join(directory, 'index.html'), PAGE);
		writeFileSync(join(directory, '_app/immutable/start.abc.js'), 'code');
		writeFileSync(join(directory, '_app/immutable/start.abc.js.br'), 'compressed');
		writeFileSync(join(directory, 'service-worker.js'), 'worker');
		test = await startTestApp({ staticDirectory: directory });
	});
	afterEach(() => {
		test.close();
		rmSync(directory, { recursive: true });
	});

	const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
		test.call(method, path, { authorization: null, headers });

	it.each(['/', '/runs/r00100001x', '/enrol', '/b/b00100001x'])('answers %s with the app', async (path) => {
		const { status, text, headers } = await get(path);
		expect([status, text, headers.get('cache-control')]).toEqual([200, PAGE, 'no-cache']);
	});

	it.each(['/missing.js', '/_app/immutable/old', '/favicon.ico', '/../package.json', '/%2e%2e/package.json'])(
		'answers %s with nothing',
		async (path) => {
			expect((await get(path)).status).toBe(404);
		}
	);

	it('sends the policy that its page carries, and lets nobody frame it', async () => {
		for (const path of ['/', '/runs', '/service-worker.js', '/_app/immutable/start.abc.js']) {
			expect((await get(path)).headers.get('content-security-policy')).toBe(`${POLICY}; frame-ancestors 'none'`);
		}
	});

	it('serves no page that carries no policy', async () => {
		writeFileSync(join(directory, 'index.html'), '<!doctype html><p>app');
		await expect(startTestApp({ staticDirectory: directory })).rejects.toThrow('no content security policy');
	});

	it.each(['/', '/_app/immutable/start.abc.js', '/couchdb/', '/couchdb/none', '/missing.js'])(
		'sends its protections with %s',
		async (path) => {
			const { headers } = await get(path);
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('permissions-policy')).toMatch(/^camera=\(self\), .*\bmicrophone=\(\)/);
			expect(headers.get('referrer-policy')).toBe('no-referrer');
			for (const crossOrigin of ['opener', 'resource']) {
				expect(headers.get(`cross-origin-${crossOrigin}-policy`)).toBe('same-origin');
			}
			expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*\bframe-ancestors 'none'/);
		}
	);

	it.each(['/couchdb/', '/couchdb/floorbook', '/couchdb/floorbook/_changes', '/couchdb/none', '/enrol/codes'])(
		'has nobody keep what %s answers',
		async (path) => {
			expect((await test.call('GET', path)).headers.get('cache-control')).toBe('must-revalidate, no-store');
			expect((await test.call('HEAD', path)).headers.get('cache-control')).toBe('must-revalidate, no-store');
		}
	);

	it('lets browsers keep hashed files for ever and ask for the others', async () => {
		const hashed = await get('/_app/immutable/start.abc.js');
		expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		expect(hashed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
		const worker = await get('/service-worker.js');
		expect(worker.headers.get('cache-control')).toBe('no-cache');
		const etag = worker.headers.get('etag') ?? '';
		for (const known of [etag, `W/${etag}`, `"another", ${etag}`]) {
			expect((await get('/service-worker.js', { 'if-none-match': known })).status).toBe(304);
		}
	});

	it('sends the compressed copy to those who take it', async () => {
		const path = '/_app/immutable/start.abc.js';
		const taken = await get(path, { 'accept-encoding': 'gzip, br;q=0.9' });
		expect([taken.text, taken.headers.get('content-encoding')]).toEqual(['compressed', 'br']);
		expect((await get(path, { 'accept-encoding': 'gzip' })).text).toBe('code');
	});

	it('sends a scanned label, in capitals, to its batch', async () => {
		const { status, headers } = await get('/B/B00100001X');
		expect([status, headers.get('location')]).toEqual([302, '/b/b00100001x']);
	});

	it('answers HEAD with the headers of GET', async () => {
		const head = await get('/couchdb/', {}, 'HEAD');
		const full = await get('/couchdb/');
		expect([head.status, head.text]).toEqual([200, '']);
		expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(full.text)));
	});

	it.each([
		['GET', '/couchdb/_nothing', 404, 'not_found'],
		['PATCH', '/couchdb/floorbook', 405, 'method_not_allowed'],
		['GET', '/couchdb/%ff', 400, 'bad_request'],
		['PUT', '/couchdb/Upper', 400, 'illegal_database_name'],
		['GET', '/couchdb/none', 404, 'not_found'],
		['GET', '/couchdb/floorbook/_bulk_docs', 405, 'method_not_allowed'],
		['POST', '/runs', 405, 'method_not_allowed']
	])('refuses %s %s in words a client understands', async (method, path, status, error) => {
		const answer = await test.call(method, path);
		expect([answer.status, answer.body.error, typeof answer.body.reason]).toEqual([status, error, 'string']);
	});

	it('tells anybody who it is and that it is well, and nothing else', async () => {
		expect((await get('/couchdb/_up')).body.status).toBe('ok');
		expect((await get('/couchdb/')).body).toMatchObject({ couchdb: 'Welcome', uuid: test.storage.uuid });
		expect((await get('/couchdb/_all_dbs')).status).toBe(401);
		expect((await get('/couchdb/none')).status).toBe(401);
	});

	it('says 503 when a write was not stored, and hides what else went wrong', async () => {
		const storage = openStorage({ directory: ':memory:', random });
		let failure: Error = new StorageFailure('the write was not stored', undefined);
		const failing = await startTestApp({
			storage: {
				...storage,
				create: (name, now) => (name === 'notes' ? Promise.reject(failure) : storage.create(name, now))
			},
			onError: () => {}
		});
		const full = await failing.call('PUT', '/couchdb/notes');
		expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5']);
		failure = new Error('a secret');
		const broken = await failing.call('PUT', '/couchdb/notes');
		expect([broken.status, broken.body.error]).toEqual([500, 'internal_server_error']);
		expect(broken.text).not.toContain('secret');
		failing.close();
	});
});
