import { expect, test } from 'vitest';
import { sourcesFirst } from './sources-first.ts';

const order = (batches: readonly string[], sources: Readonly<Record<string, readonly string[]>>): string[] => [
	...sourcesFirst(batches, (batch) => sources[batch] ?? [])
];

test('each batch comes after what it was made of, once, in whatever order they are asked for', () => {
	const sources = { d: ['b', 'c'], c: ['a', 'b'], b: ['a'] };
	expect(order(['d', 'c', 'b', 'a'], sources).join('')).toBe('abcd');
	expect(order(['b', 'a', 'd', 'c'], sources).join('')).toBe('abcd');
});

test('what is not asked for comes in as a source', () => {
	expect(order(['b'], { b: ['a'] })).toEqual(['a', 'b']);
});

test('a forged circle does not hang it', () => {
	expect(order(['a', 'b', 'c'], { a: ['a', 'c'], b: ['a'], c: ['b'] }).sort()).toEqual(['a', 'b', 'c']);
});

test('no line of descent is too long for it', () => {
	const all = Array.from({ length: 50_000 }, (_, index) => `${index}`);
	const found = sourcesFirst(all.toReversed(), (batch) => (batch === '0' ? [] : [`${Number(batch) - 1}`]));
	expect([...found]).toEqual(all);
});
