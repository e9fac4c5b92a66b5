import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRational, rational } from '#domain/kernel/quantity.ts';
import { exactDecimal } from './exact-number.ts';

test.each([
	['0', '0'],
	['500', '500'],
	['5/2', '2.5'],
	['-1/8', '-0.125'],
	['1/1000000', '0.000001'],
	['123456789012345', '123456789012345'],
	['123456789012345000', '123456789012345000'],
	['1/3', null],
	['1234567890123456', null],
	['1/1000000000000000000', null],
	['1.5', null],
	['words', null]
])('%s is %s', (wire, decimal) => {
	expect(exactDecimal(wire)).toBe(decimal);
});

test('a decimal is the amount itself, and a number of a spreadsheet keeps it', () => {
	fc.assert(
		fc.property(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.bigInt(1n, 10n ** 6n), (n, d) => {
			const amount = rational(n, d);
			const decimal = exactDecimal(formatRational(amount));
			if (decimal === null) return;
			const [whole = '', fraction = ''] = decimal.split('.');
			expect(rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length))).toEqual(amount);
			expect(Number(Number(decimal).toPrecision(15))).toBe(Number(decimal));
		})
	);
});
