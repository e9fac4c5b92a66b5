import { expect, test } from 'vitest';
import { browserRandom } from '../browser/browser-random.ts';
import { createPbkdf2 } from './pbkdf2.ts';

// Made by Node's own `pbkdf2Sync` of 271828, the salt the bytes 0 to 15, 10000 rounds.
const FROM_NODE = '$pbkdf2-sha256$i=10000$AAECAwQFBgcICQoLDA0ODw$uQa8XwIEywmqnx2O6h7zX61FZCLHhKyXXsCSYofs000';

test('a browser reads what Node made, and its own', async () => {
	const hasher = createPbkdf2({ random: browserRandom, rounds: 10_000 });
	expect(await hasher.matches('271828', FROM_NODE)).toEqual({ ok: true, value: true });
	expect(await hasher.matches('314159', FROM_NODE)).toEqual({ ok: true, value: false });
	const own = await hasher.hash('314159');
	expect(own.ok && (await hasher.matches('314159', own.value))).toEqual({ ok: true, value: true });
});
