import type { EntityId } from '../kernel/event.ts';
import type { Thread } from '../kernel/thread.ts';
import { balanceOf, sumsByItem, type ItemSum } from './balance.ts';
import { familyOf } from './family.ts';
import { linksIn, madeElsewhere, type Relative } from './genealogy.ts';
import { furthestFirst, relativesIn, type Direction } from './relatives.ts';
import { verdictsOn, type BatchVerdict } from './verdict.ts';

export interface Traced extends Relative {
	/** Something that it stands on has not arrived here. */
	readonly isWaiting: boolean;
	/** The records make it its own ancestor, which cannot be: a lead has to look. */
	readonly comesOfItself: boolean;
}

/** What batches came from and what became of them, as far as it is known here. */
export interface Trace {
	/** The furthest ancestors first, what was asked for at distance 0; within a distance in the order of the ids. */
	readonly batches: readonly Traced[];
	readonly sums: readonly ItemSum[];
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
	const links: { readonly from: EntityId; readonly to: EntityId }[] = [];
	for (const threads of families) {
		const family = familyOf(threads);
		const found = verdictsOn(family);
		for (const [id, verdict] of found) verdicts.set(id, verdict);
		for (const { from, made } of linksIn(family, found)) links.push(...made.map((to) => ({ from, to })));
		for (const thread of threads) {
			links.push(...madeElsewhere(thread, found).map(({ to }) => ({ from: thread.entity, to })));
		}
	}
	const distances = relativesIn(links)(starts, direction);
	const batches = [...distances].map(([id, distance]) => tracedAs(id, distance, verdicts.get(id)));
	batches.sort(furthestFirst);
	return { batches, sums: sumsByItem(batches) };
}

const tracedAs = (batch: EntityId, distance: number, verdict: BatchVerdict | undefined): Traced => ({
	batch,
	distance,
	make: verdict?.make ?? null,
	balance: verdict === undefined ? null : balanceOf(verdict),
	isWaiting: verdict?.waiting ?? true,
	comesOfItself: verdict?.exceptions.some(({ rule }) => rule === 'cycle') ?? false
});

/** Some of it is there: not used up, not waste, not void, and not written off when it was closed. */
export const isInHouse = ({ balance }: Pick<Traced, 'balance'>): boolean =>
	balance !== null && balance.inHouse.total.n > 0n;
