import { divide, multiply, rational } from '#domain/kernel/quantity.ts';
import type { Amounts } from '#domain/run/amounts.ts';
import { amountText, unitText } from '#state/words/quantity.ts';
import { findUnit, type Unit } from '#domain/unit/unit.ts';

/** `10 × 5 dozen = 50 dozen = 600 pcs`: the last part where the item is counted in another unit than the line. */
export function amountsText({ batches, each, total }: Amounts, unit: Unit, itemUnit: string): string {
	const own = findUnit(itemUnit);
	const parts = [
		`${amountText(rational(BigInt(batches)))} × ${amountText(each)}\u00a0${unitText(unit.name)}`,
		`${amountText(total)}\u00a0${unitText(unit.name)}`
	];
	if (own && own.name !== unit.name && own.kind === unit.kind) {
		parts.push(`${amountText(divide(multiply(total, unit.ratio), own.ratio))}\u00a0${unitText(own.name)}`);
	}
	return parts.join(' = ');
}
