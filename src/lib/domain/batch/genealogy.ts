import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import type { Quantity, Rational } from '../kernel/quantity.ts';
import type { KnownFact, Thread } from '../kernel/thread.ts';
import { factsOf, type AllWithdrawn } from '../kernel/view.ts';
import { NOBODY_WITHDRAWN } from '../kernel/withdrawn.ts';
import { balanceOf, type Balance } from './balance.ts';
import { TouchedElsewhere, type Operation, type Transformed } from './batch.ts';
import { familyOf, type Family } from './family.ts';
import type { Make } from './goods.ts';
import { furthestFirst, relativesIn } from './relatives.ts';
import { verdictsOn, type BatchVerdict } from './verdict.ts';

/** What one fact took of a batch: so that the links from a batch add up to what was used of it. */
export interface Link {
	readonly from: EntityId;
	/** What was made of it, perhaps of other batches as well, and perhaps void since. Sorted. */
	readonly made: readonly EntityId[];
	readonly fact: EventId;
	/** That fact, as it stands on `from` with what leads decided. */
	readonly record: KnownFact<Transformed>;
	readonly operation: Operation;
	/** As the record says, or a lead decided. */
	readonly taken: Quantity;
	/** How much of it counts, in base units of `from`. */
	readonly granted: Rational;
	/** A lead has to decide about it. */
	readonly isDisputed: boolean;
}

export interface Relative {
	readonly batch: EntityId;
	/** Steps of the genealogy away: below zero what it was made of, above zero what was made of it. */
	readonly distance: number;
	/** What it was made as, or corrected to; null while that has not arrived here. */
	readonly make: Make | null;
	readonly balance: Balance | null;
}

/** What a batch was made of and what was made of it, all the way. */
export interface Genealogy {
	/** The furthest ancestors first, the batch itself at distance 0; within a distance in the order of the ids. */
	readonly relatives: readonly Relative[];
	/** All that led to one of these, and all that was taken of the batch and of its descendants. In the order of the records. */
	readonly links: readonly Link[];
}

/** `threads`: the batch's with all of its family's. */
export function genealogyOf(
	batch: EntityId,
	threads: readonly Thread[],
	withdrawn: AllWithdrawn = NOBODY_WITHDRAWN
): Genealogy {
	const family = familyOf(threads, withdrawn);
	const verdicts = verdictsOn(family);
	const links = linksIn(family, verdicts);
	const distances = relativesIn(links.flatMap(({ from, made }) => made.map((to) => ({ from, to }))))([batch], 'both');
	const relatives = [...distances].flatMap(([id, distance]): Relative[] => {
		const verdict = verdicts.get(id);
		return verdict ? [{ batch: id, distance, make: verdict.make ?? null, balance: balanceOf(verdict) }] : [];
	});
	const isFollowed = (id: EntityId): boolean => (distances.get(id) ?? -1) >= 0;
	return {
		relatives: relatives.sort(furthestFirst),
		links: links.filter(({ from, made }) => isFollowed(from) || made.some((id) => distances.has(id)))
	};
}

/** Made of it by a record in another stream, which has not arrived here: only a pointer to it has. `known`: what is here. */
export const madeElsewhere = (thread: Thread, known: ReadonlyMap<EntityId, unknown>) =>
	factsOf(thread, TouchedElsewhere).flatMap((pointer) =>
		pointer.data.made.filter((to) => !known.has(to)).map((to) => ({ pointer, to }))
	);

/** Of every take that is alive. What it made may be void, or count as made by another record: it went there all the same. */
export function linksIn({ members, amendments }: Family, verdicts: ReadonlyMap<EntityId, BatchVerdict>): Link[] {
	const links = [...members.values()].flatMap(({ id: from, takings }) => {
		const { claims, exceptions = [] } = verdicts.get(from) ?? {};
		const disputed = new Set(exceptions.map(({ events: [losing] }) => losing));
		return takings.flatMap(({ fact: record, take }): Link[] => {
			const { id: fact, data } = record;
			const claim = claims?.byFact.get(fact);
			if (claim === undefined) return [];
			const made = new Set(data.made.map(amendments.sameAs).filter((id) => members.has(id)));
			return [
				{
					from,
					made: [...made].sort(),
					fact,
					record,
					operation: data.operation,
					taken: take.quantity,
					granted: claim.granted,
					isDisputed: disputed.has(fact)
				}
			];
		});
	});
	return links.sort((a, b) => compareEvents(a.fact, b.fact) || (a.from < b.from ? -1 : 1));
}
