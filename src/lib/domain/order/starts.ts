import type { EntityId } from '../kernel/event.ts';
import {
	add,
	divide,
	formatRational,
	inBaseUnits,
	ONE,
	rational,
	scale,
	wireValue,
	type Quantity
} from '../kernel/quantity.ts';
import { expectedUse, type StepRow } from '../step/step.ts';
import { findUnit } from '../unit/unit.ts';
import type { Wanted } from './order.ts';

/**
 * What batches a way to `wanted` begins with, reckoned back step by step, allowances included: one entry a part that is put together
 * on the way, or what is wanted itself where no step makes it. `isMaterial`: what steps use up and no batch brings. Exact: not
 * rounded to what can be counted. Where several steps make the same thing the first one counts; a loop ends where it meets itself.
 */
export function startsOf(
	{ item, quantity }: Wanted,
	steps: readonly StepRow[],
	isMaterial: (item: EntityId) => boolean,
	way: readonly EntityId[] = []
): Wanted[] {
	const making = steps.find(({ produces }) => produces?.item === item && produces.quantity.kind === quantity.kind);
	if (!making?.produces || way.includes(item)) return [{ item, quantity }];
	const { produces } = making;
	const parts = making.consumes.filter((input) => !isMaterial(input.item));
	if (parts.length === 0) return [{ item, quantity }];
	return parts.flatMap((part) => {
		const needed = { item: part.item, quantity: expectedUse(part, produces, quantity) };
		return startsOf(needed, steps, isMaterial, [...way, item]);
	});
}

/** The least that can be counted out and is not less. */
export function roundedUp(quantity: Quantity): Quantity {
	const smallest = findUnit(quantity.unit)?.smallest ?? ONE;
	const steps = divide(wireValue(quantity.amount), smallest);
	const whole = steps.d === 1n ? steps.n : steps.n / steps.d + 1n;
	return { ...quantity, amount: formatRational(rational(whole * smallest.n, smallest.d)) };
}

/** One quantity of an item from several: the same part may stand on two ways. */
export function sumByItem(all: readonly Wanted[]): Wanted[] {
	const sums = new Map<EntityId, Wanted>();
	for (const { item, quantity } of all) {
		const known = sums.get(item)?.quantity;
		if (known === undefined) sums.set(item, { item, quantity });
		else if (known.kind === quantity.kind) {
			const times = add(ONE, divide(inBaseUnits(quantity), inBaseUnits(known)));
			sums.set(item, { item, quantity: scale(known, times) });
		}
	}
	return [...sums.values()];
}
