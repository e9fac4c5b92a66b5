import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { ONE, type Rational } from '../kernel/quantity.ts';
import { isSettled } from '../kernel/settle.ts';
import { sourcesFirst } from '../kernel/sources-first.ts';
import type { Fact } from '../kernel/thread.ts';
import type { Exception } from '../kernel/view.ts';
import type { BatchClosedData, Transformed } from './batch.ts';
import { casesOn } from './cases.ts';
import { claimsOn, cycleClosers, shareOf, type Claims } from './claims.ts';
import { correct, quantityKnownTo } from './corrections.ts';
import type { Family, Making, Member } from './family.ts';
import type { Make } from './goods.ts';
import { holdsInForce, holdsOn } from './holds.ts';
import { lifeOf, type Killer, type Life } from './life.ts';
import { standingOf, type Began, type Standing } from './standing.ts';
import { exchangedIn, type Exchanged } from './swaps.ts';

/**
 * How the fold settles what devices did to one batch without knowing of each other. Every replica that holds the same facts
 * reaches the same verdict, whatever order they came in: it looks at keys, heads and data, never at arrival.
 */
export interface BatchVerdict {
	/** The run its making belongs to; before its making arrives, the one that the earliest fact names. */
	readonly run: EntityId | null;
	/** The making that counts: of several live ones the smallest key. */
	readonly maker: Making | undefined;
	/** What the batch was made as when every making of it is void or undone. */
	readonly deadMaker: Making | undefined;
	/** What it was made as, with the corrections that count; also when every making of it is void. Undefined before its making arrives. */
	readonly make: Make | undefined;
	/** The scan that brought it into process: of several live initialisations the smallest key; of a made batch its making. */
	readonly began: Began | undefined;
	readonly closed: ClosedBy | undefined;
	/** What left no live making; undefined while one lives. */
	readonly voided: Killer | undefined;
	/** Live initialisations that repeat the one that counts: the same thing recorded twice. */
	readonly duplicates: readonly EventId[];
	readonly claims: Claims;
	/** Of what is recorded, how much is beyond dispute: 1, or less down to 0. */
	readonly share: Rational;
	/** The last live take of it. */
	readonly lastUse: EventId | null;
	/** Made of it, and made into it, by what is alive. Sorted. */
	readonly children: readonly EntityId[];
	readonly parents: readonly EntityId[];
	/** The batch whose second label carries this code, or that a lead found to be the same. */
	readonly boundTo: EntityId | null;
	/** The batch that carries the label with this code, where labels were exchanged. */
	readonly swapped: EntityId | null;
	/** The codes of the holds that stand on it, inherited ones included. Sorted. */
	readonly holds: readonly EntityId[];
	/** Scans of its code that wait to be recorded. In key order. */
	readonly notes: readonly EventId[];
	/** The code on the paper it travels under. */
	readonly label: EntityId;
	/** Labels with that code printed so far. */
	readonly prints: number;
	/** Its making, or something an author had seen of it or of what it was made of, has not arrived here yet. */
	readonly waiting: boolean;
	readonly exceptions: readonly Exception[];
}

export interface ClosedBy {
	readonly fact: Fact;
	/** Nothing is left of it, nothing downstream takes it, or somebody closed it by hand. */
	readonly how: 'used' | 'end' | 'hand';
	readonly byHand: BatchClosedData | null;
}

/** The verdicts on a family's batches, by batch. */
export function verdictsOn(family: Family): Map<EntityId, BatchVerdict> {
	const { members, decisions, amendments, knows, undecided } = family;
	const before = undecided && verdictsOn(undecided);
	const life = lifeOf(family);
	const closers = cycleClosers(family, life);
	const exchanged = exchangedIn(family);
	const settled = new Map<EntityId, Settled>();
	for (const member of members.values()) settled.set(member.id, settle(member, family, life, closers, exchanged));

	const claimOn = (batch: EntityId, fact: EventId) => settled.get(batch)?.claims.byFact.get(fact);
	// Not what forged events say they took: of a batch they do not touch, or of one that comes of itself.
	const sourcesOf = (batch: EntityId): EntityId[] => {
		const { maker } = settled.get(batch) ?? {};
		if (maker?.transformed === undefined) return [];
		const { id } = maker.fact;
		const taken = maker.transformed.takes.map((take) => take.batch);
		return taken.filter((source) => claimOn(source, id) && !closers.has(`${id} ${source}`));
	};
	const verdicts = new Map<EntityId, BatchVerdict>();
	for (const id of sourcesFirst(settled.keys(), sourcesOf)) {
		const [one, member] = [settled.get(id), members.get(id)];
		if (one === undefined || member === undefined) continue;
		const isOnlyDead = one.deadMaker !== undefined;
		const sources = sourcesOf(id).flatMap((source) => verdicts.get(source) ?? []);
		const kept = one.maker?.make.label ?? (keepsLabel(one) ? sources[0]?.label : undefined);
		const { newLabel } = one;
		const found = exchanged.labelOf(id);
		const isReplaced = newLabel !== undefined && (found === undefined || knows(newLabel.said, found.said));
		const label = (isReplaced ? newLabel : found)?.code ?? kept ?? id;
		const waiting = one.waiting || sources.some((source) => source.waiting);
		verdicts.set(id, {
			...one,
			// What is only split or merged stays where it is in its flow.
			began: one.began && { ...one.began, step: one.began.step ?? sources[0]?.began?.step ?? null },
			share: shareOf(one.maker, isOnlyDead, (source) => verdicts.get(source)?.share ?? ONE, claimOn),
			label,
			prints: members.get(label)?.prints ?? 0,
			waiting,
			holds: holdsInForce(
				member,
				holdsOn(member, knows),
				sources.map(({ holds }) => holds)
			),
			exceptions: [...one.exceptions.filter(isOpen), ...contestedOn(id, one.exceptions)]
				.map((raised) => ({ ...raised, waiting, contested: contestedIn(raised) }))
				.sort((a, b) => (a.id < b.id ? -1 : 1))
		});
	}
	return verdicts;

	function isOpen(raised: Exception): boolean {
		const decision = decisions.get(raised.id);
		return !decision || amendments.conflicts.has(raised.id) || !isSettled(raised, decision, knows);
	}

	function contestedIn({ id }: Exception): EventId[] {
		const contested = [...(decisions.get(id)?.contested ?? []), ...(amendments.conflicts.get(id) ?? [])];
		return [...new Set(contested)].sort();
	}

	/** What the decision that counts did away with stays open all the same while another one contradicts it. */
	function contestedOn(id: EntityId, raised: readonly Exception[]): Exception[] {
		const still = before?.get(id)?.exceptions ?? [];
		return still.filter((one) => contestedIn(one).length > 0 && !raised.some((other) => other.id === one.id));
	}
}

/** What is moved or sent back as a whole goes on under the label that it has. */
function keepsLabel({ maker }: Settled): boolean {
	const { operation, takes } = maker?.transformed ?? {};
	return (operation === 'move' || operation === 'rework') && takes?.length === 1;
}

/** What follows from a batch's own facts and from which of them live. */
type Settled = Omit<BatchVerdict, 'share' | 'label' | 'prints' | 'holds'> & Pick<Standing, 'newLabel'>;

function settle(
	member: Member,
	family: Family,
	life: Life,
	closers: ReadonlySet<string>,
	exchanged: Exchanged
): Settled {
	const { id } = member;
	const { knows, amendments } = family;
	const standing = standingOf(member, family, life);
	const { maker, deadMaker, began, takes, corrections, bound, openNotes } = standing;
	const asMade = (maker ?? deadMaker)?.make;
	const corrected = asMade && correct(asMade, corrections, knows);
	const claims = claimsOn(takes, {
		make: maker && corrected?.make,
		knownTo: (taker) => maker && quantityKnownTo(taker, maker.make, corrections, knows),
		knows,
		barred: ({ fact }) => (closers.has(`${fact.id} ${id}`) ? 'cycle' : standing.isStray(fact) ? 'code' : null)
	});
	const earliest = earliestOn(member);
	const run = (maker ?? deadMaker)?.fact.data.run ?? earliest?.data.run ?? null;
	const twin = amendments.sameAs(id);
	const isUnfounded = member.makings.length === 0 && (earliest !== undefined || openNotes.length > 0);
	const isUnbegun = maker !== undefined && began === undefined && takes.some(({ fact }) => !startsUnscanned(fact.data));
	const isMissing = isUnfounded || isUnbegun || member.isElsewhere || member.isWaiting;
	return {
		run,
		maker,
		deadMaker,
		make: corrected?.make,
		began,
		closed: closedBy(standing, claims),
		voided: deadMaker && standing.killers[0],
		duplicates: standing.duplicates,
		claims,
		lastUse: takes.at(-1)?.fact.id ?? null,
		children: sorted(takes.flatMap(({ fact }) => fact.data.made.filter((child) => life.isMade(child, fact.id)))),
		parents: sorted(maker?.transformed?.takes.map(({ batch }) => batch) ?? []),
		boundTo: twin === id ? (bound ? amendments.sameAs(bound.data.batch) : null) : twin,
		swapped: exchanged.leadsTo(id),
		notes: openNotes,
		newLabel: standing.newLabel,
		waiting: bound === undefined && twin === id && isMissing,
		exceptions: casesOn({ member, family, life, standing, claims, corrected, exchanged, run })
	};
}

/** A lead let the batch be used although nobody scanned its start: none is to come. */
const startsUnscanned = ({ override }: Transformed): boolean => override?.rules.includes('BatchNotStarted') ?? false;

/** The first fact that needs a batch to be here. A code that was bound or printed alone is none that somebody waits for. */
function earliestOn({ id, inits, closes, voids, takings, bindings, corrections }: Member) {
	const takes = takings.map(({ fact }) => fact);
	const labellings = bindings.filter(({ data }) => data.batch === id);
	const all = [...inits, ...closes, ...voids, ...takes, ...labellings, ...corrections];
	return all.sort((a, b) => compareEvents(a.id, b.id))[0];
}

function closedBy({ maker, close, takes }: Standing, { usedUp }: Claims): ClosedBy | undefined {
	const emptied = takes.find(({ fact }) => fact.id === usedUp)?.fact;
	const ways: (ClosedBy | undefined)[] = [
		maker?.transformed?.ends ? { fact: maker.fact, how: 'end', byHand: null } : undefined,
		close && { fact: close, how: 'hand', byHand: close.data },
		emptied && { fact: emptied, how: 'used', byHand: null }
	];
	return ways.filter((way) => way !== undefined).sort((a, b) => compareEvents(a.fact.id, b.fact.id))[0];
}

const sorted = (ids: readonly EntityId[]): EntityId[] => [...new Set(ids)].sort();
