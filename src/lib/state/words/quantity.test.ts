import { describe, expect, it } from 'vitest';
import { rational } from '#domain/kernel/quantity.ts';
import { inLocale } from '../../../../tests/support/locale.ts';
import { amountText, quantityText, unitText } from './quantity.ts';
import { anyOf } from './words.ts';

describe('quantities on a screen', () => {
	it('have the decimal sign and the unit names of the language', () => {
		expect(amountText(rational(5n, 2n))).toBe('2.5');
		expect(quantityText({ amount: '12000', unit: 'pcs' })).toBe('12\u202f000\u00a0pcs');
		inLocale('de', () => {
			expect(amountText(rational(5n, 2n))).toBe('2,5');
			expect(quantityText({ amount: '12000', unit: 'pcs' })).toBe('12\u202f000\u00a0Stk');
			expect(quantityText({ amount: '5/2', unit: 'kg' })).toBe('2,5\u00a0kg');
		});
	});

	it('keep a fraction that no decimal says exactly', () => {
		inLocale('de', () => expect(quantityText({ amount: '100/3', unit: 'm' })).toBe('33 1/3\u00a0m'));
	});

	it('leave the full stop of a shortened unit', () => {
		inLocale('de', () => {
			expect(quantityText({ amount: '400', unit: 'dozen' })).toBe('400\u00a0Dtzd.');
			expect(quantityText({ amount: '3/2', unit: 'dozen' })).toBe('1,5\u00a0Dtzd.');
		});
	});

	it('write areas as people do', () => {
		expect(['m2', 'mm2', 'm', 'pairs'].map(unitText)).toEqual(['m²', 'mm²', 'm', 'pairs']);
	});
});

describe('alternatives', () => {
	it('end in “or”', () => {
		expect(anyOf([])).toBe('');
		expect(anyOf(['Pack 1'])).toBe('Pack 1');
		expect(anyOf(['A', 'B', 'C'])).toBe('A, B or C');
		inLocale('de', () => expect(anyOf(['A', 'B', 'C'])).toBe('A, B oder C'));
	});
});
