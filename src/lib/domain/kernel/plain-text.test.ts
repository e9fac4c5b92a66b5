import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../../tests/support/any-text.ts';
import { plainText } from './plain-text.ts';

describe('plain text', () => {
	test.each([
		['a name', 'Ana Müller-Łukasz'],
		['two lines', 'Wrong colour.\nAsked Ben.'],
		['another script', 'عدد القطع'],
		['its own marks of direction', 'עב\u200f (2)'],
		['joined signs', 'क्\u200dष 👩‍🏭'],
		['markup, which is text', '<img src=x onerror=alert(1)>'],
		['nothing', '']
	])('is left as it is: %s', (_name, text) => {
		expect(plainText(text)).toBe(text);
	});

	test.each([
		['text turned around', 'by \u202eanA\u202c at', 'by anA at'],
		['isolates', '\u2066x\u2069\u2067y\u2068', 'xy'],
		['control characters', 'a\u0000b\u0007c\u001b[31md\u007f\u009b', 'abc[31md'],
		['ends of lines of all kinds', 'a\r\nb\rc\u2028d\u2029e\u0085f', 'a\nb\nc\nd\ne\nf'],
		['tabs', 'a\tb', 'a b'],
		['a byte order mark', '\ufeffa', 'a'],
		['unseen tags', 'a\u{e0041}\u{e007f}', 'a']
	])('loses what is not seen: %s', (_name, text, plain) => {
		expect(plainText(text)).toBe(plain);
	});

	test('whatever it was: nothing unseen, no turn of direction, no longer than before, and twice the same', () => {
		const piece = fc.oneof(anyText(), fc.constantFrom('\u202e', '\u2066', '\r\n', '\u0000', '\u{e0020}', '<b>'));
		fc.assert(
			fc.property(fc.array(piece), (pieces) => {
				const text = pieces.join('');
				const plain = plainText(text);
				expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/); // eslint-disable-line no-control-regex -- these are what it is about
				expect(plain.isWellFormed()).toBe(text.isWellFormed());
				expect(plain.length).toBeLessThanOrEqual(text.length);
				expect(plainText(plain)).toBe(plain);
			})
		);
	});
});
