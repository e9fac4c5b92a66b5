import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { canonicalText } from '../../../../tests/golden/second-opinion.ts';
import { anyText } from '../../../../tests/support/any-text.ts';
import { canonicalJson, MAX_DEPTH } from './canonical.ts';

const golden = readGolden<{
	readonly accepted: readonly { readonly rule: string; readonly json: string; readonly canonical: string }[];
	readonly refused: readonly { readonly rule: string; readonly json: string; readonly reason: string }[];
}>('canonical');

describe('the canonical form is what its golden file says', () => {
	test.each(golden.accepted)('$rule', ({ json, canonical }) => {
		const value: unknown = JSON.parse(json);
		expect(canonicalJson(value)).toEqual({ ok: true, value: canonical });
		expect(canonicalText(value)).toBe(canonical);
	});

	test.each(golden.refused)('refused: $rule', ({ json, reason }) => {
		expect(canonicalJson(JSON.parse(json))).toEqual({ ok: false, error: { reason } });
	});

	test('and covers every control character', () => {
		const covered = golden.accepted.map(({ json }) => JSON.parse(json) as unknown);
		for (let unit = 0; unit < 0x20; unit++) expect(covered).toContain(String.fromCharCode(unit));
	});
});

describe('what JSON cannot hold is refused', () => {
	test.each([
		['nothing', undefined],
		['not a number', Number.NaN],
		['infinity', Number.POSITIVE_INFINITY],
		['a big integer', 1n],
		['a function', () => 1],
		['a symbol', Symbol('x')],
		['a member without a value', { a: undefined }],
		['a gap in a list', [1, , 2]], // eslint-disable-line no-sparse-arrays
		['a member named __proto__, added by hand', Object.defineProperty({}, '__proto__', { value: 1, enumerable: true })]
	])('%s', (_name, value) => {
		expect(canonicalJson(value).ok).toBe(false);
	});

	test('a value that holds itself ends at the depth limit', () => {
		const loop: Record<string, unknown> = {};
		loop.again = loop;
		expect(canonicalJson(loop)).toEqual({ ok: false, error: { reason: `nested deeper than ${MAX_DEPTH}` } });
	});
});

/** Every value that has a canonical form, names like `__proto__` aside. */
const { value: anyJson } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 6, withCrossShrink: true },
		fc.constant(null),
		fc.boolean(),
		fc.maxSafeInteger().map((number) => number + 0),
		anyText(),
		fc.array(tie('value'), { maxLength: 5 }),
		fc.dictionary(
			anyText(4).filter((name) => name !== '__proto__'),
			tie('value'),
			{ maxKeys: 5 }
		)
	)
}));

describe('whatever the value', () => {
	test('two implementations write the same text', () => {
		fc.assert(
			fc.property(anyJson, (value) => {
				expect(canonicalJson(value)).toEqual({ ok: true, value: canonicalText(value) });
			})
		);
	});

	test('its text reads back as the same value, and writing that changes nothing', () => {
		fc.assert(
			fc.property(anyJson, (value) => {
				const written = canonicalJson(value);
				if (!written.ok) throw new Error(written.error.reason);
				const again: unknown = JSON.parse(written.value);
				expect(again).toEqual(value);
				expect(canonicalJson(again)).toEqual(written);
			})
		);
	});

	test('the order in which members were set leaves no trace', () => {
		fc.assert(
			fc.property(fc.uniqueArray(anyText().filter((name) => name !== '__proto__')), (names) => {
				const forwards = Object.fromEntries(names.map((name) => [name, 1]));
				const backwards = Object.fromEntries([...names].reverse().map((name) => [name, 1]));
				expect(canonicalJson(forwards)).toEqual(canonicalJson(backwards));
			})
		);
	});

	test('any text with a lone surrogate is refused', () => {
		fc.assert(
			fc.property(anyText(), fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(), (text, unit, at) => {
				const points = [...text];
				const place = at % (points.length + 1);
				const broken = points.slice(0, place).join('') + String.fromCharCode(unit) + points.slice(place).join('');
				expect(canonicalJson(broken).ok).toBe(false);
				expect(canonicalJson({ [broken]: 1 }).ok).toBe(false);
			})
		);
	});
});
