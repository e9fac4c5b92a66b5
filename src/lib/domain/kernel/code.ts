import { ALPHABET, decodeNumber, digitValue, encodeNumber } from './base32.ts';
import { err, ok, type Result } from './result.ts';

/**
 * The code of a thing: what its label's QR carries, what stands beside it in print, what a person types, and the id that
 * events know it by. Type letter + 3 device + 5 counter + 1 check character, Crockford's alphabet, lower case in ids.
 *
 * A device mints from its own share of the number space, so two sound devices never mint the same code: 32,768 enrolments
 * of 33,554,432 codes each.
 */
export type Code = string & { readonly __code: true };

/** What the first letter says. A letter never changes its meaning: labels outlive versions. */
export const CODE_LETTERS = {
	a: 'item',
	b: 'batch',
	c: 'command',
	d: 'device',
	f: 'flow',
	g: 'department',
	h: 'hold',
	k: 'lot',
	m: 'machine',
	p: 'person',
	r: 'run',
	s: 'station',
	t: 'step',
	v: 'order'
} as const;

export type CodeLetter = keyof typeof CODE_LETTERS;
export type CodeKind = (typeof CODE_LETTERS)[CodeLetter];

/** Three characters: one enrolment's share of the number space. */
export type DeviceNumber = string & { readonly __device: true };

export const DEVICE_NUMBERS = 32 ** 3;
/** The last of them belong to sample factories everywhere and to no site: what their labels name exists nowhere else. */
export const SAMPLE_DEVICES = 32;
export const CODES_A_DEVICE = 32 ** 5;

export type NotACode =
	| { readonly type: 'NotOurs' } // another shape: somebody else's label, a web address, noise
	| { readonly type: 'Damaged' } // our shape, but the check character says a character is wrong
	| { readonly type: 'Newer' }; // a sound code of a kind that only a newer version knows

/** `number` from 0 to 32,767. */
export const deviceNumber = (number: number): DeviceNumber => encodeNumber(number, 3) as DeviceNumber;

/** `counter` from 0 to 33,554,431; the caller sees to it that a device never uses one twice. */
export function mintCode(letter: CodeLetter, device: DeviceNumber, counter: number): Code {
	if (!(counter >= 0 && counter < CODES_A_DEVICE)) throw new RangeError(`code counter ${counter} out of range`);
	const body = letter + device + encodeNumber(counter, 5);
	return (body + checkCharacter(body)) as Code;
}

/** Reads what was scanned or typed: any case, with or without group dashes and spaces, O for 0, I and L for 1. */
export function parseCode(text: string): Result<Code, NotACode> {
	const compact = text.replace(/[\s-]/g, '').toLowerCase();
	if (!/^[a-z][0-9a-z]{9}$/.test(compact)) return err({ type: 'NotOurs' });
	const code = compact.charAt(0) + compact.slice(1).replace(/o/g, '0').replace(/[il]/g, '1');
	if (digitValue(code.charAt(0)) < 0) return err({ type: 'NotOurs' });
	if (checkCharacter(code.slice(0, 9)) !== code.charAt(9)) return err({ type: 'Damaged' });
	return isCode(code) ? ok(code) : err({ type: 'Newer' });
}

/** True for a code in the writing that ids use: lower case, no groups, right check character. */
export function isCode(text: string): text is Code {
	if (text.length !== 10 || !Object.hasOwn(CODE_LETTERS, text.charAt(0))) return false;
	for (const character of text) if (digitValue(character) < 0) return false;
	return checkCharacter(text.slice(0, 9)) === text.charAt(9);
}

export const codeKind = (code: Code): CodeKind => CODE_LETTERS[code.charAt(0) as CodeLetter];

/** As a label shows it: `B001-0000-1X`. */
export const printCode = (code: Code): string => inGroups(code);

/** What has the shape of a code, sound or not, written as a label shows codes: to be compared with one. */
export function inGroups(text: string): string {
	const compact = text.replace(/[\s-]/g, '').toUpperCase();
	return `${compact.slice(0, 4)}-${compact.slice(4, 8)}-${compact.slice(8)}`;
}

/** The number of the device that minted it. */
export const codeDevice = (code: Code): DeviceNumber => code.slice(1, 4) as DeviceNumber;

/** Minted in a sample factory. */
export const isSampleCode = (code: Code): boolean => decodeNumber(codeDevice(code)) >= DEVICE_NUMBERS - SAMPLE_DEVICES;

/** The counter within the minting device's share. */
export const codeCounter = (code: Code): number => decodeNumber(code.slice(4, 9));

/**
 * Over GF(32) = GF(2)[x]/(x^5 + x^2 + 1) with the primitive element x: the check character c9 makes
 * c9 + x^1 c0 + x^2 c1 + ... + x^9 c8 = 0. All ten weights are different and none is zero, so every single wrong character
 * and every exchange of two characters, neighbours or not, type letter included, is caught.
 */
function checkCharacter(body: string): string {
	let sum = 0;
	for (let position = 0; position < body.length; position++) {
		let term = digitValue(body.charAt(position));
		for (let power = 0; power <= position; power++) term = timesX(term);
		sum ^= term;
	}
	return ALPHABET.charAt(sum);
}

const timesX = (element: number): number => {
	const shifted = element << 1;
	return shifted & 32 ? shifted ^ 0b100101 : shifted;
};
