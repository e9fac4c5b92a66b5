import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import {
	add,
	compare,
	convert,
	divide,
	formatRational,
	inBaseUnits,
	multiply,
	ONE,
	parseDecimal,
	parseRational,
	quantitySchema,
	rational,
	scale,
	subtract,
	sumOf,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from './quantity.ts';

const golden = readGolden<{
	readonly accepted: readonly { readonly text: string; readonly n: string; readonly d: string }[];
	readonly refused: readonly string[];
}>('quantities');

const anyRational = fc
	.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 15n }))
	.map(([n, d]) => rational(n, d));
const nonZero = anyRational.filter(({ n }) => n !== 0n);
const positive = nonZero.map(({ n, d }) => rational(n < 0n ? -n : n, d));

describe('amounts on the wire are what their golden file says', () => {
	test.each(golden.accepted)('$text', ({ text, n, d }) => {
		expect(parseRational(text)).toEqual({ n: BigInt(n), d: BigInt(d) });
		expect(formatRational({ n: BigInt(n), d: BigInt(d) })).toBe(text);
	});

	test.each(golden.refused)('refused: "%s"', (text) => {
		expect(parseRational(text)).toBeUndefined();
	});
});

describe('rationals', () => {
	const same = (a: Rational, b: Rational): void => expect(a).toEqual(b);

	test('are a field', () => {
		fc.assert(
			fc.property(anyRational, anyRational, anyRational, nonZero, (a, b, c, x) => {
				same(add(a, b), add(b, a));
				same(multiply(a, b), multiply(b, a));
				same(add(add(a, b), c), add(a, add(b, c)));
				same(multiply(multiply(a, b), c), multiply(a, multiply(b, c)));
				same(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)));
				same(add(a, ZERO), a);
				same(multiply(a, ONE), a);
				same(subtract(add(a, b), b), a);
				same(divide(multiply(a, x), x), a);
			})
		);
	});

	test('are kept in lowest terms with a positive denominator', () => {
		fc.assert(
			fc.property(anyRational, nonZero, fc.bigInt({ min: 1n, max: 10n ** 6n }), (a, b, factor) => {
				for (const { n, d } of [add(a, b), subtract(a, b), multiply(a, b), divide(a, b)]) {
					expect(d > 0n).toBe(true);
					same(rational(n * factor, d * factor), { n, d });
					same(rational(-n, -d), { n, d });
				}
			})
		);
	});

	test('are ordered as their differences are', () => {
		fc.assert(
			fc.property(anyRational, anyRational, anyRational, (a, b, c) => {
				expect(Math.sign(compare(a, b))).toBe(Number(subtract(a, b).n > 0n) - Number(subtract(a, b).n < 0n));
				expect(compare(a, b)).toBe(0 - compare(b, a));
				expect(Math.sign(compare(add(a, c), add(b, c)))).toBe(Math.sign(compare(a, b)));
			})
		);
	});

	test('survive the wire, in one writing each', () => {
		fc.assert(
			fc.property(anyRational, fc.bigInt({ min: 2n, max: 1000n }), (a, factor) => {
				same(wireValue(formatRational(a)), a);
				expect(parseRational(`${a.n * factor}/${a.d * factor}`)).toBeUndefined();
			})
		);
	});
});

describe('a number as people type it', () => {
	test.each([
		['50', '50'],
		[' 50 ', '50'],
		['007', '7'],
		['0', '0'],
		['2.5', '5/2'],
		['2,5', '5/2'],
		['2.', '2'],
		['0.000001', '1/1000000'],
		['٢٫٥', undefined],
		['٢.٥', '5/2'],
		['۱۲', '12'],
		['१२,५', '25/2'],
		['٥0', '50']
	])('%s is %s', (text, amount) => {
		const read = parseDecimal(text);
		expect(read && formatRational(read)).toBe(amount);
	});

	test.each([
		'',
		'.',
		'.5',
		'-1',
		'+1',
		'1.000,5',
		'1 000',
		'1e3',
		'1.2.3',
		'1/2',
		'0x10',
		'1234567890123456',
		'0.0000001',
		'五',
		'½',
		'৫'
	])('"%s" is none', (text) => {
		expect(parseDecimal(text)).toBeUndefined();
	});

	test('is read exactly, whatever its digits', () => {
		fc.assert(
			fc.property(fc.nat(999_999_999), fc.nat(999_999), (whole, millionths) => {
				const text = `${whole}.${String(millionths).padStart(6, '0')}`;
				expect(parseDecimal(text)).toEqual(rational(BigInt(whole) * 1_000_000n + BigInt(millionths), 1_000_000n));
			})
		);
	});
});

const mass = (amount: string, unit: string, ratio: string): Quantity => ({ amount, unit, kind: 'mass', ratio });

describe('quantities', () => {
	test('convert within their kind, exactly', () => {
		const pounds = mass('3', 'lb', '45359237/100000');
		expect(convert(pounds, mass('1', 'kg', '1000'))).toEqual({
			ok: true,
			value: mass('136077711/100000000', 'kg', '1000')
		});
		expect(convert(mass('1', 't', '1000000'), mass('7', 'g', '1'))).toEqual({
			ok: true,
			value: mass('1000000', 'g', '1')
		});
	});

	test('do not convert between kinds', () => {
		const pieces: Quantity = { amount: '3', unit: 'pcs', kind: 'count', ratio: '1' };
		expect(convert(pieces, mass('1', 'kg', '1000'))).toEqual({
			ok: false,
			error: { type: 'DifferentKinds', from: 'count', to: 'mass' }
		});
	});

	test('are the same amount of base units after a conversion and back', () => {
		fc.assert(
			fc.property(positive, positive, positive, (amount, ratio, other) => {
				const one = mass(formatRational(amount), 'x', formatRational(ratio));
				const there = convert(one, mass('1', 'y', formatRational(other)));
				if (!there.ok) throw new Error('one kind');
				const base = divide(multiply(amount, ratio), other);
				expect(there.value.amount).toBe(formatRational(base));
			})
		);
	});

	test('add up in the unit of the first; not across kinds, and not where one is unknown', () => {
		const kilo = mass('1', 'kg', '1000');
		expect(sumOf([kilo, mass('500', 'g', '1')])).toEqual(mass('3/2', 'kg', '1000'));
		expect(sumOf([kilo, { ...kilo, kind: 'count' }])).toBeNull();
		expect(sumOf([kilo, null])).toBeNull();
		expect(sumOf([])).toBeNull();
	});

	test('scale in their own unit', () => {
		expect(scale(mass('3/2', 'kg', '1000'), rational(2n, 3n))).toEqual(mass('1', 'kg', '1000'));
		expect(inBaseUnits(mass('3/2', 'kg', '1000'))).toEqual(rational(1500n));
	});

	test.each([
		['zero', { amount: '0' }],
		['below zero', { amount: '-1' }],
		['a decimal', { amount: '1.5' }],
		['a number instead of text', { amount: 1 }],
		['an unknown kind', { kind: 'colour' }],
		['no unit', { unit: '' }],
		['an endless unit', { unit: 'x'.repeat(33) }],
		['a ratio of zero', { ratio: '0' }],
		['no ratio', { ratio: undefined }]
	])('are not accepted with %s', (_name, change) => {
		expect(v.is(quantitySchema, mass('1', 'kg', '1000'))).toBe(true);
		expect(v.is(quantitySchema, { ...mass('1', 'kg', '1000'), ...change })).toBe(false);
	});
});
