import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantity } from '../../../../tests/support/floor.ts';
import { add, divide, inBaseUnits, multiply, ONE, parseRational, rational } from '../kernel/quantity.ts';
import { expectedUse, type Consumption } from './step.ts';

const uses = (consumed: string, allowance: string | null): Consumption => ({
	item: 'a1',
	quantity: quantity(consumed),
	allowance
});
const makes = (produced: string) => ({ item: 'a2', quantity: quantity(produced) });

describe('what a step is expected to use', () => {
	test.each([
		['without waste', '2 kg', null, '1 pcs', '50 pcs', '100 kg'],
		['with 5 % waste', '2 kg', '1/20', '1 pcs', '50 pcs', '105 kg'],
		['a third each: exact', '1 kg', null, '3 pcs', '1 pcs', '1/3 kg'],
		['a third each with 10 % waste', '1 kg', '1/10', '3 pcs', '1 pcs', '11/30 kg'],
		['the output in another unit', '1 m', null, '1 dozen', '6 pcs', '1/2 m'],
		['pounds made from a ratio in kilograms', '1 kg', null, '1 kg', '100 lb', '45359237/1000000 kg'],
		['more waste than goods', '1 l', '3', '1 pcs', '1 pcs', '4 l']
	])('%s', (_name, consumed, allowance, produced, output, expected) => {
		expect(expectedUse(uses(consumed, allowance), makes(produced), quantity(output))).toEqual(quantity(expected));
	});

	test('is input ÷ production × (consumption + waste allowance), in the unit of the input', () => {
		const amount = fc
			.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 99 }))
			.map(([n, d]) => `${rational(BigInt(n), BigInt(d)).n}/${rational(BigInt(n), BigInt(d)).d}`.replace(/\/1$/, ''));
		fc.assert(
			fc.property(amount, amount, amount, amount, (consumed, allowance, produced, output) => {
				const used = expectedUse(
					uses(`${consumed} kg`, allowance),
					makes(`${produced} dozen`),
					quantity(`${output} pcs`)
				);
				const share = divide(inBaseUnits(quantity(`${output} pcs`)), inBaseUnits(quantity(`${produced} dozen`)));
				const waste = parseRational(allowance);
				const each = parseRational(consumed);
				if (!waste || !each) throw new Error('an amount');
				const { n, d } = multiply(multiply(share, each), add(ONE, waste));
				expect(used).toEqual({ ...quantity('1 kg'), amount: d === 1n ? `${n}` : `${n}/${d}` });
			})
		);
	});
});
