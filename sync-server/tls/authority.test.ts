import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { shakeHands } from '../../tests/support/tls-request.ts';
import { createAuthority, issueCertificate, permittedNames } from './authority.ts';
import type { MachineNames } from './machine-names.ts';

const DAY = 86_400_000;
const NAMES: MachineNames = {
	dns: ['floor-1', 'floor-1.local', 'localhost'],
	ip: ['192.168.7.20', '203.0.113.9', 'fd00::7', '127.0.0.1']
};

function make(names = NAMES, now = Date.now()) {
	const { certificate, key } = createAuthority(names, now);
	return { pem: certificate, certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
}

/** What a client that trusts the authority alone makes of a server with this certificate, under a name. */
async function visit(authority: ReturnType<typeof make>, names: MachineNames, name: string): Promise<string> {
	const { certificate, key } = issueCertificate(authority, names, Date.now());
	const server = createServer({ cert: certificate, key }, (socket) => socket.end());
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		await shakeHands((server.address() as AddressInfo).port, name, authority.pem);
		return 'trusted';
	} catch (error) {
		return (error as Error).message;
	} finally {
		server.close();
	}
}

describe('a certificate of the machine’s own authority', () => {
	it.each([...NAMES.dns, ...NAMES.ip])('is trusted as %s', async (name) => {
		expect(await visit(make(), NAMES, name)).toBe('trusted');
	});

	it('is trusted at a private address that the machine has only later', async () => {
		const later = { dns: NAMES.dns, ip: ['10.200.3.4'] };
		expect(await visit(make(), later, '10.200.3.4')).toBe('trusted');
	});

	it('is not trusted under a name that is not in it', async () => {
		expect(await visit(make(), NAMES, 'floor-2.local')).toContain('does not match');
	});

	it.each([
		['a shop', { dns: ['shop.example'], ip: [] }, 'shop.example'],
		['the machine’s name with something before it', { dns: ['evilfloor-1.local'], ip: [] }, 'evilfloor-1.local'],
		['an address of the internet', { dns: [], ip: ['198.51.100.1'] }, '198.51.100.1'],
		['an IPv6 address of the internet', { dns: [], ip: ['2001:db8::1'] }, '2001:db8::1']
	])('that a thief of the key signed for %s is trusted by nobody', async (_, names, name) => {
		expect(await visit(make(), names, name)).toContain('permitted subtree violation');
	});

	it('that signs another certificate is not trusted as an authority', async () => {
		const authority = make();
		const { certificate, key } = issueCertificate(authority, NAMES, Date.now());
		const between = {
			pem: authority.pem,
			certificate: new X509Certificate(certificate),
			key: createPrivateKey(key)
		};
		expect(await visit(between, NAMES, 'localhost')).toMatch(/unable to (verify|get)/);
	});

	it('lives ninety days at most and from yesterday on, its authority ten years', () => {
		const now = Date.UTC(2026, 10, 20);
		const authority = make(NAMES, now);
		const life = ({ validFromDate, validToDate }: X509Certificate) => [
			(validFromDate.getTime() - now) / DAY,
			Math.ceil((validToDate.getTime() - validFromDate.getTime()) / DAY)
		];
		const issue = (at: number) => new X509Certificate(issueCertificate(authority, NAMES, at).certificate);
		expect(life(authority.certificate)).toEqual([-1, 3_650]);
		expect(life(issue(now))).toEqual([-1, 90]);
		const late = issue(now + 3_600 * DAY);
		expect(late.validToDate).toEqual(authority.certificate.validToDate);
	});

	it('has a number that never comes twice', () => {
		const authority = make();
		const numbers = Array.from(
			{ length: 20 },
			() => new X509Certificate(issueCertificate(authority, NAMES, Date.now()).certificate).serialNumber
		);
		expect(new Set(numbers).size).toBe(20);
	});
});

describe('an authority', () => {
	it('tells which names it may speak for', () => {
		const asked = {
			dns: ['floor-1.local', 'cam.floor-1.local', 'floor-2.local', 'local'],
			ip: ['192.168.7.99', '203.0.113.9', '203.0.113.10', 'fd12::1', '2001:db8::1']
		};
		expect(permittedNames(make().certificate, asked)).toEqual({
			permitted: { dns: ['floor-1.local', 'cam.floor-1.local'], ip: ['192.168.7.99', '203.0.113.9', 'fd12::1'] },
			others: ['floor-2.local', 'local', '203.0.113.10', '2001:db8::1']
		});
	});

	it('may sign servers only, and no other authority', () => {
		const { certificate } = make();
		expect(certificate.ca).toBe(true);
		expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
		expect(certificate.checkIssued(certificate)).toBe(true);
	});
});
