import * as v from 'valibot';
import { err, ok, type Result } from './result.ts';

/** An exact number: numerator over positive denominator, in lowest terms. Never floating point. */
export interface Rational {
	readonly n: bigint;
	readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

/** `d` not zero. */
export function rational(n: bigint, d = 1n): Rational {
	const sign = d < 0n ? -1n : 1n;
	const divisor = gcd(n < 0n ? -n : n, d * sign) * sign;
	return { n: n / divisor, d: d / divisor };
}

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
/** `b` not zero. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
/** Below zero, zero or above, as a sorter wants it. */
export function compare(a: Rational, b: Rational): number {
	const difference = a.n * b.d - b.n * a.d;
	return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** No floor counts in numbers longer than this; it bounds what a hostile document can make us compute. */
const WIRE = /^(0|-?[1-9]\d{0,29})(\/[1-9]\d{0,29})?$/;

/** Reads the wire form `n` or `n/d` in lowest terms; any other writing of the same number is not accepted. */
export function parseRational(text: string): Rational | undefined {
	if (!WIRE.test(text)) return undefined;
	const [n = '0', d = '1'] = text.split('/');
	const value = rational(BigInt(n), BigInt(d));
	return formatRational(value) === text ? value : undefined;
}

export const formatRational = ({ n, d }: Rational): string => (d === 1n ? `${n}` : `${n}/${d}`);

/** A number as people write it: digits of their script, one decimal sign, `.` or `,`; never a grouping sign. */
export function parseDecimal(text: string): Rational | undefined {
	const latin = text.trim().replace(/\p{Nd}/gu, latinDigit);
	const match = /^(\d{1,15})(?:[.,](\d{0,6}))?$/.exec(latin);
	if (!match) return undefined;
	const [, whole = '0', fraction = ''] = match;
	return rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
}

/** Zeros of the digit runs people's keyboards on a floor give: Latin, Arabic-Indic, Extended Arabic-Indic, Devanagari. */
const DIGIT_ZEROS = [0x30, 0x660, 0x6f0, 0x966];

function latinDigit(digit: string): string {
	const point = digit.codePointAt(0) ?? 0;
	const zero = DIGIT_ZEROS.find((first) => point >= first && point < first + 10);
	return zero === undefined ? digit : String(point - zero);
}

/** The kinds of quantity; a unit converts only within its kind (its unit group). */
export const QUANTITY_KINDS = ['count', 'mass', 'length', 'volume', 'time', 'area'] as const;
export type QuantityKind = (typeof QUANTITY_KINDS)[number];

/**
 * A quantity on the wire. The unit's ratio to the base unit of its kind is pinned, so that a record reads the same for ever
 * whatever becomes of the unit's definition.
 */
export interface Quantity {
	readonly amount: string;
	readonly unit: string;
	readonly kind: QuantityKind;
	readonly ratio: string;
}

const isPositive = (text: string): boolean => {
	const value = parseRational(text);
	return value !== undefined && value.n > 0n;
};

/** An amount above zero. */
export const positiveAmountSchema = v.pipe(v.string(), v.check(isPositive));

export const quantitySchema = v.object({
	amount: positiveAmountSchema,
	unit: v.pipe(v.string(), v.minLength(1), v.maxLength(32)),
	kind: v.picklist(QUANTITY_KINDS),
	ratio: positiveAmountSchema
});

export interface DifferentKinds {
	readonly type: 'DifferentKinds';
	readonly from: QuantityKind;
	readonly to: QuantityKind;
}

/** In base units of its kind. */
export const inBaseUnits = (quantity: Quantity): Rational =>
	multiply(wireValue(quantity.amount), wireValue(quantity.ratio));

/** So many base units of its kind, in `like`'s unit; exact. */
export const inUnitOf = (like: Quantity, inBase: Rational): Quantity => ({
	...like,
	amount: formatRational(divide(inBase, wireValue(like.ratio)))
});

/** The same quantity in `like`'s unit; exact. */
export function convert(quantity: Quantity, like: Quantity): Result<Quantity, DifferentKinds> {
	if (quantity.kind !== like.kind) return err({ type: 'DifferentKinds', from: quantity.kind, to: like.kind });
	return ok(inUnitOf(like, inBaseUnits(quantity)));
}

/** In the first one's unit; null of none, and where one of them is not known or of another kind. */
export function sumOf(quantities: readonly (Quantity | null)[]): Quantity | null {
	const [like] = quantities;
	if (!like) return null;
	let sum = ZERO;
	for (const quantity of quantities) {
		if (quantity?.kind !== like.kind) return null;
		sum = add(sum, inBaseUnits(quantity));
	}
	return inUnitOf(like, sum);
}

export const scale = (quantity: Quantity, factor: Rational): Quantity => ({
	...quantity,
	amount: formatRational(multiply(wireValue(quantity.amount), factor))
});

/** The value of an amount that a schema has accepted. */
export function wireValue(text: string): Rational {
	const value = parseRational(text);
	if (value === undefined) throw new RangeError(`not an amount: ${text}`);
	return value;
}

function gcd(a: bigint, b: bigint): bigint {
	while (b !== 0n) [a, b] = [b, a % b];
	return a === 0n ? 1n : a;
}
