import type { Quantity, Rational } from '#domain/kernel/quantity.ts';
import { printAmount, printQuantity } from '#domain/unit/print.ts';
import { m } from '#paraglide/messages.js';
import { getLocale, type Locale } from '#paraglide/runtime.js';

const DECIMAL_SIGNS: Readonly<Record<Locale, string>> = { en: '.', de: ',' };

const withSign = (printed: string): string => printed.replace(/(?<=\d)\.(?=\d)/, DECIMAL_SIGNS[getLocale()]);

/** An exact number on a screen: `12.5`, in German `12,5`. Labels and fields keep the neutral form of `printAmount`. */
export const amountText = (amount: Rational): string => withSign(printAmount(amount));

/** What a unit is called on a screen; one without a name of its own is written as its sign. */
export function unitText(unit: string): string {
	switch (unit) {
		case 'pcs':
			return m.words_unit_pcs();
		case 'pairs':
			return m.words_unit_pairs();
		case 'dozen':
			return m.words_unit_dozen();
		default:
			return unit.replace(/(?<=m)2$/, '²');
	}
}

/** `50 pcs`, `50 Stk`: a quantity on a screen, its unit glued to it. */
export function quantityText({ amount, unit }: Pick<Quantity, 'amount' | 'unit'>): string {
	return withSign(printQuantity({ amount, unit: unitText(unit) }));
}
