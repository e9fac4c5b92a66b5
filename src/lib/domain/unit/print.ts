import { parseRational, type Quantity, type Rational } from '../kernel/quantity.ts';

/** Decimals shown at most; a number that needs more is written as a fraction, so that what is shown is always exact. */
const MOST_DECIMALS = 6;

/** An exact number as people read it: `12.5`, or `33 1/3` where no short decimal is exact. Digits in threes. */
export function printAmount({ n, d }: Rational): string {
	const sign = n < 0n ? '-' : '';
	const size = n < 0n ? -n : n;
	const scale = 10n ** BigInt(MOST_DECIMALS);
	if ((size * scale) % d === 0n) {
		const decimals = `${(size * scale) / d}`.padStart(MOST_DECIMALS + 1, '0');
		const whole = decimals.slice(0, -MOST_DECIMALS);
		const fraction = decimals.slice(-MOST_DECIMALS).replace(/0+$/, '');
		return sign + inThrees(whole) + (fraction && `.${fraction}`);
	}
	const whole = size / d;
	return `${sign}${whole === 0n ? '' : `${inThrees(`${whole}`)} `}${size % d}/${d}`;
}

/** The number with its unit glued to it: a line never breaks between them. */
export function printQuantity({ amount, unit }: Pick<Quantity, 'amount' | 'unit'>): string {
	const value = parseRational(amount);
	return `${value === undefined ? amount : printAmount(value)}\u00a0${unit}`;
}

/** A number as a field shows it, so that `parseDecimal` reads it back; undefined where only a fraction would be exact. */
export function writeDecimal(value: Rational): string | undefined {
	const printed = printAmount(value).replaceAll('\u202f', '');
	return printed.includes('/') ? undefined : printed;
}

const inThrees = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
