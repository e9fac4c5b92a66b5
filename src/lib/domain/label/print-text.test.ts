import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../../tests/support/any-text.ts';
import { fitText, textWidth } from './print-text.ts';

const BOX = { size: 40, width: 464, lines: 3 };

describe('lines', () => {
	test('break between words', () => {
		expect(fitText('Sock knitted grey melange', { size: 5, width: 60, lines: 3 }).lines).toEqual([
			'Sock knitted grey',
			'melange'
		]);
	});

	test('break inside a word that is longer than a line', () => {
		const { lines, cut } = fitText('Donaudampfschifffahrtsgesellschaft', BOX);
		expect(cut).toBe(false);
		expect(lines.join('')).toBe('Donaudampfschifffahrtsgesellschaft');
	});

	test('end with … when there is more', () => {
		const { lines, cut } = fitText(
			'Hexagon head screw with flange and serrated bearing surface M8 x 40 zinc plated class 8.8',
			BOX
		);
		expect(cut).toBe(true);
		expect(lines).toHaveLength(3);
		expect(lines.at(-1)).toMatch(/…$/);
	});

	test('hold nothing that is not seen, whatever the text', () => {
		fc.assert(
			fc.property(anyText(), anyText(), (before, after) => {
				const { lines } = fitText(`${before}\u202e\u0000^XZ${after}`, BOX);
				expect(lines.join('')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
				expect(lines.length).toBeLessThanOrEqual(BOX.lines);
			})
		);
	});

	test('fit their box whatever the text, and keep all of it unless they say that it was cut', () => {
		const room = BOX.width / BOX.size;
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
				const { lines, cut } = fitText(text, BOX);
				expect(lines.length).toBeLessThanOrEqual(BOX.lines);
				for (const line of lines)
					expect(textWidth(line)).toBeLessThanOrEqual(Math.max(room, textWidth(line.slice(0, 2))));
				const plain = (value: string): string => value.replace(/[ \t\n]+/g, '');
				const kept = plain(lines.join(''));
				if (cut) expect(plain(text).startsWith(kept.slice(0, -1))).toBe(true);
				else expect(kept).toBe(plain(text.trim()));
			})
		);
	});
});
