import { describe, expect, it } from 'vitest';
import { random } from '../../tests/support/sync-app.ts';
import { hashPassword, isPasswordHash, verifyPassword, type PasswordHash } from './passwords.ts';

describe('a password', () => {
	it('is verified against its hash and no other', async () => {
		const hash = await hashPassword('open sesame', 1000, random);
		expect(isPasswordHash(hash)).toBe(true);
		expect(JSON.stringify(hash)).not.toContain('sesame');
		expect(await verifyPassword('open sesame', hash)).toBe(true);
		expect(await verifyPassword('Open sesame', hash)).toBe(false);
		expect((await hashPassword('open sesame', 1000, random)).salt).not.toBe(hash.salt);
	});

	it.each([0, -1, 0.5, 2 ** 31 - 1, 2 ** 40])("is nobody's whose key takes %s rounds", async (iterations) => {
		expect(isPasswordHash({ ...(await hashPassword('pw', 1, random)), iterations })).toBe(false);
	});

	it('is derived as CouchDB does it: the salt is its text', async () => {
		// RFC 7914, section 11: PBKDF2-HMAC-SHA-256 of "passwd", salt "salt", one round, first 32 of 64 bytes
		const hash: PasswordHash = {
			password_scheme: 'pbkdf2',
			pbkdf2_prf: 'sha256',
			iterations: 1,
			salt: 'salt',
			derived_key: '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'
		};
		expect(await verifyPassword('passwd', hash)).toBe(true);
	});
});
