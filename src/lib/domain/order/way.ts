import type { EntityId } from '../kernel/event.ts';
import { add, compare, divide, inBaseUnits, sumOf, ZERO, type Quantity, type Rational } from '../kernel/quantity.ts';
import { sourcesFirst } from '../kernel/sources-first.ts';
import { expectedUse, type StepRow } from '../step/step.ts';
import type { Wanted } from './order.ts';

/** An item on the way to what is wanted. */
export interface WayPart {
	/** So much of it goes into all that is made of it, allowances included. Exact: not rounded to what can be counted. */
	readonly needed: Quantity;
	/** What a step makes it of; none: batches begin with it. */
	readonly parts: readonly EntityId[];
}

/** By item: what is wanted first, each before its parts. */
export type Way = ReadonlyMap<EntityId, WayPart>;

/**
 * Reckoned back from what is wanted, step by step. `materials`: what steps use up and no batch brings. `begins`: items that batches
 * begin with, whatever they could be made of. Where several steps make the same thing the first one counts; a ring of steps ends
 * before it meets itself.
 */
export function wayTo(
	{ item, quantity }: Wanted,
	steps: readonly StepRow[],
	materials: ReadonlySet<EntityId>,
	begins: ReadonlySet<EntityId> = new Set()
): Way {
	const makingOf = (part: EntityId): StepRow | undefined =>
		begins.has(part) ? undefined : steps.find(({ produces }) => produces?.item === part);
	const partsOf = (part: EntityId): EntityId[] =>
		makingOf(part)?.consumes.flatMap((input) => (materials.has(input.item) ? [] : input.item)) ?? [];
	const order = [...sourcesFirst([item], partsOf)].reverse();
	const needs = new Map([[item, quantity]]);
	const way = new Map<EntityId, WayPart>();
	for (const [place, part] of order.entries()) {
		const needed = needs.get(part);
		if (needed === undefined) continue;
		const rest = new Set(order.slice(place + 1));
		const uses = usesFor(needed, makingOf(part)).filter((use) => rest.has(use.item));
		for (const use of uses) {
			const known = needs.get(use.item);
			needs.set(use.item, known ? (sumOf([known, use.quantity]) ?? known) : use.quantity);
		}
		way.set(part, { needed, parts: uses.map((use) => use.item) });
	}
	return way;
}

/** In another kind of quantity than the step makes nothing can be reckoned. */
function usesFor(made: Quantity, step: StepRow | undefined): Wanted[] {
	const produces = step?.produces;
	if (produces?.quantity.kind !== made.kind) return [];
	return step?.consumes.map((input) => ({ item: input.item, quantity: expectedUse(input, produces, made) })) ?? [];
}

/** What batches begin with, so that it becomes what is wanted. */
export const startsOf = (way: Way): Wanted[] =>
	[...way].flatMap(([item, { needed, parts }]) => (parts.length === 0 ? [{ item, quantity: needed }] : []));

/** How many times what is wanted so much is expected to become by itself. What is not on the way becomes nothing. */
export function worthOf(way: Way, { item, quantity }: Wanted): Rational {
	const needed = way.get(item)?.needed;
	return needed?.kind === quantity.kind ? divide(inBaseUnits(quantity), inBaseUnits(needed)) : ZERO;
}

/**
 * The same of many together: where parts become one, the one that there is least of decides. `worthOfAll`: of everything of an
 * item, by itself.
 */
export function worthTogether(way: Way, worthOfAll: (item: EntityId) => Rational): Rational {
	const worth = new Map<EntityId, Rational>();
	let whole = ZERO;
	for (const [item, { parts }] of [...way].reverse()) {
		const [least = ZERO] = parts.map((part) => worth.get(part) ?? ZERO).sort(compare);
		whole = add(worthOfAll(item), least);
		worth.set(item, whole);
	}
	return whole;
}
