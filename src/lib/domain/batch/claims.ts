import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import {
	add,
	compare,
	divide,
	inBaseUnits,
	multiply,
	ONE,
	subtract,
	wireValue,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import type { Knows } from '../kernel/thread.ts';
import type { ExceptionRule } from '../kernel/view.ts';
import type { Make } from './goods.ts';
import type { Family, Making, Taking } from './family.ts';
import type { Life } from './life.ts';

/** What became of one take: all amounts in base units of the batch's kind. */
export interface Claim {
	readonly fact: EventId;
	readonly taken: Rational;
	readonly granted: Rational;
	/** What a lead has to decide about it. */
	readonly disputes: readonly ExceptionRule[];
}

export interface Claims {
	readonly list: readonly Claim[];
	readonly byFact: ReadonlyMap<EventId, Claim>;
	/** Made minus granted, never below zero; null while nobody knows what was made. In base units. */
	readonly remaining: Rational | null;
	/** The take that left less than the smallest unit. */
	readonly usedUp: EventId | null;
}

/** What a batch's claims are settled by. */
export interface ClaimRules {
	/** As made or corrected; undefined while nobody knows what was made. */
	readonly make: Make | undefined;
	/** What was there to be taken, as the author of a take knew it. */
	readonly knownTo: (taker: EventId) => Quantity | undefined;
	readonly knows: Knows;
	/** Why a take counts for nothing: it took another batch with this code, or closes a cycle. */
	readonly barred: (taking: Taking) => ExceptionRule | null;
}

/**
 * Who gets what of one batch: live takes in key order. A part is granted in full, and is over when it exceeds what is there. A
 * whole gets what it took less earlier parts it did not know, at most what is there. After a whole there is nothing for a take
 * that did not know it; one that knew it took of what was left. A claim never looks at another batch.
 */
export function claimsOn(takings: readonly Taking[], { make, knownTo, knows, barred }: ClaimRules): Claims {
	const smallest = make ? multiply(wireValue(make.smallest), wireValue(make.quantity.ratio)) : ZERO;
	const parts: Claim[] = [];
	const wholes: EventId[] = [];
	const list: Claim[] = [];
	let granted = ZERO;
	for (const taking of takings) {
		const claim = claimOf(taking);
		list.push(claim);
		granted = add(granted, claim.granted);
	}
	const made = make ? inBaseUnits(make.quantity) : null;
	return {
		list,
		byFact: new Map(list.map((claim) => [claim.fact, claim])),
		remaining: made && clamp(subtract(made, granted)),
		usedUp: emptiedBy(made)
	};

	function claimOf(taking: Taking): Claim {
		const { fact, take } = taking;
		const taken = inBaseUnits(take.quantity);
		const answer = (given: Rational, disputes: readonly ExceptionRule[]): Claim => ({
			fact: fact.id,
			taken,
			granted: given,
			disputes
		});
		const bar = barred(taking);
		if (bar !== null) return answer(ZERO, [bar]);
		if (make && make.quantity.kind !== take.quantity.kind) return answer(ZERO, ['taken']);
		if (wholes.some((whole) => !knows(fact.id, whole))) return answer(ZERO, ['taken']);
		const known = knownTo(fact.id);
		const there = known ? subtract(inBaseUnits(known), granted) : null;
		if (take.extent === 'part') {
			const part = answer(taken, there !== null && compare(taken, there) > 0 ? ['over'] : []);
			parts.push(part);
			return part;
		}
		wholes.push(fact.id);
		const unknown = parts.filter((part) => !knows(fact.id, part.fact)).map((part) => part.granted);
		const wanted = unknown.reduce(subtract, taken);
		const given = clamp(there === null ? wanted : least(wanted, there));
		const disputes: ExceptionRule[] = [];
		if (compare(given, taken) < 0) disputes.push('taken');
		if (there !== null && compare(subtract(there, given), smallest) >= 0 && compare(smallest, ZERO) > 0) {
			disputes.push('left');
		}
		return answer(given, disputes);
	}

	/** The first granted take after which less than the smallest unit is there; the whole one while nobody knows how much there was. */
	function emptiedBy(made: Rational | null): EventId | null {
		let gone = ZERO;
		for (const claim of list) {
			gone = add(gone, claim.granted);
			const isEmpty = made === null ? wholes.includes(claim.fact) : compare(subtract(made, gone), smallest) < 0;
			if (compare(claim.granted, ZERO) > 0 && isEmpty) return claim.fact;
		}
		return null;
	}
}

const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
const clamp = (value: Rational): Rational => (compare(value, ZERO) < 0 ? ZERO : value);

/** Takes that would make a batch its own ancestor: in each cycle the one of the greatest key. By fact and batch. */
export function cycleClosers({ members }: Family, life: Life): ReadonlySet<string> {
	const edges = [...members.values()]
		.flatMap(({ takings }) => takings)
		.filter(({ fact }) => life.isAlive(fact.id))
		.sort((a, b) => compareEvents(a.fact.id, b.fact.id));
	const made = new Map<EntityId, EntityId[]>();
	const closers = new Set<string>();
	for (const { fact, take } of edges) {
		if (fact.data.made.some((batch) => batch === take.batch || leadsTo(batch, take.batch, made))) {
			closers.add(`${fact.id} ${take.batch}`);
		} else {
			const next = made.get(take.batch);
			if (next === undefined) made.set(take.batch, [...fact.data.made]);
			else next.push(...fact.data.made);
		}
	}
	return closers;
}

function leadsTo(from: EntityId, to: EntityId, made: ReadonlyMap<EntityId, readonly EntityId[]>): boolean {
	const seen = new Set([from]);
	for (const batch of seen) {
		if (batch === to) return true;
		for (const next of made.get(batch) ?? []) seen.add(next);
	}
	return false;
}

/**
 * How much of a batch is beyond dispute: 1 when planned; else the least, over the items it was made of, of what was granted of
 * what was taken, each weighed with its source's share. Flows only down the genealogy. A take without a claim is forged: its event
 * does not touch the batch that it names.
 */
export function shareOf(
	making: Making | undefined,
	isOnlyDead: boolean,
	sourceShare: (batch: EntityId) => Rational,
	claimOn: (batch: EntityId, fact: EventId) => Claim | undefined
): Rational {
	if (making === undefined) return isOnlyDead ? ZERO : ONE;
	if (making.transformed === undefined) return ONE;
	const byItem = new Map<EntityId, { taken: Rational; counted: Rational }>();
	for (const { batch, item, quantity } of making.transformed.takes) {
		const granted = claimOn(batch, making.fact.id)?.granted ?? ZERO;
		const sum = byItem.get(item) ?? { taken: ZERO, counted: ZERO };
		const counted = granted.n === 0n ? ZERO : multiply(granted, sourceShare(batch));
		byItem.set(item, { taken: add(sum.taken, inBaseUnits(quantity)), counted: add(sum.counted, counted) });
	}
	return [...byItem.values()].map(({ taken, counted }) => divide(counted, taken)).reduce(least, ONE);
}
