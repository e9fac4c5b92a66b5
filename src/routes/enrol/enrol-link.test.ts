import { describe, expect, test } from 'vitest';
import { printEnrolLink, readEnrolLink } from './enrol-link.ts';

const CODE = '7K3B-QX42-9M0A-CDEF';
const FINGERPRINT = '9f'.repeat(32);

describe('the link that enrols a device', () => {
	test.each([
		{ code: CODE, profile: null, fingerprint: null },
		{ code: CODE, profile: 'kiosk', fingerprint: null },
		{ code: CODE, profile: 'wall', fingerprint: FINGERPRINT }
	] as const)('is read as it was written: %o', (link) => {
		const printed = printEnrolLink('https://floor.example:7350', link);
		expect(new URL(printed).pathname).toBe('/enrol');
		expect(readEnrolLink(new URL(printed).hash)).toEqual(link);
	});

	test('of the server’s first code is the code alone', () => {
		expect(readEnrolLink(`#${CODE}`)).toEqual({ code: CODE, profile: null, fingerprint: null });
		expect(readEnrolLink('')).toEqual({ code: '', profile: null, fingerprint: null });
	});

	test.each(['#<img src=x>', '#%00', `#${'A'.repeat(41)}`, '#&as=kiosk', `#${CODE}&as=admin&ca=zz&as`])(
		'brings in nothing that is none of it: %s',
		(hash) => {
			const { code, profile, fingerprint } = readEnrolLink(hash);
			expect([CODE, '']).toContain(code);
			expect([null, 'kiosk']).toContain(profile);
			expect(fingerprint).toBeNull();
		}
	);
});
