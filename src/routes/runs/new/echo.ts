import { divide, multiply, rational } from '#domain/kernel/quantity.ts';
import type { Amounts } from '#domain/run/amounts.ts';
import { printAmount } from '#domain/unit/print.ts';
import { findUnit, type Unit } from '#domain/unit/unit.ts';

/** `10 × 5 dozen = 50 dozen = 600 pcs`: the last part where the item is counted in another unit than the line. */
export function amountsText({ batches, each, total }: Amounts, unit: Unit, itemUnit: string): string {
	const own = findUnit(itemUnit);
	const parts = [
		`${printAmount(rational(BigInt(batches)))} × ${printAmount(each)}\u00a0${unit.name}`,
		`${printAmount(total)}\u00a0${unit.name}`
	];
	if (own && own.name !== unit.name && own.kind === unit.kind) {
		parts.push(`${printAmount(divide(multiply(total, unit.ratio), own.ratio))}\u00a0${own.name}`);
	}
	return parts.join(' = ');
}
