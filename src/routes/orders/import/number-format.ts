import { rational, type Rational } from '#domain/kernel/quantity.ts';

/** The sign before the decimals; the other one may group thousands. */
export const DECIMAL_SIGNS = [',', '.'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** What the numbers of a file tell of how they are written. */
export interface NumberEvidence {
	/** Null: nothing that would tell, or some numbers are written one way and some the other. */
	readonly sign: DecimalSign | null;
	/** A number that reads differently by the sign, `1.250`; null when none does. */
	readonly doubtful: string | null;
}

const GROUPING = /[\s\u00a0\u202f'’]/g;
const MOST_DIGITS = 15;
const MOST_DECIMALS = 6;

export function numberEvidence(cells: Iterable<string>): NumberEvidence {
	const seen = new Set<DecimalSign>();
	let doubtful: string | null = null;
	for (const cell of cells) {
		const read = signOf(cell.replace(GROUPING, ''));
		if (read === 'doubtful') doubtful ??= cell;
		else if (read !== null) seen.add(read);
	}
	const [only, other] = [...seen];
	return { sign: only !== undefined && other === undefined ? only : null, doubtful: seen.size === 1 ? null : doubtful };
}

/** By which sign a number must have been written; null where it has none, or is no number. */
function signOf(text: string): DecimalSign | 'doubtful' | null {
	const [last] = /[.,](?=[^.,]*$)/.exec(text) ?? [];
	if (last === undefined || !/^\d*(?:[.,]\d+)*$/.test(text)) return null;
	const sign = last as DecimalSign;
	const other = sign === ',' ? '.' : ',';
	if (text.includes(other)) return sign;
	// The same sign twice groups.
	if (text.indexOf(sign) !== text.lastIndexOf(sign)) return other;
	return /^[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? 'doubtful' : sign;
}

/** The number, read by that sign; undefined when it is none, or is grouped in another way than in threes. */
export function readNumber(cell: string, sign: DecimalSign): Rational | undefined {
	const text = cell.replace(GROUPING, '');
	const [group, decimal] = sign === ',' ? ['\\.', ','] : [',', '\\.'];
	const match = new RegExp(`^([-−]?)(\\d+|\\d{1,3}(?:${group}\\d{3})+)(?:${decimal}(\\d{0,${MOST_DECIMALS}}))?$`).exec(
		text
	);
	const [, minus = '', grouped = '', fraction = ''] = match ?? [];
	const whole = grouped.replace(/[.,]/g, '');
	if (!match || whole.length > MOST_DIGITS) return undefined;
	const digits = BigInt(whole + fraction);
	return rational(minus === '' ? digits : -digits, 10n ** BigInt(fraction.length));
}
