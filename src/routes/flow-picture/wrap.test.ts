import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../../tests/support/any-text.ts';
import { wrapText } from './wrap.ts';

test.each([
	['Knitting', 10, 3, ['Knitting']],
	['Sock, knitted, grey', 10, 3, ['Sock,', 'knitted,', 'grey']],
	['Sock, dyed', 10, 3, ['Sock, dyed']],
	['Vorbehandlungsstufe', 10, 3, ['Vorbehandl', 'ungsstufe']],
	['one two three four', 5, 2, ['one', 'two…']],
	['wonderful', 5, 1, ['wond…']],
	['   ', 10, 3, []]
])('"%s" on %i letters, %i lines', (text, letters, most, lines) => {
	expect(wrapText(text, letters, most)).toEqual(lines);
});

test('never longer or more than asked for, never within a character', () => {
	fc.assert(
		fc.property(anyText(), fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 4 }), (text, letters, most) => {
			const lines = wrapText(text, letters, most);
			expect(lines.length).toBeLessThanOrEqual(most);
			for (const line of lines) {
				expect([...line].length).toBeLessThanOrEqual(letters);
				if (text.isWellFormed()) expect(line.isWellFormed()).toBe(true);
			}
		})
	);
});
