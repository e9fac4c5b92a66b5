import { parseRational, type Rational } from '#domain/kernel/quantity.ts';

/** What a spreadsheet keeps of a number; JavaScript prints as many back unchanged. */
const DIGITS = 15;

/** An amount in the wire form as a decimal, `12.5`; null where none of fifteen digits is exact, or it is no amount. */
export function exactDecimal(wire: string): string | null {
	const amount = parseRational(wire);
	return amount === undefined ? null : decimalOf(amount);
}

function decimalOf({ n, d }: Rational): string | null {
	const scale = 10n ** BigInt(DIGITS);
	if ((n * scale) % d !== 0n) return null;
	const size = n < 0n ? -n : n;
	const digits = `${(size * scale) / d}`.padStart(DIGITS + 1, '0');
	if (digits.replace(/^0+|0+$/g, '').length > DIGITS) return null;
	const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
	return `${n < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}${fraction && `.${fraction}`}`;
}
