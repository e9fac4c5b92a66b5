import { expect, test } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { countPrinted, inCopies, readCount } from './print-sequence.ts';

const codes = (text: string): Code[] => [...text] as Code[];

test('the copies of a label leave the printer one after another', () => {
	expect(inCopies(codes('abc'), 2).join('')).toBe('aabbcc');
});

test('what came out is counted, a label that came out less often apart', () => {
	expect(countPrinted(codes('aabbc'))).toEqual([
		{ copies: 2, labels: ['a', 'b'] },
		{ copies: 1, labels: ['c'] }
	]);
	expect(countPrinted([])).toEqual([]);
});

test.each([
	['1', 1],
	[' 07 ', 7],
	['12', 12],
	['13', undefined],
	['0', undefined],
	['-1', undefined],
	['1.5', undefined],
	['', undefined]
])('“%s” of at most 12 reads as %s', (text, count) => {
	expect(readCount(text, 12)).toBe(count);
});
