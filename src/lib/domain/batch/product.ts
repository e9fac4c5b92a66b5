import type { ItemRow } from '../item/item.ts';
import { pin } from '../kernel/definition.ts';
import { convert, divide, formatRational, ONE, rational, wireValue, type Quantity } from '../kernel/quantity.ts';
import { err } from '../kernel/result.ts';
import { findUnit, quantityIn } from '../unit/unit.ts';
import type { Grade, Make } from './goods.ts';

/** So much of an item, in the item's own unit and rounded down to whole smallest ones; null when that is nothing. */
export function productOf(product: ItemRow, amount: Quantity, grade: Grade): Omit<Make, 'batch'> | null {
	const unit = findUnit(product.unit);
	const inUnit = unit ? convert(amount, quantityIn(unit, ONE)) : err(null);
	const quantity = inUnit.ok ? inUnit.value : amount;
	const smallest = findUnit(quantity.unit)?.smallest ?? ONE;
	const steps = divide(wireValue(quantity.amount), smallest);
	const whole = rational((steps.n / steps.d) * smallest.n, smallest.d);
	if (whole.n <= 0n) return null;
	return {
		item: pin(product),
		quantity: { ...quantity, amount: formatRational(whole) },
		smallest: formatRational(smallest),
		second: null,
		grade,
		place: null,
		machine: null
	};
}
