import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { SITE } from '../app.ts';

const hash = (digit: string) => digit.repeat(32);

describe('purging', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
		await test.call('PUT', '/couchdb/notes');
	});
	afterEach(() => test.close());

	const call = async (method: string, path: string, body?: unknown) =>
		(await test.call(method, `/couchdb/notes${path}`, body === undefined ? {} : { body })).body;
	const rev = (digits: string) => `${digits.length}-${hash(digits[0] ?? '')}`;
	/** Revisions with their histories, the hashes newest first. */
	const push = (...branches: readonly string[]) =>
		call('POST', '/_bulk_docs', {
			new_edits: false,
			docs: branches.map((digits) => ({
				_id: 'a',
				_rev: rev(digits),
				_revisions: { start: digits.length, ids: [...digits].map(hash) },
				digits
			}))
		});
	const purge = (...revs: readonly string[]) => call('POST', '/_purge', { a: revs });

	it('of the only leaf takes the document away, as if it had never been here', async () => {
		await push('321');
		const { last_seq: before } = await call('GET', '/_changes');
		expect(await purge(rev('321'))).toEqual({ purge_seq: null, purged: { a: [rev('321')] } });
		expect(await call('GET', '/a')).toEqual({ error: 'not_found', reason: 'missing' });
		expect(await call('GET', '/')).toMatchObject({ doc_count: 0, doc_del_count: 0, sizes: { active: 0 } });
		expect(await call('GET', '/_changes')).toMatchObject({ results: [], pending: 0 });
		expect(await call('GET', `/_changes?since=${before}&limit=0`)).toMatchObject({ results: [], pending: 0 });
		expect(await call('POST', '/_revs_diff', { a: [rev('321')] })).toEqual({ a: { missing: [rev('321')] } });
		await push('321');
		expect((await call('GET', '/a')).digits).toBe('321');
	});

	it('of the winner shows the next one, and tells whoever follows', async () => {
		await push('321', '41');
		const { last_seq: before } = await call('GET', '/_changes');
		await purge(rev('321'));
		expect(await call('GET', '/a?conflicts=true&revs=true')).toEqual({
			_id: 'a',
			_rev: rev('41'),
			_revisions: { start: 2, ids: [hash('4'), hash('1')] },
			digits: '41'
		});
		expect((await call('GET', `/_changes?since=${before}`)).results).toMatchObject([{ id: 'a' }]);
		expect(await call('GET', '/')).toMatchObject({ doc_count: 1 });
		expect((await call('POST', '/_revs_diff', { a: [rev('321'), rev('21'), rev('1')] })).a.missing).toEqual([
			rev('321'),
			rev('21')
		]);
	});

	it('of a loser leaves the winner as it was', async () => {
		await push('321', '41');
		await purge(rev('41'));
		expect(await call('GET', '/a?conflicts=true')).toEqual({ _id: 'a', _rev: rev('321'), digits: '321' });
		expect((await call('GET', `/a?rev=${rev('41')}`)).error).toBe('not_found');
	});

	it('takes nothing but leafs, and not what is not here', async () => {
		await push('321');
		const { update_seq } = await call('GET', '/');
		expect((await purge(rev('21'), rev('9'))).purged).toEqual({ a: [] });
		expect((await call('POST', '/_purge', { nobody: [rev('1')] })).purged).toEqual({ nobody: [] });
		expect((await call('GET', '/')).update_seq).toBe(update_seq);
	});

	it('is bounded, for administrators, and never of events', async () => {
		const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`n${n}`, [rev('1')]]));
		expect((await call('POST', '/_purge', many)).error).toBe('too_large');
		expect((await call('POST', '/_purge', { a: ['x'] })).error).toBe('bad_request');
		const { authorization } = await test.enrol();
		for (const as of [{}, { authorization }]) {
			const { status } = await test.call('POST', `/couchdb/${SITE}/_purge`, { ...as, body: {} });
			expect(status).toBe(403);
		}
	});
});
