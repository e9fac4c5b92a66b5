import { MAX_CHILDREN, type NewChild } from '#domain/batch/cut.ts';
import { GRADES, type Grade } from '#domain/batch/goods.ts';
import type { Code } from '#domain/kernel/code.ts';
import {
	add,
	compare,
	divide,
	formatRational,
	multiply,
	ONE,
	rational,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '#domain/kernel/quantity.ts';
import { findUnit } from '#domain/unit/unit.ts';

/** What becomes of one grade: so much of it, in so many containers, each with a label of its own. */
export interface Lane {
	readonly amount: Rational;
	/** 1 or more. */
	readonly containers: number;
	/** Why it is no firsts; empty while nobody said. */
	readonly reason: string;
}

/** A batch laid out in lanes before anything is recorded. Amounts in the batch's own unit. */
export interface Layout {
	/** All that is left of the batch. */
	readonly total: Quantity;
	readonly lanes: Readonly<Record<Grade, Lane>>;
	/** What stays in the batch. */
	readonly kept: Rational;
	/** Blank labels that were scanned for the containers, in the order of the lanes. */
	readonly blanks: readonly Code[];
}

export type Place = Grade | 'kept';

export const PLACES: readonly Place[] = [...GRADES, 'kept'];

export const amountAt = ({ lanes, kept }: Layout, where: Place): Rational =>
	where === 'kept' ? kept : lanes[where].amount;

const EMPTY: Lane = { amount: ZERO, containers: 1, reason: '' };

/** All of it starts as firsts. */
export const layOut = (total: Quantity): Layout => ({
	total,
	lanes: { firsts: { ...EMPTY, amount: wireValue(total.amount) }, seconds: EMPTY, waste: EMPTY },
	kept: ZERO,
	blanks: []
});

/** Sets one place's amount. What the others leave becomes firsts; changing the firsts themselves leaves the rest to be placed. */
export function place(layout: Layout, where: Place, amount: Rational): Layout {
	if (where === 'kept') return rebalance({ ...layout, kept: amount });
	const lanes = { ...layout.lanes, [where]: { ...layout.lanes[where], amount } };
	return where === 'firsts' ? { ...layout, lanes } : rebalance({ ...layout, lanes });
}

function rebalance(layout: Layout): Layout {
	const { seconds, waste, firsts } = layout.lanes;
	const others = add(add(seconds.amount, waste.amount), layout.kept);
	const left = subtract(wireValue(layout.total.amount), others);
	const amount = compare(left, ZERO) < 0 ? ZERO : left;
	return { ...layout, lanes: { ...layout.lanes, firsts: { ...firsts, amount } } };
}

/** One lane's containers or reason. */
export const changeLane = (layout: Layout, grade: Grade, change: Partial<Omit<Lane, 'amount'>>): Layout => ({
	...layout,
	lanes: { ...layout.lanes, [grade]: { ...layout.lanes[grade], ...change } }
});

/** What has no place yet; below zero when more is laid out than there is. */
export function leftToPlace({ total, lanes, kept }: Layout): Rational {
	const placed = GRADES.reduce((sum, grade) => add(sum, lanes[grade].amount), kept);
	return subtract(wireValue(total.amount), placed);
}

/** What one place could take at most: all that is neither there nor among the firsts. */
export function freeFor(layout: Layout, where: Place): Rational {
	const others = PLACES.filter((other) => other !== where && other !== 'firsts').map((other) =>
		amountAt(layout, other)
	);
	const rest = others.reduce(subtract, wireValue(layout.total.amount));
	return compare(rest, ZERO) < 0 ? ZERO : rest;
}

/** The most containers a lane can be cut into: one smallest unit each, and all lanes together what one record takes. */
export function mostContainers(layout: Layout, grade: Grade): number {
	const { amount } = layout.lanes[grade];
	const units = divide(amount, smallestOf(layout.total));
	const others = GRADES.filter((other) => other !== grade && layout.lanes[other].amount.n > 0n);
	const free = others.reduce((left, other) => left - layout.lanes[other].containers, MAX_CHILDREN);
	return Math.max(1, Math.min(Number(units.n / units.d), free));
}

/** As even as whole smallest units allow: 108 in 3 is 36, 36, 36; 10 in 3 is 4, 3, 3. */
export function amountsIn({ amount, containers }: Lane, smallest: Rational): Rational[] {
	const units = divide(amount, smallest);
	const count = BigInt(containers);
	const each = units.n / (units.d * count);
	const whole = multiply(rational(each), smallest);
	const more = Number(units.n / units.d - each * count);
	const rest = subtract(amount, multiply(rational(units.n / units.d), smallest));
	return Array.from({ length: containers }, (_, index) => {
		const one = index < more ? add(whole, smallest) : whole;
		// Less than a smallest unit, as a scale may read it, stays with the first.
		return index === 0 ? add(one, rest) : one;
	});
}

/** The batches that the layout makes, the firsts first. */
export function childrenOf({ total, lanes, blanks }: Layout): NewChild[] {
	const smallest = smallestOf(total);
	const cut = GRADES.flatMap((grade) =>
		lanes[grade].amount.n > 0n
			? amountsIn(lanes[grade], smallest).map((amount) => ({ grade, amount, reason: lanes[grade].reason }))
			: []
	);
	return cut.map(({ grade, amount, reason }, index) => ({
		grade,
		quantity: { ...total, amount: formatRational(amount) },
		label: blanks[index] ?? null,
		reason: reason.trim() === '' || grade === 'firsts' ? null : { text: reason.trim() }
	}));
}

/** Why the layout cannot be recorded yet; null when it can. */
export function unfinished(layout: Layout): 'left' | 'over' | 'nothing' | 'reason' | null {
	const left = compare(leftToPlace(layout), ZERO);
	if (left !== 0) return left > 0 ? 'left' : 'over';
	if (GRADES.every((grade) => layout.lanes[grade].amount.n === 0n)) return 'nothing';
	const { waste } = layout.lanes;
	return waste.amount.n > 0n && waste.reason.trim() === '' ? 'reason' : null;
}

const smallestOf = ({ unit }: Quantity): Rational => findUnit(unit)?.smallest ?? ONE;
