import { X509Certificate } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/server.ts';
import type { MachineNames } from './machine-names.ts';
import { AUTHORITY_CERTIFICATE, AUTHORITY_KEY, openMadeCertificate, SERVER_CERTIFICATE } from './made-certificate.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 20);

describe('a certificate that the server makes itself', () => {
	let directory: string;
	let names: MachineNames;
	beforeEach(() => {
		directory = join(temporaryFolder(), 'tls');
		names = { dns: ['floor-1.local', 'localhost'], ip: ['192.168.7.20', '127.0.0.1'] };
	});

	const open = (now = START) => openMadeCertificate({ directory, names: () => names, now });
	const fingerprint = (source = open()) => source.authority?.fingerprint256;
	const lookAt = (now: number, source = open()) => source.look(now);
	const file = (name: string) => join(directory, name);

	it('is kept, with its authority, in files of which only the owner reads the keys', () => {
		const first = lookAt(START);
		expect(first.trouble).toBeNull();
		expect(lookAt(START + DAY)).toEqual(first);
		const modes = readdirSync(directory).map((name) => [name, (statSync(file(name)).mode & 0o777).toString(8)]);
		expect(modes.toSorted()).toEqual([
			[AUTHORITY_CERTIFICATE, '644'],
			[AUTHORITY_KEY, '600'],
			[SERVER_CERTIFICATE, '600']
		]);
		expect((statSync(directory).mode & 0o777).toString(8)).toBe('700');
		expect(readFileSync(file(AUTHORITY_CERTIFICATE), 'utf8')).not.toContain('KEY');
		expect(readFileSync(file(SERVER_CERTIFICATE), 'utf8')).not.toContain(readFileSync(file(AUTHORITY_KEY), 'utf8'));
	});

	it('is renewed when a third of its life is left, on a new key, by the same authority', () => {
		const source = open();
		const { certificate: first } = source.look(START);
		expect(source.look(START + 58 * DAY).certificate).toEqual(first);
		const { certificate: second, trouble } = source.look(START + 60 * DAY);
		expect(trouble).toBeNull();
		expect(second?.key).not.toBe(first?.key);
		expect((second?.until ?? 0) - (first?.until ?? 0)).toBe(60 * DAY);
		expect(fingerprint()).toBe(fingerprint(source));
	});

	it('is renewed when the machine has an address more, and not when it lost one', () => {
		const source = open();
		const { certificate: first } = source.look(START);
		names = { ...names, ip: ['127.0.0.1'] };
		expect(source.look(START).certificate).toEqual(first);
		names = { ...names, ip: ['10.1.1.1', '127.0.0.1'] };
		expect(source.look(START).certificate?.names).toEqual(['floor-1.local', 'localhost', '10.1.1.1', '127.0.0.1']);
		expect(source.names()).toEqual(names);
	});

	it('leaves out, and tells, a name that its authority may not speak for', () => {
		open();
		names = { dns: ['other.example', 'localhost'], ip: ['203.0.113.5', '127.0.0.1'] };
		const { certificate, trouble } = lookAt(START);
		expect(certificate?.names).toEqual(['localhost', '127.0.0.1']);
		expect(trouble).toMatch(/may not speak for other\.example, 203\.0\.113\.5/);
	});

	it('is not made anew over an authority that devices know, half of which is not there', () => {
		lookAt(START);
		const key = readFileSync(file(AUTHORITY_KEY), 'utf8');
		rmSync(file(AUTHORITY_CERTIFICATE));
		expect(() => open()).toThrow(/authority\.crt is not there: put it back/);
		expect(readFileSync(file(AUTHORITY_KEY), 'utf8')).toBe(key);
	});

	it('goes on serving, with an alarm, when the authority’s key is not there', () => {
		const { certificate } = lookAt(START);
		rmSync(file(AUTHORITY_KEY));
		expect(lookAt(START + DAY).trouble).toBeNull();
		const late = lookAt(START + 61 * DAY);
		expect(late.certificate).toEqual(certificate);
		expect(late.trouble).toMatch(/could not be renewed .*authority\.key is not there.*ends on 2027-02-1/);
		expect(fingerprint()).toBe(new X509Certificate(readFileSync(file(AUTHORITY_CERTIFICATE))).fingerprint256);
	});

	it('is not renewed by the key of another authority', () => {
		lookAt(START);
		const other = join(temporaryFolder(), 'tls');
		openMadeCertificate({ directory: other, names: () => names, now: START });
		copyFileSync(join(other, AUTHORITY_KEY), file(AUTHORITY_KEY));
		expect(lookAt(START + 61 * DAY).trouble).toContain('is not the key of this authority');
	});

	it.each([
		['nonsense', () => 'x'],
		['cut off', (text: string) => text.slice(0, text.length / 2)]
	])('is made anew where its file is %s', (_, damage) => {
		const { certificate } = lookAt(START);
		writeFileSync(file(SERVER_CERTIFICATE), damage(readFileSync(file(SERVER_CERTIFICATE), 'utf8')));
		const again = lookAt(START);
		expect(again.trouble).toBeNull();
		expect(again.certificate?.names).toEqual(certificate?.names);
	});

	it('that another authority signed is replaced', () => {
		lookAt(START);
		const other = join(temporaryFolder(), 'tls');
		openMadeCertificate({ directory: other, names: () => names, now: START }).look(START);
		copyFileSync(join(other, SERVER_CERTIFICATE), file(SERVER_CERTIFICATE));
		const { certificate } = lookAt(START);
		expect(new X509Certificate(certificate?.certificate ?? '').verify(open().authority!.publicKey)).toBe(true);
	});

	it('warns in the last year of its authority', () => {
		open();
		expect(lookAt(START + 3_280 * DAY).trouble).toBeNull();
		expect(lookAt(START + 3_300 * DAY).trouble).toContain('authority ends on 2036-11-15');
	});
});
