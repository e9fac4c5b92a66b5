import { aboutWhat, type Change } from '../kernel/decision.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import {
	add,
	compare,
	divide,
	inBaseUnits,
	ONE,
	scale,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { isSame } from '../kernel/same.ts';
import type { Decision, Resolution } from '../kernel/settle.ts';
import type { Knows } from '../kernel/thread.ts';
import type { Make, Take } from './goods.ts';

/** What leads' decisions change about the facts of a family before it is folded. The facts themselves stay as they are. */
export interface Amendments {
	/** The batch that a fact means where it says `batch`. */
	readonly meant: (fact: EventId, batch: EntityId) => EntityId;
	/** The batch that a code stands for: two codes may be one batch. */
	readonly sameAs: (batch: EntityId) => EntityId;
	/** What the fact really took; null when it did not take it at all. */
	readonly take: (fact: EventId, take: Take) => Take | null;
	/** What the fact made, when fewer or other things were taken for it than it says. */
	readonly make: (fact: EventId, make: Make, taken: readonly Take[]) => Make;
	readonly voids: readonly { readonly by: Resolution; readonly fact: EventId; readonly batch: EntityId | null }[];
	/** Decisions about different exceptions that say different things about one fact, without knowing of each other; by exception. */
	readonly conflicts: ReadonlyMap<EntityId, readonly EventId[]>;
}

interface Decided {
	readonly by: Resolution;
	readonly change: Change;
}

/** `known`: the family's batches; a change that leads out of the family changes nothing. */
export function amendmentsOf(
	decisions: ReadonlyMap<EntityId, Decision>,
	known: { readonly has: (batch: EntityId) => boolean },
	knows: Knows
): Amendments {
	const { counting, conflicts } = countingChanges(decisions, knows);
	const aliases = aliasesIn(
		counting.map(({ change }) => change),
		known
	);
	const relinked = new Map<string, EntityId>();
	const parts = new Map<string, Quantity>();
	const untaken = new Set<string>();
	for (const { change } of counting) {
		if (change.change === 'relink' && known.has(change.to)) relinked.set(`${change.fact} ${change.from}`, change.to);
		if (change.change === 'part') parts.set(`${change.fact} ${change.batch}`, change.quantity);
		if (change.change === 'void' && change.batch !== null) untaken.add(`${change.fact} ${change.batch}`);
	}
	const sameAs = (batch: EntityId): EntityId => aliases.get(batch) ?? batch;
	const meant = (fact: EventId, batch: EntityId): EntityId => relinked.get(`${fact} ${batch}`) ?? batch;
	const amount = (fact: EventId, take: Take): Take | null => {
		if (untaken.has(`${fact} ${take.batch}`)) return null;
		const part = parts.get(`${fact} ${take.batch}`);
		return part && isLess(part, take.quantity) ? { ...take, quantity: part, extent: 'part' } : take;
	};
	return {
		meant,
		sameAs,
		take(fact, take) {
			const taken = amount(fact, take);
			return taken && { ...taken, batch: sameAs(meant(fact, take.batch)) };
		},
		make(fact, make, taken) {
			const was = taken.map((take) => amount(fact, take));
			const factor = was.some((take, index) => take !== taken[index]) ? shrinkage(taken, was) : ONE;
			const quantity = compare(factor, ONE) < 0 ? scale(make.quantity, factor) : make.quantity;
			return { ...make, quantity, batch: meant(fact, make.batch) };
		},
		voids: counting.flatMap(({ by, change }) =>
			change.change === 'void' ? [{ by, fact: change.fact, batch: change.batch }] : []
		),
		conflicts
	};
}

/**
 * Of what several decisions say about one thing the one that knows the others counts, else the smallest key. Where those that do
 * not know of each other differ, both cases stay open.
 */
function countingChanges(decisions: ReadonlyMap<EntityId, Decision>, knows: Knows) {
	const byThing = new Map<string, Decided[]>();
	const resolutions = [...decisions.values()].map((decision) => decision.counting);
	for (const by of resolutions.sort((a, b) => compareEvents(a.id, b.id))) {
		for (const change of by.data.changes) {
			const thing = aboutWhat(change);
			byThing.set(thing, [...(byThing.get(thing) ?? []), { by, change }]);
		}
	}
	const conflicts = new Map<EntityId, EventId[]>();
	const counting = [...byThing.values()].flatMap((all) => {
		const latest = all.filter(({ by }) => !all.some((other) => knows(other.by.id, by.id)));
		const [first] = latest;
		if (first === undefined) return [];
		if (latest.some(({ change }) => !isSame(change, first.change))) {
			const ids = latest.map(({ by }) => by.id);
			for (const { by } of latest) conflicts.set(by.data.exception, ids);
		}
		return [first];
	});
	return { counting, conflicts };
}

/** Each batch with the one it is the same as, all the way. What would close a ring is left out. */
function aliasesIn(
	changes: readonly Change[],
	known: { readonly has: (batch: EntityId) => boolean }
): ReadonlyMap<EntityId, EntityId> {
	const aliases = new Map<EntityId, EntityId>();
	const root = (batch: EntityId): EntityId => {
		let at = batch;
		for (let next = aliases.get(at); next !== undefined; next = aliases.get(at)) at = next;
		return at;
	};
	for (const change of changes) {
		if (change.change !== 'same' || !known.has(change.as)) continue;
		if (root(change.as) !== change.batch) aliases.set(change.batch, change.as);
	}
	return new Map([...aliases.keys()].map((batch) => [batch, root(batch)]));
}

const isLess = (part: Quantity, whole: Quantity): boolean =>
	part.kind === whole.kind && compare(inBaseUnits(part), inBaseUnits(whole)) < 0;

/** By how much less was taken: the least, over the items, of what was of what is said. */
function shrinkage(said: readonly Take[], was: readonly (Take | null)[]): Rational {
	const byItem = new Map<EntityId, { readonly said: Rational; readonly was: Rational }>();
	for (const [index, take] of said.entries()) {
		const sum = byItem.get(take.item) ?? { said: ZERO, was: ZERO };
		const now = was[index];
		byItem.set(take.item, {
			said: add(sum.said, inBaseUnits(take.quantity)),
			was: now ? add(sum.was, inBaseUnits(now.quantity)) : sum.was
		});
	}
	const ratios = [...byItem.values()].map((sum) => divide(sum.was, sum.said));
	return ratios.reduce((least, ratio) => (compare(ratio, least) < 0 ? ratio : least), ONE);
}
