import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

describe('long histories', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const call = (method: string, path: string, body?: unknown) =>
		test.call(method, `/couchdb/notes${path}`, body === undefined ? {} : { body });

	it('are kept as far back as CouchDB keeps them, and come many at a time', async () => {
		const ids = Array.from({ length: 10_000 }, (_, place) => `h${place}`);
		const docs = Array.from({ length: 60 }, (_, n) => ({
			_id: `n${n}`,
			_rev: '10000-h0',
			_revisions: { start: ids.length, ids }
		}));
		expect((await call('POST', '/_bulk_docs', { docs, new_edits: false })).body).toEqual([]);
		expect((await call('GET', '/n9?revs=true')).body._revisions).toEqual({ start: 10_000, ids: ids.slice(0, 1_000) });
		const revs = Array.from({ length: 50_000 }, (_, n) => `9500-x${n}`);
		const { body } = await call('POST', '/_revs_diff', { n9: ['10000-h0', '9900-h100', ...revs] });
		expect(body.n9.missing).toEqual(revs);
	});

	it('are asked for of so many documents at a time', async () => {
		const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`n${n}`, ['1-a']]));
		for (const path of ['_revs_diff', '_missing_revs']) {
			expect((await test.call('POST', `/couchdb/floorbook/${path}`, { body: many })).status).toBe(413);
			expect((await call('POST', `/${path}`, many)).status).toBe(200);
		}
	});
});
