import { familyOf } from '../batch/family.ts';
import { verdictsOn } from '../batch/verdict.ts';
import { ExceptionResolved, type Change } from '../kernel/decision.ts';
import type { EntityId } from '../kernel/event.ts';
import { inUnitOf, scale, type Quantity } from '../kernel/quantity.ts';
import { emptyThread, headsOf, type Fact, type Thread } from '../kernel/thread.ts';
import type { Exception } from '../kernel/view.ts';

/** What is counted of a batch, in its own unit. */
export interface Counted {
	/** As made or corrected, the disputed part left out; null while nobody knows. */
	readonly made: Quantity | null;
	readonly remaining: Quantity | null;
	readonly isVoid: boolean;
	/** The batch that it turned out to be; null mostly. */
	readonly sameAs: EntityId | null;
	/** Cases that would be open about it. */
	readonly open: number;
}

export interface Consequence {
	/** `NEW_CODE` for a batch whose code is made when it is decided. */
	readonly batch: EntityId;
	/** Null for one that is not here before. */
	readonly before: Counted | null;
	readonly after: Counted;
}

/**
 * What a decision would do to the quantities, before it is done: the batches that would read differently, in the order of their ids.
 * `family`: of the batch it is about, and of each that the changes name.
 */
export function previewOf(exception: Exception, changes: readonly Change[], family: readonly Thread[]): Consequence[] {
	const before = countedIn(family);
	const missing = new Set(changes.flatMap((change) => (change.change === 'relink' ? [change.to] : [])));
	for (const { entity } of family) missing.delete(entity);
	const all = [...family, ...[...missing].map(emptyThread)];
	const after = countedIn(all.map((thread) => decided(thread, exception, changes)));
	return [...after]
		.flatMap(([batch, then]): Consequence[] => {
			const now = before.get(batch) ?? null;
			return JSON.stringify(now) === JSON.stringify(then) ? [] : [{ batch, before: now, after: then }];
		})
		.sort((a, b) => (a.batch < b.batch ? -1 : 1));
}

/** The thread with the decision in it, made by somebody who knows all that is here. */
function decided(thread: Thread, exception: Exception, changes: readonly Change[]): Thread {
	const fact: Fact = {
		id: 'site:zzzzzzzzzzzzz:zzzzzzzz:zzzzzzzzzzzzzzzz',
		type: ExceptionResolved.type,
		heads: headsOf(thread),
		at: '',
		device: '',
		seq: 0,
		by: [],
		station: null,
		machine: null,
		source: null,
		data: { run: exception.run, exception: exception.id, changes, reason: { code: null, text: null } },
		unread: false
	};
	return { ...thread, facts: [...thread.facts, fact] };
}

/** What is counted of the batches of a family, by batch. */
export function countedIn(family: readonly Thread[]): ReadonlyMap<EntityId, Counted> {
	const counted = new Map<EntityId, Counted>();
	for (const [batch, { make, maker, share, claims, exceptions, boundTo }] of verdictsOn(familyOf(family))) {
		const made = make && maker ? scale(make.quantity, share) : null;
		const remaining =
			make && maker && claims.remaining ? scale(inUnitOf(make.quantity, claims.remaining), share) : null;
		const isVoid = make !== undefined && maker === undefined && boundTo === null;
		counted.set(batch, { made, remaining, isVoid, sameAs: boundTo, open: exceptions.length });
	}
	return counted;
}
