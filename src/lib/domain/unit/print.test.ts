import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRational, parseDecimal, rational } from '../kernel/quantity.ts';
import { printAmount, printQuantity, writeDecimal } from './print.ts';

describe('an exact number as people read it', () => {
	test.each([
		['0', 0n, 1n],
		['500', 500n, 1n],
		['9\u202f999', 9_999n, 1n],
		['12\u202f000', 12_000n, 1n],
		['1\u202f234\u202f567.5', 2_469_135n, 2n],
		['0.05', 1n, 20n],
		['0.000001', 1n, 1_000_000n],
		['33 1/3', 100n, 3n],
		['1/12', 1n, 12n],
		['-2.5', -5n, 2n]
	])('%s', (text, n, d) => {
		expect(printAmount(rational(n, d))).toBe(text);
	});

	test('the unit is glued to it', () => {
		expect(printQuantity({ amount: '5/2', unit: 'kg' })).toBe('2.5\u00a0kg');
	});
});

describe('a number as a field shows it', () => {
	test('reads back as the same number, or is not written at all', () => {
		fc.assert(
			fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10_000n), (n, d) => {
				const value = rational(n, d);
				const written = writeDecimal(value);
				if (written === undefined) expect((value.n * 10n ** 6n) % value.d).not.toBe(0n);
				else expect(formatRational(parseDecimal(written) ?? rational(-1n))).toBe(formatRational(value));
			})
		);
	});
});
