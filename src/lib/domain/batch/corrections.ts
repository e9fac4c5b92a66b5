import type { EventId } from '../kernel/event.ts';
import { inBaseUnits, type Quantity } from '../kernel/quantity.ts';
import type { KnownFact, Knows } from '../kernel/thread.ts';
import type { BatchCorrectedData } from './batch.ts';
import type { Make } from './goods.ts';

export type Correction = KnownFact<BatchCorrectedData>;

/** Corrections are absolute: the one that knows the others counts, among concurrent ones the smallest key. */
export interface Corrected {
	/** As it is now known to have been made. */
	readonly make: Make;
	/** Concurrent corrections that say something else than the one that counts, and that one. */
	readonly conflicts: readonly { readonly losing: EventId; readonly counting: EventId }[];
}

/** `corrections`: the live ones on the batch, in key order. */
export function correct(make: Make, corrections: readonly Correction[], knows: Knows): Corrected {
	const quantities = corrections.filter(({ data }) => data.quantity?.kind === make.quantity.kind);
	const grades = corrections.filter(({ data }) => data.grade !== null);
	const [quantity, ...otherQuantities] = latest(quantities, knows);
	const [grade, ...otherGrades] = latest(grades, knows);
	return {
		make: {
			...make,
			quantity: quantity?.data.quantity ?? make.quantity,
			grade: grade?.data.grade ?? make.grade
		},
		conflicts: [
			...conflictsWith(quantity, otherQuantities, (one, other) => sameQuantity(one.quantity, other.quantity)),
			...conflictsWith(grade, otherGrades, (one, other) => one.grade === other.grade)
		]
	};
}

/** The quantity as the author of a take knew it: what they took is measured by that. */
export const quantityKnownTo = (
	taker: EventId,
	make: Make,
	corrections: readonly Correction[],
	knows: Knows
): Quantity => {
	const known = corrections.filter(({ id }) => knows(taker, id));
	return correct(make, known, knows).make.quantity;
};

/** Those that no other one knows, in key order. */
const latest = (corrections: readonly Correction[], knows: Knows): Correction[] =>
	corrections.filter(({ id }) => !corrections.some((other) => knows(other.id, id)));

const conflictsWith = (
	counting: Correction | undefined,
	others: readonly Correction[],
	agree: (one: BatchCorrectedData, other: BatchCorrectedData) => boolean
): Corrected['conflicts'] =>
	counting === undefined
		? []
		: others
				.filter((other) => !agree(counting.data, other.data))
				.map((other) => ({ losing: other.id, counting: counting.id }));

function sameQuantity(one: Quantity | null, other: Quantity | null): boolean {
	if (one === null || other === null || one.kind !== other.kind) return one === other;
	const [a, b] = [inBaseUnits(one), inBaseUnits(other)];
	return a.n === b.n && a.d === b.d;
}

/** The grade is of no concern to a take; the quantity is. */
export const changesQuantity = ({ data }: Correction): boolean => data.quantity !== null;
