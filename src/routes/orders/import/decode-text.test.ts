import { describe, expect, test } from 'vitest';
import { decodeText, doubtfulWords, MOST_BYTES } from './decode-text.ts';

const TEXT = 'Auftrag;Menge\nSO-1;12,5 Stück für Müller & Söhne\n';

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
	const view = new DataView(new ArrayBuffer(text.length * 2));
	[...text].forEach((letter, index) => view.setUint16(index * 2, letter.charCodeAt(0), littleEndian));
	return new Uint8Array(view.buffer);
};
/** Its first 256 characters are those of Windows-1252, but for some signs. */
const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a file is read whichever program wrote it', () => {
	test.each([
		['UTF-8', utf8(TEXT), 'utf-8', true],
		['UTF-8 with a mark', utf8(`\ufeff${TEXT}`), 'utf-8', true],
		['UTF-16, low byte first, with a mark', utf16(`\ufeff${TEXT}`, true), 'utf-16le', true],
		['UTF-16, high byte first, with a mark', utf16(`\ufeff${TEXT}`, false), 'utf-16be', true],
		['UTF-16 without a mark', utf16(TEXT, true), 'utf-16le', false],
		['Windows-1252', latin(TEXT), 'windows-1252', false]
	] as const)('%s', (_name, bytes, encoding, certain) => {
		expect(decodeText(bytes)).toEqual({ ok: true, value: { text: TEXT, encoding, certain } });
	});
});

test('what is no text, too much or nothing is refused', () => {
	const picture = Uint8Array.from([0x50, 0x4b, 3, 4, 0x14, 0, 6, 0, 0x80, 0xff, 0, 0]);
	expect(decodeText(picture)).toEqual({ ok: false, error: { type: 'FileNotText' } });
	expect(decodeText(utf8(' \n'))).toEqual({ ok: false, error: { type: 'FileEmpty' } });
	const large = new Uint8Array(MOST_BYTES + 1);
	expect(decodeText(large)).toEqual({ ok: false, error: { type: 'FileTooLarge', bytes: MOST_BYTES + 1 } });
});

test('somebody who sees wrong letters can say how it was written', () => {
	const guessed = decodeText(latin(TEXT));
	expect(guessed.ok && doubtfulWords(guessed.value.text)).toEqual(['Stück', 'für', 'Müller', 'Söhne']);
	expect(decodeText(latin(TEXT), 'utf-8')).toMatchObject({ ok: true, value: { encoding: 'utf-8', certain: true } });
});
