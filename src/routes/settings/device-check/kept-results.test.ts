import { expect, test } from 'vitest';
import { keepResults, recallResults, type CheckResults } from './kept-results.ts';

function memory() {
	const kept = new Map<string, string>();
	return {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value)
	};
}

test('what was checked is there after a restart', () => {
	const storage = memory();
	expect(recallResults(storage)).toEqual({});
	const results: CheckResults = {
		camera: { outcome: 'good', seen: { type: 'camera', state: 'works' }, at: 1 },
		print: { outcome: 'skipped', seen: { type: 'written', text: 'no printer yet' }, at: 2 }
	};
	keepResults(storage, results);
	expect(recallResults(storage)).toEqual(results);
});

test.each([
	'nonsense',
	'null',
	'{"camera":{"outcome":"fine"},"print":{"outcome":"good","seen":{"type":"?"},"at":1},"sonar":{}}'
])('whatever else stands there is as good as nothing: %s', (text) => {
	expect(recallResults({ getItem: () => text })).toEqual({});
});

test('a storage that refuses stops nobody', () => {
	const refuse = (): never => {
		throw new Error('full');
	};
	expect(() => keepResults({ setItem: refuse }, {})).not.toThrow();
	expect(recallResults({ getItem: refuse })).toEqual({});
});
