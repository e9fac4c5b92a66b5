import { err, ok, type Result } from '#domain/kernel/result.ts';

export const MOST_BYTES = 5_000_000;

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** As people and other programs write them. */
export const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
	'utf-8': 'UTF-8',
	'utf-16le': 'UTF-16 LE',
	'utf-16be': 'UTF-16 BE',
	'windows-1252': 'Windows-1252'
};

export interface DecodedText {
	readonly text: string;
	readonly encoding: Encoding;
	/** False where the file does not say how it was written: somebody has to look at the letters beyond ASCII. */
	readonly certain: boolean;
}

export type UnreadableFile =
	| { readonly type: 'FileEmpty' }
	| { readonly type: 'FileTooLarge'; readonly bytes: number }
	/** A spreadsheet, a picture or the like. */
	| { readonly type: 'FileNotText' };

/** Bytes at the start that tell which encoding it is, by their share of zeros. */
const LOOKED_AT = 4_096;

/**
 * The text of a file, whichever program wrote it. The byte order mark is no part of it.
 *
 * @param told the encoding that somebody says it has; null: as the file tells
 */
export function decodeText(bytes: Uint8Array, told: Encoding | null = null): Result<DecodedText, UnreadableFile> {
	if (bytes.length > MOST_BYTES) return err({ type: 'FileTooLarge', bytes: bytes.length });
	const decoded = told ? decodeAs(told, bytes, true) : (decodeMarked(bytes) ?? decodeUnmarked(bytes));
	if (decoded === undefined || decoded.text.includes('\0')) return err({ type: 'FileNotText' });
	return decoded.text.trim() === '' ? err({ type: 'FileEmpty' }) : ok(decoded);
}

/** A decoder leaves out the mark of its own encoding. */
const decodeAs = (encoding: Encoding, bytes: Uint8Array, certain: boolean): DecodedText => ({
	text: new TextDecoder(encoding).decode(bytes),
	encoding,
	certain
});

function decodeMarked(bytes: Uint8Array): DecodedText | undefined {
	const [first, second, third] = bytes;
	if (first === 0xef && second === 0xbb && third === 0xbf) return decodeAs('utf-8', bytes, true);
	if (first === 0xff && second === 0xfe) return decodeAs('utf-16le', bytes, true);
	return first === 0xfe && second === 0xff ? decodeAs('utf-16be', bytes, true) : undefined;
}

function decodeUnmarked(bytes: Uint8Array): DecodedText | undefined {
	const wide = wideEncoding(bytes);
	if (wide) return decodeAs(wide, bytes, false);
	try {
		return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8', certain: true };
	} catch {
		return decodeAs('windows-1252', bytes, false);
	}
}

/** Latin text in two bytes a character has a zero in nearly every second place: after the letter, or before it. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
	const start = bytes.subarray(0, LOOKED_AT);
	let [even, odd] = [0, 0];
	start.forEach((byte, index) => {
		if (byte !== 0) return;
		if (index % 2 === 0) even += 1;
		else odd += 1;
	});
	const most = start.length / 2;
	if (odd > 0.6 * most && even < 0.05 * most) return 'utf-16le';
	return even > 0.6 * most && odd < 0.05 * most ? 'utf-16be' : undefined;
}

const MOST_SAMPLES = 4;

/** Some words with letters that encodings write differently: whoever knows the customers sees whether they are right. */
export const doubtfulWords = (text: string): readonly string[] =>
	[...new Set(text.match(/[\p{L}\p{N}]*[^\p{ASCII}\s][\p{L}\p{N}]*/gu) ?? [])].slice(0, MOST_SAMPLES);
