import {
	BatchClosed,
	BatchCorrected,
	BatchesPlanned,
	BatchesTransformed,
	BatchInitialised,
	FactUndone,
	type FactUndoneData,
	type Transformed
} from '../batch/batch.ts';
import { LabelBound, LabelsSwapped, type LabelBoundData, type LabelsSwappedData } from '../batch/label-facts.ts';
import { familyOf } from '../batch/family.ts';
import type { Make } from '../batch/goods.ts';
import { verdictsOn } from '../batch/verdict.ts';
import { HoldPlaced, HoldReleased } from '../hold/hold.ts';
import { MAX_CHANGES } from '../kernel/decision.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import {
	add,
	divide,
	formatRational,
	inBaseUnits,
	subtract,
	wireValue,
	ZERO,
	type Quantity
} from '../kernel/quantity.ts';
import { knowledgeOf, type Fact, type Thread } from '../kernel/thread.ts';
import type { Exception, ExceptionRule } from '../kernel/view.ts';

/** One way to settle a case. */
export type Choice =
	/** It stands as it is. */
	| { readonly choice: 'keep' }
	/** These records never were; of a making with its batch only that batch's. The first is the one a lead thinks of. */
	| { readonly choice: 'void'; readonly facts: readonly VoidPart[] }
	/** The batch was not in it: the rest of what the record made stays. */
	| { readonly choice: 'untake'; readonly fact: EventId; readonly batch: EntityId }
	/** It took a part. The lead says how much, less than `most`. `rival`: another one that says it took the whole, and took the rest. */
	| {
			readonly choice: 'part';
			readonly fact: EventId;
			readonly batch: EntityId;
			readonly most: Quantity;
			/** What it would be by what else is known. */
			readonly likely: Quantity | null;
			readonly rival: { readonly fact: EventId; readonly took: Quantity } | null;
	  }
	/** What one record made is what the other made: one batch under two codes. */
	| { readonly choice: 'same'; readonly batch: EntityId; readonly as: EntityId }
	/** It was another batch: the lead scans which. */
	| { readonly choice: 'relink'; readonly fact: EventId; readonly from: EntityId }
	/** The records belong to the batch whose label was exchanged with this one's. */
	| {
			readonly choice: 'exchange';
			readonly facts: readonly EventId[];
			readonly from: EntityId;
			readonly to: EntityId;
	  }
	/** The batch that the first of these records made gets a code of its own; the others knew only that one under this code. */
	| { readonly choice: 'relabel'; readonly facts: readonly EventId[]; readonly code: EntityId }
	/** The label was not meant for this batch, which needs another one then. */
	| { readonly choice: 'unbind'; readonly fact: EventId; readonly batch: EntityId };

export interface VoidPart {
	readonly fact: EventId;
	readonly batch: EntityId | null;
}

type Offer = Exclude<Choice['choice'], 'keep' | 'void'> | 'void losing' | 'void others' | 'void undone';

/** What a case offers beside leaving it as it is, by its rule, in the order a lead thinks of it. */
const OFFERS: Readonly<Record<ExceptionRule, readonly Offer[]>> = {
	code: ['relabel', 'unbind', 'void losing'],
	init: ['void losing', 'void others', 'relink'],
	standing: ['relink', 'untake', 'void losing'],
	cycle: ['relink', 'untake', 'void losing'],
	over: ['part', 'untake', 'relink', 'void losing', 'void others'],
	left: ['void losing'],
	taken: ['same', 'part', 'untake', 'void losing', 'void others', 'relink'],
	closed: ['void others', 'void losing'],
	corrected: ['void others', 'void losing'],
	correction: ['void losing', 'void others'],
	undo: ['void undone'],
	hold: ['void losing'],
	lot: [],
	countersign: [],
	field: [],
	order: [],
	swap: ['exchange']
};

/** The ways to settle an exception. `family`: all threads of the batch it is about. */
export function choicesFor(exception: Exception, family: readonly Thread[]): Choice[] {
	const offered = OFFERS[exception.rule].flatMap((offer) => choicesOf(offer, exception, family));
	return [...offered, { choice: 'keep' }];
}

/** What can be said not to have happened: a void and an undo, a hold and an exchange of labels are answered otherwise. */
const VOIDABLE: ReadonlySet<string> = new Set([
	BatchesTransformed.type,
	BatchInitialised.type,
	BatchClosed.type,
	BatchCorrected.type
]);

function choicesOf(offer: Offer, exception: Exception, family: readonly Thread[]): Choice[] {
	const { entity, events } = exception;
	const [losing = '', ...others] = events;
	const fact = factIn(family, entity, losing);
	if (fact === undefined) return [];
	const { take, make } = asTransformed(fact) ?? { take: null, make: null };
	const isBinding = fact.type === LabelBound.type;
	const rivals = others.flatMap((id) => factIn(family, entity, id) ?? []);
	switch (offer) {
		case 'void losing':
			if (exception.rule === 'code' && (make || fact.type === BatchesPlanned.type)) {
				return [{ choice: 'void', facts: [{ fact: losing, batch: entity }] }];
			}
			return VOIDABLE.has(fact.type) ? [{ choice: 'void', facts: [{ fact: losing, batch: null }] }] : [];
		case 'void others':
			return rivals
				.filter((one) => VOIDABLE.has(one.type) && !asTransformed(one)?.make)
				.map(({ id }) => ({ choice: 'void', facts: [{ fact: id, batch: null }] }));
		case 'void undone':
			return undoneWithUses(fact, family);
		case 'untake':
			return take && takesOf(family, losing) > 1 ? [{ choice: 'untake', fact: losing, batch: entity }] : [];
		case 'part':
			return partOf(exception, fact, rivals, family);
		case 'same':
			return sameOf(fact, rivals, family);
		case 'relink':
			return take || (VOIDABLE.has(fact.type) && fact.type !== BatchesTransformed.type)
				? [{ choice: 'relink', fact: losing, from: entity }]
				: [];
		case 'relabel':
			if (isBinding) return [];
			if (!make && fact.type !== BatchesPlanned.type) return [{ choice: 'relink', fact: losing, from: entity }];
			return [{ choice: 'relabel', facts: [losing, ...knowingOnly(losing, others, entity, family)], code: entity }];
		case 'unbind':
			return isBinding ? [{ choice: 'unbind', fact: losing, batch: (fact.data as LabelBoundData).batch }] : [];
		case 'exchange':
			return exchangeOf(fact, rivals, entity);
	}
}

/** Both took of it, and one of them, or both, say that they took it all. */
function partOf({ rule, entity }: Exception, fact: Fact, rivals: readonly Fact[], family: readonly Thread[]): Choice[] {
	const take = asTransformed(fact)?.take;
	const verdict = verdictsOn(familyOf(family)).get(entity);
	if (!take || !verdict) return [];
	const claim = verdict.claims.byFact.get(fact.id);
	const whole = rivals.find((rival) => asTransformed(rival)?.take?.extent === 'all');
	const wholeTake = whole && asTransformed(whole)?.take;
	let likely = claim?.granted ?? ZERO;
	if (rule === 'over' && verdict.make) {
		const granted = verdict.claims.list.reduce((sum, one) => add(sum, one.granted), ZERO);
		likely = subtract(likely, subtract(granted, inBaseUnits(verdict.make.quantity)));
	}
	const inUnit = divide(likely, wireValue(take.quantity.ratio));
	return [
		{
			choice: 'part',
			fact: fact.id,
			batch: entity,
			most: take.quantity,
			likely: likely.n > 0n ? { ...take.quantity, amount: formatRational(inUnit) } : null,
			rival: whole && wholeTake ? { fact: whole.id, took: wholeTake.quantity } : null
		}
	];
}

/** Where both made one batch of the whole, and of one item, they may have made the same. */
function sameOf(fact: Fact, rivals: readonly Fact[], family: readonly Thread[]): Choice[] {
	const mine = onlyMadeBy(fact, family);
	if (mine === null) return [];
	const theirs = rivals.flatMap((rival) => onlyMadeBy(rival, family) ?? []);
	const twin = theirs.find(({ item }) => item.id === mine.item.id);
	return twin ? [{ choice: 'same', batch: mine.batch, as: twin.batch }] : [];
}

/** What a record made, when that is one batch. */
function onlyMadeBy(fact: Fact, family: readonly Thread[]): Make | null {
	const [batch, ...others] = asTransformed(fact)?.made ?? [];
	if (batch === undefined || others.length > 0) return null;
	const making = factIn(family, batch, fact.id);
	return (making && asTransformed(making)?.make) ?? null;
}

const RELINKED: ReadonlySet<string> = new Set([
	BatchesTransformed.type,
	BatchInitialised.type,
	BatchClosed.type,
	BatchCorrected.type,
	HoldPlaced.type,
	HoldReleased.type
]);

/** Records of people who knew only this maker of the code, and none of the others: they are about what this one made. */
function knowingOnly(
	maker: EventId,
	others: readonly EventId[],
	entity: EntityId,
	family: readonly Thread[]
): EventId[] {
	const knows = knowledgeOf(family);
	const facts = family.find((thread) => thread.entity === entity)?.facts ?? [];
	return facts
		.filter(({ id, type }) => RELINKED.has(type) && knows(id, maker) && !others.some((other) => knows(id, other)))
		.map(({ id }) => id)
		.slice(0, MAX_CHANGES - 1);
}

/** The record that an undo wanted to take back, with everything that stands on what it made. */
function undoneWithUses(undo: Fact, family: readonly Thread[]): Choice[] {
	if (undo.type !== FactUndone.type || undo.data === null) return [];
	const { members } = familyOf(family);
	const facts = new Set<EventId>([(undo.data as FactUndoneData).fact]);
	for (const fact of facts) {
		for (const { makings, inits, takings, closes } of members.values()) {
			if (![...makings.map((making) => making.fact), ...inits].some(({ id }) => id === fact)) continue;
			for (const use of [...takings.map((taking) => taking.fact), ...closes]) facts.add(use.id);
		}
	}
	if (facts.size > MAX_CHANGES) return [];
	return [{ choice: 'void', facts: [...facts].map((fact) => ({ fact, batch: null })) }];
}

/** Scans that did not know of the exchange were of the batch that really carried the label. */
function exchangeOf(swap: Fact, scans: readonly Fact[], entity: EntityId): Choice[] {
	if (swap.type !== LabelsSwapped.type || swap.data === null) return [];
	const { labels } = swap.data as LabelsSwappedData;
	const to = labels.length === 2 ? labels.find(({ batch }) => batch !== entity)?.batch : undefined;
	const facts = scans
		.filter(({ type }) => RELINKED.has(type))
		.map(({ id }) => id)
		.sort(compareEvents)
		.slice(0, MAX_CHANGES);
	if (to === undefined) return [];
	// Nobody knows when the labels were exchanged: all of it, or what came after.
	return facts.map((_, start) => ({ choice: 'exchange', facts: facts.slice(start), from: entity, to }));
}

const factIn = (family: readonly Thread[], entity: EntityId, id: EventId): Fact | undefined =>
	family.find((thread) => thread.entity === entity)?.facts.find((fact) => fact.id === id);

const asTransformed = ({ type, data }: Fact): Transformed | null =>
	type === BatchesTransformed.type ? (data as Transformed | null) : null;

const takesOf = (family: readonly Thread[], id: EventId): number =>
	family.filter(({ facts }) => facts.some((fact) => fact.id === id && asTransformed(fact)?.take)).length;
