import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { namesOfMachine, type MachineFacts } from './machine-names.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
	address,
	internal,
	netmask: '',
	mac: '',
	cidr: null,
	...(address.includes(':') ? { family: 'IPv6', scopeid: 0 } : { family: 'IPv4' })
});

const INTERFACES = {
	lo: [at('127.0.0.1', true), at('::1', true)],
	docker0: [at('172.17.0.1')],
	eth0: [at('192.168.7.20'), at('fe80::1'), at('fd00::7')],
	wlan0: [at('169.254.3.3')]
};

const facts = (more: Partial<MachineFacts> = {}) =>
	namesOfMachine({ hostname: 'Floor-1', interfaces: INTERFACES, host: '0.0.0.0', siteHost: undefined, ...more });

describe('what a machine is called', () => {
	it('are its addresses, its own network before the programs’', () => {
		expect(facts().ip).toEqual(['192.168.7.20', '172.17.0.1', '127.0.0.1']);
		expect(facts({ host: '::' }).ip).toEqual(['192.168.7.20', 'fd00::7', '172.17.0.1', '127.0.0.1']);
	});

	it('is one address, where it listens to one', () => {
		expect(facts({ host: '192.168.7.20' }).ip).toEqual(['192.168.7.20', '127.0.0.1']);
		expect(facts({ host: '127.0.0.1' })).toEqual({ dns: ['localhost'], ip: ['127.0.0.1'] });
	});

	it.each([
		['Floor-1', ['floor-1', 'floor-1.local', 'localhost']],
		['floor-1.plant.example', ['floor-1.plant.example', 'floor-1.local', 'localhost']],
		['Floor.local', ['floor.local', 'localhost']],
		['bad_name', ['localhost']]
	])('is told by its host name %s', (hostname, dns) => {
		expect(facts({ hostname }).dns).toEqual(dns);
	});

	it.each(['shop', 'xn--p1ai', 'local'])('is never %s alone, which may be a top-level domain', (hostname) => {
		expect(facts({ hostname }).dns).not.toContain(hostname);
		expect(facts({ siteHost: hostname }).dns).not.toContain(hostname);
	});

	it('is the site’s address first, a name or an address', () => {
		expect(facts({ siteHost: 'Floorbook.local' }).dns[0]).toBe('floorbook.local');
		expect(facts({ siteHost: '203.0.113.9' })).toMatchObject({
			ip: ['203.0.113.9', '192.168.7.20', '172.17.0.1', '127.0.0.1']
		});
	});
});
