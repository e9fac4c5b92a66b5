import { expect, it } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import { suggestionsFor } from './suggestions.ts';

const open = Array.from({ length: 8 }, (_, index) => {
	const code = mintCode('b', deviceNumber(1), index);
	return { code, detail: `${index}` };
});
const details = (typed: string): string[] => suggestionsFor(open, typed).map(({ detail }) => detail);

it('before the first key, the likeliest five', () => {
	expect(details('')).toEqual(['0', '1', '2', '3', '4']);
});

it('while typing, the two that begin so', () => {
	expect(details('B001')).toEqual(['0', '1']);
	expect(details('B00100003')).toEqual(['3']);
});

it('or hold what was typed, as people read out the end of a code', () => {
	expect(details(open[5]!.code.slice(-2).toUpperCase())).toEqual(['5']);
});

it('nothing that does not fit, and not the code itself', () => {
	expect(details('B9')).toEqual([]);
	expect(details(open[5]!.code.toUpperCase())).toEqual([]);
});
