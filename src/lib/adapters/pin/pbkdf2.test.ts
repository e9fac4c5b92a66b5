import { pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { LEAST_ROUNDS } from '#domain/person/verifier.ts';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { createTestRandom } from '../../../../tests/support/floor.ts';
import { createPbkdf2, ROUNDS } from './pbkdf2.ts';

const random = createTestRandom(7);
const hasher = createPbkdf2({ random, rounds: LEAST_ROUNDS });

async function hashed(pin: string): Promise<string> {
	const hash = await hasher.hash(pin);
	if (!hash.ok) throw new Error(hash.error.type);
	return hash.value;
}

test('a PIN matches its own verifier and no other one', async () => {
	const verifier = await hashed('271828');
	expect(verifier).toMatch(/^\$pbkdf2-sha256\$i=10000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
	expect(await hasher.matches('271828', verifier)).toEqual({ ok: true, value: true });
	for (const pin of ['271829', '171828', '', '27182', '2718280']) {
		expect(await hasher.matches(pin, verifier)).toEqual({ ok: true, value: false });
	}
	expect(await hasher.matches('271828', await hashed('314159'))).toEqual({ ok: true, value: false });
});

test.each(['٢٧١٨٢٨', '۲۷۱۸۲۸', '२७१८२८', '２７１８２８'])('%s are the same digits', async (pin) => {
	expect(await hasher.matches(pin, await hashed('271828'))).toEqual({ ok: true, value: true });
	expect(await hasher.matches('271828', await hashed(pin))).toEqual({ ok: true, value: true });
});

// What sites hold: made by other means than ours, and readable for ever.
test.each(
	readGolden<readonly { readonly name: string; readonly pin: string; readonly verifier: string }[]>('verifiers')
)('golden: $name', async ({ pin, verifier }) => {
	const any = createPbkdf2({ random });
	expect(await any.matches(pin, verifier)).toEqual({ ok: true, value: true });
	expect(await any.matches(pin.replace(/.$/u, '0'), verifier)).toEqual({ ok: true, value: false });
});

test('each verifier has a salt of its own', async () => {
	expect(await hashed('271828')).not.toBe(await hashed('271828'));
});

test("it is PBKDF2 with HMAC-SHA-256, as Node's own has it", async () => {
	const [, , , salt = '', hash = ''] = (await hashed('271828')).split('$');
	const own = pbkdf2Sync('271828', Buffer.from(salt, 'base64'), LEAST_ROUNDS, 32, 'sha256');
	expect(Buffer.from(hash, 'base64')).toEqual(own);
});

test('as many rounds as a server takes for passwords', async () => {
	const hash = await createPbkdf2({ random }).hash('271828');
	expect(hash.ok && hash.value.startsWith(`$pbkdf2-sha256$i=${ROUNDS}$`)).toBe(true);
	expect(ROUNDS).toBeGreaterThanOrEqual(600_000);
});

test.each([
	['another way', '$argon2id$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
	['too few rounds', '$pbkdf2-sha256$i=9999$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
	['no rounds', '$pbkdf2-sha256$i=0$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
	['minutes of rounds', '$pbkdf2-sha256$i=5000001$AAAAAAAAAAAAAAAAAAAAAA$' + 'A'.repeat(43)],
	['a hash that was cut', '$pbkdf2-sha256$i=10000$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
	['nothing', '']
])('a verifier of %s is told, and matches nothing', async (_what, verifier) => {
	expect(await hasher.matches('271828', verifier)).toEqual({ ok: false, error: { type: 'VerifierUnknown' } });
});
