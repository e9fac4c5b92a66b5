import type { ItemRow } from '../item/item.ts';
import { pin } from '../kernel/definition.ts';
import { convert, formatRational, ONE, wireValue, type Quantity } from '../kernel/quantity.ts';
import { err } from '../kernel/result.ts';
import { findUnit, quantityIn, rounded, smallestOf } from '../unit/unit.ts';
import type { Grade, Make } from './goods.ts';

/** So much of an item, in the item's own unit and rounded down to whole smallest ones; null when that is nothing. */
export function productOf(product: ItemRow, amount: Quantity, grade: Grade): Omit<Make, 'batch'> | null {
	const unit = findUnit(product.unit);
	const inUnit = unit ? convert(amount, quantityIn(unit, ONE)) : err(null);
	const quantity = inUnit.ok ? inUnit.value : amount;
	const whole = rounded(quantity, 'down');
	if (wireValue(whole.amount).n <= 0n) return null;
	return {
		item: pin(product),
		quantity: whole,
		smallest: formatRational(smallestOf(whole)),
		second: null,
		grade,
		place: null,
		machine: null
	};
}
