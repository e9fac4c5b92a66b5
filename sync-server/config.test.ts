import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('the configuration', () => {
	it('is of this machine alone by default', () => {
		expect(readConfig({})).toMatchObject({
			host: '127.0.0.1',
			port: 7350,
			lan: false,
			certificate: undefined,
			corsOrigins: [],
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
		[{ TRUSTED_PROXIES: 'proxy' }, [], 'TRUSTED_PROXIES holds proxy'],
		[{ TRUSTED_PROXIES: '10.0.0.0/33' }, [], 'like 10.0.0.5'],
		[{ CORS_ORIGINS: '*' }, [], 'CORS_ORIGINS holds *'],
		[{ CORS_ORIGINS: 'https://notes.example/x' }, [], 'nothing after that'],
		[{ ALLOW_PLAIN_HTTP: 'yes' }, [], 'must be 1 or 0'],
		[{ LOG_FORMAT: 'xml' }, [], 'text, json or logfmt'],
		[{ SILENT_HOURS: '-1' }, [], 'SILENT_HOURS is -1'],
		[{ METRICS_TOKEN: 'short' }, [], '16 characters'],
		[{ METRICS_TOKEN: 'with a blank in between' }, [], 'without blanks'],
		[{ COUCHDB_URL: 'couch:5984' }, [], 'like https://'],
		[{ COUCHDB_URL: 'https://root:x@couch:6984', COUCHDB_PASSWORD: 'x' }, [], 'without a name'],
		[{ COUCHDB_URL: 'https://couch:6984' }, [], 'needs COUCHDB_PASSWORD']
	])('refuses %j %j', (environment, args, words) => {
		expect(() => readConfig(environment, args)).toThrow(words);
	});

	it('knows the CouchDB that holds the records', () => {
		const environment = { COUCHDB_URL: 'https://couch:6984/', COUCHDB_PASSWORD: 'x' };
		expect(readConfig(environment).couchdb).toEqual({ url: 'https://couch:6984', user: 'admin', password: 'x' });
		expect(readConfig({}).couchdb).toBe(undefined);
	});

	it('knows addresses as browsers spell them', () => {
		expect(readConfig({ SITE_ADDRESS: 'https://Floor.local:443/' }).siteAddress).toBe('https://floor.local');
		expect(readConfig({ SITE_ADDRESS: 'http://localhost:7350' }).siteAddress).toBe('http://localhost:7350');
	});

	it('believes proxies on this machine, or where it is told that they are', () => {
		expect(readConfig({}).trustedProxies).toEqual(['127.0.0.0/8', '::1/128']);
		const { trustedProxies } = readConfig({ TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16 fd00::1' });
		expect(trustedProxies).toEqual(['10.0.0.5/32', '10.1.0.0/16', 'fd00::1/128']);
	});

	it('lists the origins of other pages', () => {
		const { corsOrigins } = readConfig({ CORS_ORIGINS: 'https://notes.example http://localhost:8000' });
		expect(corsOrigins).toEqual(['https://notes.example', 'http://localhost:8000']);
	});

	it('says everything that is wrong at once', () => {
		expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud', TLS_KEY: 'a.pem' })).toThrow(/^PORT .*\n.*\n.*$/);
	});

	it('says more in a log for programs than to a person', () => {
		expect(readConfig({})).toMatchObject({ logFormat: 'text', logLevel: 'warn' });
		expect(readConfig({ LOG_FORMAT: 'json' }).logLevel).toBe('info');
		expect(readConfig({ LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
	});

	it('serves the network by a setting too', () => {
		for (const wrong of ['yes', 'constructor']) expect(() => readConfig({ LAN: wrong })).toThrow('it must be 1 or 0');
		expect(readConfig({ LAN: '1' })).toMatchObject({ lan: true, host: '0.0.0.0' });
	});
});
