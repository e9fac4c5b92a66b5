import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { random, startTestApp, type TestApp } from '../../tests/support/sync-app.ts';
import { openStorage, type Storage } from '../log/storage.ts';
import { DatabaseDamaged } from '../log/watched-database.ts';
import { createSiteAddress } from '../tls/site-address.ts';
import { createLog } from './log.ts';
import { createOperation } from './operation.ts';

describe('the operation of a server', () => {
	let storage: Storage;
	let test: TestApp;
	let written: string[];
	let fault: Error | undefined;
	beforeEach(async () => {
		storage = openStorage({ directory: ':memory:', random });
		[written, fault] = [[], undefined];
		const operation = createOperation({
			storage: {
				...storage,
				database(name) {
					if (fault !== undefined) throw fault;
					return storage.database(name);
				}
			},
			...{ site: 'floorbook', directory: undefined, now: Date.now, certificate: undefined },
			...{ metricsToken: undefined, silentAfter: 0, isCouchAway: () => false },
			log: createLog({ format: 'text', level: 'warn', write: (line) => written.push(line), now: Date.now }),
			address: createSiteAddress({ configured: undefined, served: () => [], storage })
		});
		test = await startTestApp({ storage, operation: operation.answer });
	});
	afterEach(() => test.close());

	const light = async () => (await test.call('GET', '/health.json', { authorization: null })).body;

	it('tells the log of a fault of ours', async () => {
		fault = new TypeError('a fault of ours');
		expect(await light()).toEqual({ light: 'well' });
		expect(written.join('')).toContain('TypeError: a fault of ours');
	});

	it('leaves it to the storage to tell of a damaged database', async () => {
		fault = new DatabaseDamaged('the file is damaged');
		expect(await light()).toEqual({ light: 'well' });
		expect(written).toEqual([]);
	});

	it.each([
		['DELETE', '/health', 'GET, HEAD'],
		['POST', '/metrics', 'GET, HEAD'],
		['DELETE', '/enrol', 'POST'],
		['DELETE', '/heads', 'POST'],
		['POST', '/site', 'GET, HEAD'],
		['PATCH', '/couchdb/_all_dbs', 'GET']
	])('%s %s is told what is allowed', async (method, path, allowed) => {
		const { status, headers } = await test.call(method, path);
		expect([status, headers.get('allow')]).toEqual([405, allowed]);
	});
});
