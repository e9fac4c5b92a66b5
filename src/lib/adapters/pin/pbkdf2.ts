import { err, ok, type Result } from '#domain/kernel/result.ts';
import { parseVerifier } from '#domain/person/verifier.ts';
import type { PinHasher, PinTrouble } from '#ports/pin-hasher.ts';
import type { Random } from '#ports/random.ts';

/** CouchDB's own number for the passwords of its users. A third of a second on a phone. */
export const ROUNDS = 600_000;

const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface Pbkdf2Options {
	readonly random: Random;
	/** Fewer in tests alone. */
	readonly rounds?: number;
	/** Undefined where the origin is not secure. */
	readonly subtle?: SubtleCrypto | undefined;
}

/** PBKDF2 with HMAC-SHA-256 by WebCrypto, in browsers and in Node. */
export function createPbkdf2({
	random,
	rounds = ROUNDS,
	subtle = globalThis.crypto?.subtle
}: Pbkdf2Options): PinHasher {
	async function derive(
		pin: string,
		salt: Uint8Array<ArrayBuffer>,
		iterations: number
	): Promise<Result<Uint8Array, PinTrouble>> {
		if (subtle === undefined) return err({ type: 'CryptoMissing' });
		const key = await subtle.importKey('raw', new TextEncoder().encode(asciiDigits(pin)), 'PBKDF2', false, [
			'deriveBits'
		]);
		const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, HASH_BYTES * 8);
		return ok(new Uint8Array(bits));
	}

	return {
		async hash(pin) {
			const salt = new Uint8Array(random.bytes(SALT_BYTES));
			const hash = await derive(pin, salt, rounds);
			return hash.ok ? ok(`$pbkdf2-sha256$i=${rounds}$${toBase64(salt)}$${toBase64(hash.value)}`) : hash;
		},
		async matches(pin, verifier) {
			const known = parseVerifier(verifier);
			if (known === null) return err({ type: 'VerifierUnknown' });
			const hash = await derive(pin, fromBase64(known.salt), known.rounds);
			return hash.ok ? ok(isSame(hash.value, fromBase64(known.hash))) : hash;
		}
	};
}

/** The same PIN on every keyboard: Arabic, Persian, Devanagari and full-width digits are digits. */
const asciiDigits = (pin: string): string =>
	pin.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		const zero = DIGIT_ZEROS.findLast((one) => one <= code && code < one + 10);
		return zero === undefined ? digit : String(code - zero);
	});

const DIGIT_ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** Looks at every byte, whatever the first ones say. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
	let difference = one.length ^ other.length;
	for (let index = 0; index < one.length; index++) difference |= (one[index] ?? 0) ^ (other[index] ?? 0);
	return difference === 0;
}
