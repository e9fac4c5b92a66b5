import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame } from './same.ts';

test('says what comparing the texts says, but for the order of members', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
			expect(isSame(one, structuredClone(one))).toBe(true);
			expect(isSame(one, other)).toBe(sorted(one) === sorted(other));
		})
	);
});

test.each([
	[{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
	[{ a: 1 }, { a: 1, b: undefined }, true],
	[{ a: 1 }, { a: 1, b: null }, false],
	[[1, 2], [2, 1], false],
	[[], {}, false],
	[null, {}, false]
])('%j and %j: %s', (one, other, same) => {
	expect(isSame(one, other)).toBe(same);
	expect(isSame(other, one)).toBe(same);
});

const sorted = (value: unknown): string =>
	JSON.stringify(value, (_name, member: unknown) =>
		typeof member === 'object' && member !== null && !Array.isArray(member)
			? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
			: Object.is(member, -0)
				? 0
				: member
	);
