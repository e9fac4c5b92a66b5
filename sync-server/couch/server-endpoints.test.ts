import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/sync-app.ts';

describe('the server as a whole', () => {
	let test: TestApp;
	beforeEach(async () => {
		test = await startTestApp();
	});
	afterEach(() => test.close());

	const call = (method: string, path: string, options = {}) => test.call(method, `/couchdb/${path}`, options);

	it.each([
		['_active_tasks', []],
		['_membership', { all_nodes: ['nonode@nohost'], cluster_nodes: ['nonode@nohost'] }],
		['_node/_local', { name: 'nonode@nohost' }],
		['_cluster_setup', { state: 'single_node_enabled' }],
		['_scheduler/jobs', { total_rows: 0, offset: 0, jobs: [] }],
		['_scheduler/docs', { total_rows: 0, offset: 0, docs: [] }],
		['_all_dbs', ['_users', 'floorbook']]
	])('tells its administrator, and nobody else, of %s', async (path, answer) => {
		const { authorization } = await test.enrol();
		for (const slash of ['', '/']) expect((await call('GET', path + slash)).body).toEqual(answer);
		expect((await call('GET', path, { authorization })).status).toBe(401);
		expect((await call('GET', path, { authorization: null })).status).toBe(401);
	});

	it.each([
		['POST', '_replicate'],
		['PUT', '_replicator'],
		['GET', '_replicator'],
		['PUT', '_replicator/job'],
		['POST', '_replicator/_bulk_docs'],
		['GET', '_node/_local/_config'],
		['PUT', '_node/_local/_config/admins/eve'],
		['PUT', '_node/nonode@nohost/_config/cors/origins'],
		['GET', '_node/_local/_system'],
		['POST', '_node/_local/_restart']
	])('says loudly that it does not do %s %s', async (method, path) => {
		const body = method === 'GET' ? {} : { body: {} };
		expect(await call(method, path, body)).toMatchObject({ status: 501, body: { error: 'not_implemented' } });
	});

	it.each(['_config', '_db_updates', '_global_changes', '_utils', '_stats', '_log', '_restart', '_nothing/at/all'])(
		'knows no %s',
		async (path) => {
			expect(await call('GET', path)).toMatchObject({ status: 404, body: { error: 'not_found' } });
		}
	);

	it('describes databases by name and by range', async () => {
		await call('PUT', 'a%2Fb');
		const { body } = await call('POST', '_dbs_info', { body: { keys: ['a/b', 'no'] } });
		expect(body).toMatchObject([
			{ key: 'a/b', info: { db_name: 'a/b', doc_count: 0 } },
			{ key: 'no', error: 'not_found' }
		]);
		expect((await call('GET', '_dbs_info?endkey="b"')).body.map(({ key }: { key: string }) => key)).toEqual([
			'_users',
			'a/b'
		]);
	});
});
