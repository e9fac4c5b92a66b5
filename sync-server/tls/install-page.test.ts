import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTestAuthority } from '../../tests/support/test-authority.ts';
import { createInstallPage } from './install-page.ts';

const authority = new X509Certificate(createTestAuthority().certificate);
const handle = createInstallPage({ authority, address: () => 'https://floorbook.local:7350' });
const get = (path: string, init: RequestInit = {}) => handle(new Request(`http://192.168.7.20:7351${path}`, init));

describe('the install page', () => {
	it('shows the certificate, its fingerprint, the steps and the address, in a page that runs nothing', async () => {
		const answer = await get('/');
		const page = await answer.text();
		expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
		expect(page).not.toMatch(/<script|<link|<img|style=|\bon\w+=/);
		expect(page).toContain(`>${authority.fingerprint256.replaceAll(':', '').match(/.{4}/g)!.join(' ')}<`);
		for (const device of ['Android', 'iPhone', 'Windows']) expect(page).toContain(device);
		expect(page).toContain('href="https://floorbook.local:7350/check"');
		expect(page).toContain('<svg');
		expect(page).toContain('Floorbook authority of localhost');
	});

	it('speaks German to who asks for it', async () => {
		const german = async (path: string, language?: string) =>
			(await (await get(path, language ? { headers: { 'accept-language': language } } : {})).text()).includes(
				'<html lang="de"'
			);
		expect(await german('/', 'de-DE,de;q=0.9,en;q=0.8')).toBe(true);
		expect(await german('/?lang=de', 'en')).toBe(true);
		expect(await german('/?lang=en', 'de')).toBe(false);
		expect(await german('/', 'fr')).toBe(false);
	});

	it('gives the authority’s certificate as every device takes it', async () => {
		const answer = await get('/floorbook-authority.crt');
		expect(answer.headers.get('content-type')).toBe('application/x-x509-ca-cert');
		const given = new X509Certificate(new Uint8Array(await answer.arrayBuffer()));
		expect(given.fingerprint256).toBe(authority.fingerprint256);
	});

	it.each([
		'/index.html',
		'/authority.key',
		'/floorbook-authority.key',
		'/couchdb',
		'/site',
		'/enrol',
		'/../tls/authority.key',
		'//'
	])('has nothing at %s', async (path) => {
		expect((await get(path)).status).toBe(404);
	});

	it('takes nothing', async () => {
		expect((await get('/', { method: 'POST', body: 'x' })).status).toBe(404);
	});
});
