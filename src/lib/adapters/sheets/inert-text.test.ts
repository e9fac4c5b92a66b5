import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inertField, inertText } from './inert-text.ts';

const HOSTILE = [
	'=HYPERLINK("http://elsewhere.example","Press")',
	'+1+1',
	'-1+1',
	'@SUM(A1)',
	'\t=1+1',
	'\r=1+1',
	'\n=1+1',
	'\ttab',
	'\rreturn',
	' =1+1',
	'\u00a0=1+1',
	'\u200b=1+1',
	'\ufeff=1+1',
	'\u202e=1+1',
	'\u0000=1+1',
	'"=1+1',
	'＝1+1',
	'＋1',
	'－1',
	'＠SUM(A1)',
	'﹦1+1',
	'﹢1',
	'﹣1',
	'﹫SUM(A1)',
	'−1',
	"=cmd|' /C calc'!A0"
];

describe('text in a file for a spreadsheet', () => {
	test.each(HOSTILE)('%j is no formula', (text) => {
		expect(inertText(text)).toBe(`'${text}`);
		expect(inertField(text).startsWith("'")).toBe(true);
	});

	test.each(['B7K3-M9QX-42', 'Sock, 38–41', '12 = 3 × 4', 'Ana-Maria', "'quoted'", 'a@b.example', ''])(
		'%j stays as it is',
		(text) => {
			expect(inertText(text)).toBe(text);
			expect(inertField(text)).toBe(text);
		}
	);

	test.each([
		['x;=1+1;y', "x;'=1+1;y"],
		['x, @SUM(A1)', "x,' @SUM(A1)"],
		['x\t"=1+1', 'x\t\'"=1+1'],
		['x\n＝1+1', "x\n'＝1+1"],
		['1/3', "'1/3"]
	])('%j is none where the file is cut at another separator either', (text, field) => {
		expect(inertField(text)).toBe(field);
	});

	test('only apostrophes are added, and twice is as good as once', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const field = inertField(text);
				expect(field.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
				expect(inertField(field)).toBe(field);
			})
		);
	});
});
