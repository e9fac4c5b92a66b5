import { createHash } from 'node:crypto';

/**
 * The frozen formats once more, written from their descriptions with other means than the domain's: what both say is unlikely
 * to be one mistake made twice.
 */

const SHORT_ESCAPES = new Map([
	[0x08, '\\b'],
	[0x09, '\\t'],
	[0x0a, '\\n'],
	[0x0c, '\\f'],
	[0x0d, '\\r'],
	[0x22, '\\"'],
	[0x5c, '\\\\']
]);

/** RFC 8785 unit by unit, for a value that `JSON.parse` made and that has a canonical form. */
export function canonicalText(value: unknown): string {
	if (value === null) return 'null';
	if (value === true) return 'true';
	if (value === false) return 'false';
	if (typeof value === 'number') return BigInt(value).toString(10);
	if (typeof value === 'string') return quoted(value);
	if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
	const members = Object.entries(value as object).sort(([a], [b]) => compareUnits(a, b));
	return `{${members.map(([name, member]) => `${quoted(name)}:${canonicalText(member)}`).join(',')}}`;
}

function quoted(text: string): string {
	let written = '"';
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		const short = SHORT_ESCAPES.get(unit);
		if (short !== undefined) written += short;
		else if (unit < 0x20) written += `\\u00${unit < 0x10 ? '0' : '1'}${'0123456789abcdef'[unit % 16]}`;
		else written += text.charAt(at);
	}
	return `${written}"`;
}

function compareUnits(a: string, b: string): number {
	for (let at = 0; at < Math.min(a.length, b.length); at++) {
		const difference = a.charCodeAt(at) - b.charCodeAt(at);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** The leading bits of a hash, five a character. */
export function base32OfHex(hex: string, width: number): string {
	const bits = [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
	return Array.from({ length: width }, (_, at) =>
		CROCKFORD.charAt(Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2))
	).join('');
}

/** The document of an event, whatever its members say: hash, id and revision are right, and nothing else was looked at. */
export function sealByHand(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const hash = sha256Hex(canonicalText(body));
	const { stream, hlc, device, epoch } = body;
	return {
		_id: `${String(stream)}:${String(hlc)}:${String(device)}${String(epoch)}:${base32OfHex(hash, 16)}`,
		_rev: `1-${hash.slice(0, 32)}`,
		...body
	};
}

export function base32OfNumber(value: bigint, width: number): string {
	return Array.from({ length: width }, (_, at) =>
		CROCKFORD.charAt(Number((value >> BigInt(5 * (width - 1 - at))) & 31n))
	).join('');
}

/** Over GF(32), by long division of polynomials: c9 + x c0 + x^2 c1 + ... + x^9 c8, zero for a sound code. */
export function codeSyndrome(code: string): number {
	let sum = 0;
	for (const [position, character] of [...code].entries()) {
		const value = CROCKFORD.indexOf(character);
		sum ^= position === 9 ? value : remainder(value << (position + 1));
	}
	return sum;
}

function remainder(polynomial: number): number {
	let rest = polynomial;
	for (let degree = 20; degree >= 5; degree--) if (rest & (1 << degree)) rest ^= 0b100101 << (degree - 5);
	return rest;
}
