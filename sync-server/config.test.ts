import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('the configuration', () => {
	it('is of this machine alone by default', () => {
		expect(readConfig({})).toMatchObject({
			host: '127.0.0.1',
			port: 7350,
			lan: false,
			certificate: undefined,
			siteAddress: undefined,
			allowsPlainHttp: false
		});
	});

	it('serves the network with --lan, and the install page on the next port', () => {
		expect(readConfig({}, ['--lan'])).toMatchObject({ host: '0.0.0.0', port: 7350, installPort: 7351, lan: true });
		expect(readConfig({ HOST: '10.0.0.1', PORT: '0' }, ['--lan'])).toMatchObject({ host: '10.0.0.1', installPort: 0 });
		expect(readConfig({ INSTALL_PORT: '80' }, ['--lan']).installPort).toBe(80);
	});

	it.each([
		[{ PORT: '70000' }, [], 'PORT is 70000'],
		[{ INSTALL_PORT: 'x' }, [], 'INSTALL_PORT is x'],
		[{}, ['--wan'], 'no option --wan'],
		[{ TLS_CERT: 'a.pem' }, [], 'belong together'],
		[{ TLS_KEY: 'a.pem' }, [], 'belong together'],
		[{ SITE_ADDRESS: 'floor.local' }, [], 'like https://'],
		[{ SITE_ADDRESS: 'https://floor.local/app' }, [], 'nothing after that'],
		[{ SITE_ADDRESS: 'http://floor.local:7350' }, [], 'devices need https'],
		[{ ALLOW_PLAIN_HTTP: 'yes' }, [], 'must be 1 or 0']
	])('refuses %j %j', (environment, args, words) => {
		expect(() => readConfig(environment, args)).toThrow(words);
	});

	it('knows addresses as browsers spell them', () => {
		expect(readConfig({ SITE_ADDRESS: 'https://Floor.local:443/' }).siteAddress).toBe('https://floor.local');
		expect(readConfig({ SITE_ADDRESS: 'http://localhost:7350' }).siteAddress).toBe('http://localhost:7350');
	});
});
