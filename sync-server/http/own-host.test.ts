import { describe, expect, it } from 'vitest';
import { startTestApp } from '../../tests/support/sync-app.ts';
import { hostNames, isOwnHost } from './own-host.ts';

describe('a server answers to', () => {
	it.each([
		'127.0.0.1:7350',
		'192.168.1.20',
		'[::1]:7350',
		'[fe80::1]',
		'localhost',
		'LOCALHOST:1',
		'app.localhost',
		'floor.local:7350',
		'floor.internal',
		'floor.home.arpa',
		'floor.test',
		'floorserver',
		'floorserver:7350'
	])('%s by itself, since nobody outside can own it', (host) => {
		expect(isOwnHost(host, [])).toBe(true);
	});

	it.each(['floor.plant.example', 'FLOOR.plant.example:8443', 'floor.plant.example.'])('%s when told so', (host) => {
		expect(isOwnHost(host, [])).toBe(false);
		expect(isOwnHost(host, hostNames('a.example, floor.plant.EXAMPLE'))).toBe(true);
	});

	it.each([
		'evil.example',
		'evil.example:7350',
		'127.0.0.1.evil.example',
		'localhost.evil.example',
		'local',
		'evil.floor.plant.example',
		'plant.example',
		'192.168.1.20.nip.example',
		''
	])('never to %s', (host) => {
		const known = hostNames('floor.plant.example');
		// a name of one part is somebody's own machine
		expect(isOwnHost(host, known)).toBe(host === 'local');
	});

	it('names in a list of words, commas and spaces', () => {
		expect(hostNames(' a.example,b.example  C.example ')).toEqual(['a.example', 'b.example', 'c.example']);
		expect(hostNames('')).toEqual([]);
		expect(hostNames(undefined)).toEqual([]);
	});
});

describe('a page that has its own name lead to this server', () => {
	it.each(['GET', 'POST', 'HEAD'])('gets nothing from %s, and the reason says what to do', async (method) => {
		const test = await startTestApp({ hosts: ['floor.plant.example'] });
		for (const path of ['/', '/couchdb/', '/couchdb/_session', '/enrol']) {
			const ask = (host: string) => test.app.handle(new Request(`http://${host}${path}`, { method }));
			const refused = await ask('evil.example:7350');
			expect(refused.status).toBe(421);
			if (method !== 'HEAD') {
				expect(await refused.json()).toEqual({
					error: 'misdirected_request',
					reason: expect.stringContaining('HOSTS')
				});
			}
			for (const host of ['floor.plant.example', '127.0.0.1:7350']) expect((await ask(host)).status).not.toBe(421);
		}
		test.close();
	});
});
