import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { rangePages } from './range-pages.ts';

describe('a range in pages', () => {
	let test: TestApp;
	let revs: Map<string, string>;
	const ids = Array.from({ length: 2_350 }, (_, index) => `n${String(index).padStart(4, '0')}`);
	const whole = { inclusiveEnd: true, descending: false, skip: 0, limit: Infinity, bodies: false };

	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
		const docs = ids.map((_id, index) => ({ _id, text: 'x'.repeat(index % 7 === 0 ? 5_000 : 10) }));
		const { body } = await test.call('POST', '/couchdb/notes/_bulk_docs', { body: { docs } });
		revs = new Map((body as { id: string; rev: string }[]).map(({ id, rev }) => [id, rev]));
	});
	afterEach(() => test.close());

	const database = () => test.storage.database('notes')!;
	const listed = async (query: string): Promise<string[]> =>
		(await test.call('GET', `/couchdb/notes/_all_docs?${query}`)).body.rows.map(({ id }: { id: string }) => id);

	it.each([
		['', ids],
		['include_docs=true', ids],
		['descending=true&skip=7', ids.toReversed().slice(7)],
		['skip=100&limit=2100', ids.slice(100, 2_200)],
		['limit=1000', ids.slice(0, 1_000)],
		['limit=1001', ids.slice(0, 1_001)],
		['limit=0', []],
		['skip=2349', ids.slice(2_349)],
		['startkey="n0500"&endkey="n2000"', ids.slice(500, 2_001)],
		['startkey="n2000"&endkey="n0500"&descending=true&inclusive_end=false', ids.slice(501, 2_001).toReversed()]
	])('has every row once, in order: %j', async (query, expected) => {
		expect(await listed(query)).toEqual(expected);
	});

	it('ends a page with what is enough for the memory', () => {
		const pages = [...rangePages(database(), { ...whole, bodies: true })];
		expect(pages.flat().map(({ id }) => id)).toEqual(ids);
		expect(pages.length).toBeGreaterThan(2);
	});

	it('goes on where it was when its last row is deleted meanwhile', async () => {
		const seen: string[] = [];
		for (const page of rangePages(database(), whole, 100)) {
			seen.push(...page.map(({ id }) => id));
			const last = page.at(-1)!;
			await test.call('DELETE', `/couchdb/notes/${last.id}?rev=${revs.get(last.id)}`);
		}
		expect(seen).toEqual(ids);
	});
});
