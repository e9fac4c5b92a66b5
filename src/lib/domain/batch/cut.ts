import type { Code } from '../kernel/code.ts';
import type { Moment, Rows } from '../kernel/decider.ts';
import type { Pinned } from '../kernel/definition.ts';
import type { PersonalRef } from '../kernel/personal.ts';
import {
	add,
	compare,
	formatRational,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { smallestOf } from '../unit/unit.ts';
import type { Grade, Make } from './goods.ts';
import { blankRefusal } from './labels.ts';
import { measured } from './measured.ts';
import type { Source } from './bearer.ts';
import type { BatchRefusal } from './refusal.ts';

/** A batch that is cut off another one. */
export interface NewChild {
	readonly grade: Grade;
	/** In any unit of the source's kind; recorded in the source's own. */
	readonly quantity: Quantity;
	/** The pre-printed blank label that it gets; null: a new code. */
	readonly label: Code | null;
	/** Why it is no firsts: waste needs one, seconds may have one. */
	readonly reason: { readonly text: string } | null;
}

/** Children that are cut off at once: the event, and what is said about all of them later, stay far below an event's limits. */
export const MAX_CHILDREN = 50;

/** How a batch is cut. */
export interface Cut {
	/** In the source's unit. */
	readonly children: readonly NewChild[];
	/** Their sum. */
	readonly taken: Quantity;
	/** Less than the smallest unit stays. */
	readonly isAll: boolean;
	/** Of the source's unit. */
	readonly smallest: Rational;
}

/** `rows`: with what is known of the blank labels. */
export function cutOf(
	{ batch, remaining }: Source,
	children: readonly NewChild[],
	rows: Rows
): Result<Cut, BatchRefusal> {
	if (children.length === 0) return err({ type: 'ChildrenMissing' });
	if (children.length > MAX_CHILDREN) return err({ type: 'TooManyChildren', most: MAX_CHILDREN });
	const smallest = smallestOf(remaining);
	const inUnit: NewChild[] = [];
	let sum = ZERO;
	for (const child of children) {
		const quantity = measured(child.quantity, remaining);
		if (!quantity.ok) return quantity;
		if (child.grade === 'waste' && textOf(child) === '') return err({ type: 'WasteReasonMissing' });
		const { label } = child;
		const isTwice = label !== null && inUnit.some((other) => other.label === label);
		const refusal = isTwice ? ({ type: 'LabelTaken', label, on: null } as const) : blankRefusal(label, rows);
		if (refusal) return err(refusal);
		inUnit.push({ ...child, quantity: quantity.value });
		sum = add(sum, wireValue(quantity.value.amount));
	}
	const left = subtract(wireValue(remaining.amount), sum);
	if (compare(left, ZERO) < 0) {
		const over = { ...remaining, amount: formatRational(subtract(ZERO, left)) };
		return err({ type: 'MoreThanRemaining', batch, remaining, over });
	}
	const taken = { ...remaining, amount: formatRational(sum) };
	return ok({ children: inUnit, taken, isAll: compare(left, smallest) < 0, smallest });
}

/** What the cut makes of the item. */
export function makesOf({ children, smallest }: Cut, item: Pinned, moment: Moment): Make[] {
	const said = new Map<string, PersonalRef>();
	const refOf = (text: string): PersonalRef => {
		const ref = said.get(text) ?? moment.personal(text);
		said.set(text, ref);
		return ref;
	};
	return children.map((child) => {
		const text = child.grade === 'firsts' ? '' : textOf(child);
		return {
			batch: child.label ?? moment.mint('b'),
			item,
			quantity: child.quantity,
			smallest: formatRational(smallest),
			second: null,
			grade: child.grade,
			place: null,
			machine: null,
			...(text === '' ? {} : { reason: { code: null, text: refOf(text) } })
		};
	});
}

const textOf = ({ reason }: NewChild): string => reason?.text.trim() ?? '';
