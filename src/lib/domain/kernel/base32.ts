/**
 * Crockford's base 32: no I, L, O or U, so that a printed code is read back by people without a mistake.
 * Upper case on labels, lower case in ids. The alphabet is in ASCII order, so fixed-width numbers sort as text.
 */
export const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The value of one lower-case character, 0 to 31, or -1. */
export const digitValue = (character: string): number => ALPHABET.indexOf(character);

/** `value` (a whole number below 32^width) as exactly `width` characters. */
export function encodeNumber(value: number, width: number): string {
	let text = '';
	for (let rest = value; text.length < width; rest = Math.floor(rest / 32)) text = ALPHABET.charAt(rest % 32) + text;
	return text;
}

/** The number that `encodeNumber` wrote; NaN when a character is not of the alphabet. Exact up to 10 characters. */
export function decodeNumber(text: string): number {
	let value = 0;
	for (const character of text) {
		const digit = digitValue(character);
		if (digit < 0) return Number.NaN;
		value = value * 32 + digit;
	}
	return value;
}

/** The first `width` characters of the base 32 writing of `bytes`, five bits a character, high bits first. */
export function encodeBytes(bytes: Uint8Array, width: number): string {
	let text = '';
	let bits = 0;
	let pending = 0;
	for (const byte of bytes) {
		pending = (pending << 8) | byte;
		bits += 8;
		while (bits >= 5 && text.length < width) {
			bits -= 5;
			text += ALPHABET.charAt((pending >> bits) & 31);
		}
		pending &= (1 << bits) - 1;
		if (text.length === width) return text;
	}
	return text;
}

const WORD = /^[0-9a-hjkmnp-tv-z]*$/;

export const isBase32 = (text: string, width: number): boolean => text.length === width && WORD.test(text);
