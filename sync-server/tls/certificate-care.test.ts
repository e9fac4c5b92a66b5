import { describe, expect, it } from 'vitest';
import { createCertificateCare } from './certificate-care.ts';
import type { CertificateSource, Look } from './certificate-source.ts';
import type { ServerCertificate } from './server-certificate.ts';

const DAY = 86_400_000;

const certificate = (text: string): ServerCertificate => ({
	certificate: text,
	key: '',
	from: 0,
	until: 90 * DAY,
	names: []
});

function start(first: Look) {
	let now = 0;
	let look = first;
	const warned: string[] = [];
	const used: string[] = [];
	const source: CertificateSource = { look: () => look, names: () => ({ dns: [], ip: [] }), authority: null };
	const care = createCertificateCare({ source, now: () => now, warn: (trouble) => warned.push(trouble) });
	const stop = care.watch(({ certificate: text }) => used.push(text));
	stop();
	return {
		care,
		warned,
		used,
		after(time: number, next: Look) {
			now += time;
			look = next;
			care.check();
		}
	};
}

describe('care for the certificate in use', () => {
	it('puts a new one into use, once', () => {
		const { care, used, after } = start({ certificate: certificate('first'), trouble: null });
		after(DAY, { certificate: certificate('second'), trouble: null });
		after(DAY, { certificate: certificate('second'), trouble: null });
		expect(used).toEqual(['second']);
		expect(care.current().certificate).toBe('second');
	});

	it('keeps what it has while there is nothing usable', () => {
		const { care, used, after } = start({ certificate: certificate('first'), trouble: null });
		after(DAY, { certificate: undefined, trouble: 'the disk is gone' });
		expect([used, care.current().certificate]).toEqual([[], 'first']);
		expect(care.state()).toEqual({ until: '1970-04-01T00:00:00.000Z', trouble: 'the disk is gone' });
	});

	it('warns when trouble begins, changes, and once a day while it lasts', () => {
		const { care, warned, after } = start({ certificate: certificate('first'), trouble: 'a' });
		const still = (trouble: string | null) => ({ certificate: certificate('first'), trouble });
		after(60_000, still('a'));
		after(60_000, still('b'));
		after(60_000, still('b'));
		after(DAY, still('b'));
		after(60_000, still(null));
		after(60_000, still('b'));
		expect(warned).toEqual(['a', 'b', 'b', 'b']);
		after(60_000, still(null));
		expect(care.state().trouble).toBeNull();
	});

	it('begins with a certificate, or not at all', () => {
		expect(() => start({ certificate: undefined, trouble: 'TLS_CERT is empty' })).toThrow('TLS_CERT is empty');
	});
});
