import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/server.ts';
import { createAuthority, issueCertificate } from './authority.ts';
import { createOwnCertificate } from './own-certificate.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20);

describe('a certificate that somebody else issued', () => {
	let certificateFile: string;
	let keyFile: string;
	beforeEach(() => {
		const folder = temporaryFolder();
		certificateFile = join(folder, 'site.crt');
		keyFile = join(folder, 'site.key');
	});

	function issue(dns: string[], ip = ['10.1.2.3']) {
		const names = { dns, ip };
		const { certificate, key } = createAuthority(names, NOW);
		return issueCertificate({ certificate: new X509Certificate(certificate), key: createPrivateKey(key) }, names, NOW);
	}
	function put({ certificate, key } = issue(['floor.plant.example', '*.line.plant.example'])): void {
		writeFileSync(certificateFile, certificate);
		writeFileSync(keyFile, key);
	}
	const open = (host?: string) => createOwnCertificate({ certificateFile, keyFile, host });

	it('is used, under its own names', () => {
		put();
		const source = open('floor.plant.example');
		expect(source.look(NOW)).toMatchObject({ trouble: null, certificate: { until: expect.any(Number) } });
		expect(source.names()).toEqual({ dns: ['floor.plant.example'], ip: ['10.1.2.3'] });
		expect(source.authority).toBeNull();
	});

	it.each(['FLOOR.plant.example', 'a.line.plant.example', '10.1.2.3'])('serves %s', (host) => {
		put();
		expect(open(host).look(NOW).trouble).toBeNull();
	});

	it.each(['plant.example', 'a.b.line.plant.example', 'line.plant.example', '10.1.2.4'])('is not for %s', (host) => {
		put();
		const { certificate, trouble } = open(host).look(NOW);
		expect(certificate).toBeUndefined();
		expect(trouble).toBe(
			`The certificate of TLS_CERT is for floor.plant.example, *.line.plant.example, 10.1.2.3, not for ${host}.`
		);
	});

	it('for any name below another one needs to be told which', () => {
		put(issue(['*.plant.example'], []));
		expect(open().look(NOW).trouble).toBe('The certificate of TLS_CERT is for *.plant.example: set SITE_ADDRESS.');
		expect(open('floor.plant.example').look(NOW).trouble).toBeNull();
	});

	it('is read anew when the files changed', () => {
		put();
		const source = open();
		const { certificate: first } = source.look(NOW);
		put(issue(['floor2.plant.example']));
		const { certificate: second } = source.look(NOW);
		expect(second?.names).toEqual(['floor2.plant.example', '10.1.2.3']);
		expect(second?.certificate).not.toBe(first?.certificate);
	});

	it('says so when it ends soon, when it ended, and when it has not begun', () => {
		put();
		const at = (day: number) => open().look(NOW + day * DAY);
		expect(at(60).trouble).toBeNull();
		expect(at(70)).toMatchObject({
			certificate: {},
			trouble: 'The certificate of TLS_CERT ends on 2027-02-16: renew it.'
		});
		expect(at(90)).toEqual({ certificate: undefined, trouble: 'The certificate of TLS_CERT expired on 2027-02-16.' });
		expect(at(-9).trouble).toMatch(/begins on 2026-11-19, or this clock is wrong/);
	});

	it('says what is wrong with the files', () => {
		expect(open().look(NOW).trouble).toMatch(/cannot be used: .*no such file/);
		const { certificate, key } = issue(['a.example']);
		put({ certificate, key: issue(['a.example']).key });
		expect(open().look(NOW).trouble).toContain('the key does not belong to the certificate');
		put({ certificate: key, key });
		expect(open().look(NOW).trouble).toContain('is not a PEM certificate');
		put({ certificate, key: certificate });
		expect(open().look(NOW).trouble).toContain('is not an unencrypted PEM key');
	});
});
