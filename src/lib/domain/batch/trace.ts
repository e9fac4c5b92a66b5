import type { EntityId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { factsOf } from '../kernel/view.ts';
import type { Thread } from '../kernel/thread.ts';
import { balanceOf, NO_BALANCE, sumOfBalances, type Balance } from './balance.ts';
import { TouchedElsewhere } from './batch.ts';
import { familyOf } from './family.ts';
import { linksIn, spread } from './genealogy.ts';
import type { Make } from './goods.ts';
import { verdictsOn, type BatchVerdict } from './verdict.ts';

/** What batches were made of (`back`), what was made of them (`forward`), or both. */
export const DIRECTIONS = ['both', 'back', 'forward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Traced {
	readonly batch: EntityId;
	/** Steps of the genealogy from the nearest batch asked for: below zero what it was made of, above zero what was made of it. */
	readonly distance: number;
	/** As it was made, or corrected to; null: a record names it, and its own making is not here. */
	readonly make: Make | null;
	readonly balance: Balance | null;
	/** Something that it stands on has not arrived here. */
	readonly isWaiting: boolean;
	/** The records make it its own ancestor, which cannot be: a lead has to look. */
	readonly comesOfItself: boolean;
}

/** All batches of one item: the columns of `balance` add up. */
export interface TraceSum {
	readonly item: EntityId;
	/** In whose unit to show it. */
	readonly unit: Quantity;
	readonly batches: number;
	readonly balance: Balance;
}

/** What batches came from and what became of them, as far as it is known here. */
export interface Trace {
	/** The furthest ancestors first, what was asked for at distance 0; within a distance in the order of the ids. */
	readonly batches: readonly Traced[];
	/** By item and kind of quantity, in the order of `batches`. What is not here is in no sum. */
	readonly sums: readonly TraceSum[];
}

/**
 * `families`: whole ones, those of `starts`. What nobody here knows more of than its name is in the answer all the same: an
 * incomplete answer must not look like a complete one.
 */
export function traceOf(
	families: readonly (readonly Thread[])[],
	starts: readonly EntityId[],
	direction: Direction = 'both'
): Trace {
	const verdicts = new Map<EntityId, BatchVerdict>();
	const into = new Map<EntityId, EntityId[]>();
	const outOf = new Map<EntityId, EntityId[]>();
	const link = (from: EntityId, to: EntityId): void => {
		put(outOf, from, to);
		put(into, to, from);
	};
	for (const threads of families) {
		const family = familyOf(threads);
		const found = verdictsOn(family);
		for (const [id, verdict] of found) verdicts.set(id, verdict);
		for (const { from, made } of linksIn(family, found)) for (const to of made) link(from, to);
		for (const thread of threads) for (const to of madeElsewhere(thread, found)) link(thread.entity, to);
	}
	const distances = new Map(starts.map((id) => [id, 0]));
	if (direction !== 'back') spread(starts, 1, distances, (id) => outOf.get(id) ?? []);
	if (direction !== 'forward') spread(starts, -1, distances, (id) => into.get(id) ?? []);
	const batches = [...distances].map(([id, distance]) => tracedAs(id, distance, verdicts.get(id)));
	batches.sort((a, b) => a.distance - b.distance || (a.batch < b.batch ? -1 : 1));
	return { batches, sums: sumsOf(batches) };
}

function put(lists: Map<EntityId, EntityId[]>, key: EntityId, value: EntityId): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}

/** A record in another stream made these of it, and has not arrived here. */
const madeElsewhere = (thread: Thread, known: ReadonlyMap<EntityId, unknown>): EntityId[] =>
	factsOf(thread, TouchedElsewhere).flatMap(({ data }) => data.made.filter((id) => !known.has(id)));

const tracedAs = (batch: EntityId, distance: number, verdict: BatchVerdict | undefined): Traced => ({
	batch,
	distance,
	make: verdict?.make ?? null,
	balance: verdict === undefined ? null : balanceOf(verdict),
	isWaiting: verdict?.waiting ?? true,
	comesOfItself: verdict?.exceptions.some(({ rule }) => rule === 'cycle') ?? false
});

function sumsOf(batches: readonly Traced[]): TraceSum[] {
	const sums = new Map<string, TraceSum>();
	for (const { make, balance } of batches) {
		if (make === null || balance === null) continue;
		const key = `${make.item.id} ${make.quantity.kind}`;
		const sum = sums.get(key) ?? { item: make.item.id, unit: make.quantity, batches: 0, balance: NO_BALANCE };
		sums.set(key, { ...sum, batches: sum.batches + 1, balance: sumOfBalances(sum.balance, balance) });
	}
	return [...sums.values()];
}

/** Some of it is there: not used up, not waste, not void, and not written off when it was closed. */
export const isInHouse = ({ balance }: Pick<Traced, 'balance'>): boolean =>
	balance !== null && balance.inHouse.total.n > 0n;
