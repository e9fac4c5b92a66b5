import {
	compare,
	divide,
	formatRational,
	inBaseUnits,
	inUnitOf,
	multiply,
	rational,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { rounded } from '../unit/unit.ts';

/** Batches x each = total: any two give the third. */
export interface Amounts {
	readonly batches: number;
	/** In one batch. */
	readonly each: Rational;
	readonly total: Rational;
}

export const AMOUNT_FIELDS = ['batches', 'each', 'total'] as const;
export type AmountField = (typeof AMOUNT_FIELDS)[number];

export type AmountFault =
	| { readonly type: 'AmountMissing'; readonly field: AmountField }
	| { readonly type: 'AmountNotPositive'; readonly field: AmountField }
	/** A number of batches that was typed, and is no whole number. */
	| { readonly type: 'BatchesNotWhole' }
	/** The total does not divide into batches of that size: the totals that do, just below (null: none) and just above. */
	| { readonly type: 'TotalNotDivisible'; readonly below: Amounts | null; readonly above: Amounts }
	/** A quantity that cannot be counted out: finer than the unit's smallest step. */
	| { readonly type: 'TooFine'; readonly field: 'each' | 'total'; readonly smallest: Rational };

/** Which of the three follows from the other two: the one that was not typed, or was typed longest ago. */
export function derivedField(typed: readonly AmountField[]): AmountField {
	const recent = typed.slice(-2);
	// By default people say how many batches of what size, and the total follows.
	return [...AMOUNT_FIELDS].reverse().find((field) => !recent.includes(field)) ?? 'total';
}

/** The order of typing after one more field was typed in: each field once, the latest last. */
export const typedNext = (typed: readonly AmountField[], field: AmountField): readonly AmountField[] => [
	...typed.filter((other) => other !== field),
	field
];

/**
 * The third amount from the other two, exact. `given` holds what was typed (undefined: nothing readable); the value of the
 * derived field in it is not looked at. `smallest` is the smallest countable step of the unit.
 */
export function completeAmounts(
	given: { readonly [Field in AmountField]?: Rational | undefined },
	derived: AmountField,
	smallest: Rational
): { readonly amounts: Amounts | null; readonly fault: AmountFault | null } {
	for (const field of AMOUNT_FIELDS) {
		if (field === derived) continue;
		const value = given[field];
		if (value === undefined) return failed({ type: 'AmountMissing', field });
		if (compare(value, ZERO) <= 0) return failed({ type: 'AmountNotPositive', field });
	}
	const { batches = ZERO, each = ZERO, total = ZERO } = given;
	if (derived !== 'batches' && batches.d !== 1n) return failed({ type: 'BatchesNotWhole' });
	switch (derived) {
		case 'total':
			return checked({ batches: Number(batches.n), each, total: multiply(batches, each) }, smallest);
		case 'each':
			return checked({ batches: Number(batches.n), each: divide(total, batches), total }, smallest);
		case 'batches': {
			const count = divide(total, each);
			return count.d === 1n
				? checked({ batches: Number(count.n), each, total }, smallest)
				: failed(notDivisible(each, count.n / count.d));
		}
	}
}

function notDivisible(each: Rational, whole: bigint): AmountFault {
	const of = (batches: bigint): Amounts => ({
		batches: Number(batches),
		each,
		total: multiply(rational(batches), each)
	});
	return { type: 'TotalNotDivisible', below: whole === 0n ? null : of(whole), above: of(whole + 1n) };
}

function checked(amounts: Amounts, smallest: Rational): ReturnType<typeof completeAmounts> {
	const countable = (value: Rational): boolean => divide(value, smallest).d === 1n;
	const field = !countable(amounts.each) ? 'each' : !countable(amounts.total) ? 'total' : null;
	return { amounts, fault: field && { type: 'TooFine', field, smallest } };
}

/**
 * As many whole batches of `each` as go into a quantity of the same kind, and what is left for a smaller one (null: nothing), rounded
 * up to what can be counted.
 */
export function inBatches(
	quantity: Quantity,
	each: Quantity
): { readonly batches: number; readonly rest: Quantity | null } {
	const amount = wireValue(rounded(inUnitOf(each, inBaseUnits(quantity)), 'up').amount);
	const size = wireValue(each.amount);
	const times = divide(amount, size);
	const whole = times.n / times.d;
	const rest = subtract(amount, multiply(rational(whole), size));
	return { batches: Number(whole), rest: rest.n === 0n ? null : { ...each, amount: formatRational(rest) } };
}

const failed = (fault: AmountFault): ReturnType<typeof completeAmounts> => ({ amounts: null, fault });
