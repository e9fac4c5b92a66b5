import type { Pinned } from '../kernel/definition.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { compare, ONE, type Rational } from '../kernel/quantity.ts';
import type { Fact, KnownFact } from '../kernel/thread.ts';
import { exception, type Exception, type ExceptionRule } from '../kernel/view.ts';
import { isSettled } from '../kernel/settle.ts';
import type { BatchClosedData, BatchInitialisedData, Operation } from './batch.ts';
import { claimsOn, cycleClosers, shareOf, type Claims } from './claims.ts';
import { changesQuantity, correct, quantityKnownTo, type Correction } from './corrections.ts';
import type { Family, Making, Member } from './family.ts';
import type { Make } from './goods.ts';
import { holdsInForce, holdsOn, passing } from './holds.ts';
import { lifeOf, type Killer, type Life } from './life.ts';
import { sourcesFirst } from './lineage.ts';
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

export interface Began {
	readonly fact: Fact;
	readonly step: Pinned | null;
	readonly operation: 'init' | Operation;
	/** The wall time on the paper that it was entered from. */
	readonly happened: string | null;
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
type Settled = Omit<BatchVerdict, 'share' | 'label' | 'prints' | 'holds'> & {
	readonly newLabel: { readonly code: EntityId; readonly said: EventId } | undefined;
};

function settle(
	member: Member,
	{ knows, amendments }: Family,
	life: Life,
	closers: ReadonlySet<string>,
	exchanged: Exchanged
): Settled {
	const { id, makings, inits, closes, takings, bindings, voids, notes } = member;
	const alive = ({ id: fact }: Fact): boolean => life.isAlive(fact);
	const [maker, ...losers] = makings.filter(({ fact }) => life.isMade(id, fact.id));
	const deadMaker = maker ? undefined : makings[0];

	// What knew another making (a losing, a void or a relabelled one) and not this one was about another batch with the same code.
	const makers = [...makings.map((making) => making.fact.id), ...member.relabelled];
	const isStray = (fact: Fact): boolean =>
		maker !== undefined && !knows(fact.id, maker.fact.id) && makers.some((other) => knows(fact.id, other));
	const liveInits = inits.filter(alive);
	const liveCloses = closes.filter(alive);
	const liveCorrections = member.corrections.filter(alive);
	const strays = [...liveInits, ...liveCloses, ...liveCorrections].filter(isStray);
	const standing = liveInits.filter((fact) => !isStray(fact));
	const made = maker?.transformed;
	const [init, ...later] = made ? [] : standing;
	const repeats = made ? standing : later;

	const liveTakes = takings.filter(({ fact }) => alive(fact));
	const corrections = liveCorrections.filter((fact) => !isStray(fact));
	const asMade = (maker ?? deadMaker)?.make;
	const corrected = asMade && correct(asMade, corrections, knows);
	const claims = claimsOn(liveTakes, {
		make: maker && corrected?.make,
		knownTo: (taker) => maker && quantityKnownTo(taker, maker.make, corrections, knows),
		knows,
		barred: ({ fact }) => (closers.has(`${fact.id} ${id}`) ? 'cycle' : isStray(fact) ? 'code' : null)
	});
	const close = liveCloses.find((fact) => !isStray(fact));
	const began: Began | undefined = made
		? maker && { fact: maker.fact, step: made.step, operation: made.operation, happened: made.happened ?? null }
		: init && { fact: init, step: init.data.step, operation: 'init', happened: init.data.happened ?? null };

	const binding = bindings.filter(alive).filter(({ data }) => data.code === id);
	const [bound, ...lateBindings] = maker ? [] : binding;
	const labellings = bindings.filter(({ data }) => data.batch === id);
	const latestLabel = labellings.findLast(alive);

	const openNotes = notes.filter((note) => alive(note) && !life.recordedNotes.has(note.id));

	// What needs a batch to be here. A code that was bound or printed alone is no batch that somebody waits for.
	const standingOn = [
		...inits,
		...closes,
		...voids,
		...takings.map(({ fact }) => fact),
		...labellings,
		...member.corrections
	];
	const [earliest] = standingOn.sort((a, b) => compareEvents(a.id, b.id));
	const isUnfounded = makings.length === 0 && (earliest !== undefined || openNotes.length > 0);
	const isUnbegun = maker !== undefined && began === undefined && liveTakes.length > 0;
	const run = (maker ?? deadMaker)?.fact.data.run ?? earliest?.data.run ?? null;
	const twin = amendments.sameAs(id);
	const isDuplicate = (other: KnownFact<BatchInitialisedData>): boolean =>
		init !== undefined &&
		other.station === init.station &&
		other.machine === init.machine &&
		other.data.step.id === init.data.step.id;

	const raised = new Map<string, Exception>();
	// For two reasons at once it is still one case, which names what stands against it for either.
	const raise = (rule: ExceptionRule, losing: readonly EventId[], others: readonly EventId[]): void => {
		for (const event of losing) {
			const one = exception(rule, id, event, others, run);
			const before = raised.get(one.id);
			raised.set(one.id, before ? { ...before, events: [...new Set([...before.events, ...one.events])] } : one);
		}
	};
	const ids = (facts: readonly { readonly id: EventId }[]): EventId[] => facts.map((fact) => fact.id);
	const keptBy = maker ? [maker.fact.id] : bound ? [bound.id] : [];
	raise('code', [...losers.map(({ fact }) => fact.id), ...ids(strays), ...ids(maker ? binding : lateBindings)], keptBy);
	raise('init', ids(repeats.filter((other) => !isDuplicate(other))), began ? [began.fact.id] : []);
	const killers = deadMaker ? [...life.killersOf(id, deadMaker.fact.id)].sort((a, b) => compareEvents(a.id, b.id)) : [];
	if (deadMaker && twin === id)
		raise('standing', [...ids(standing), ...liveTakes.map(({ fact }) => fact.id)], ids(killers));
	for (const claim of claims.list) {
		const rivals = claims.list
			.filter((other) => other.fact !== claim.fact && other.granted.n > 0n)
			.map(({ fact }) => fact);
		for (const rule of claim.disputes) raise(rule, [claim.fact], rule === 'code' ? keptBy : rivals);
	}
	if (close)
		raise('closed', ids(liveTakes.map(({ fact }) => fact).filter((take) => !knows(close.id, take.id))), [close.id]);
	for (const { losing, counting } of corrected?.conflicts ?? []) raise('correction', [losing], [counting]);
	raiseUnknown(corrections.filter(changesQuantity));
	for (const placed of holdsOn(member, knows)) {
		const scans = [...(init ? [init] : []), ...liveTakes.map(({ fact }) => fact)];
		raise('hold', ids(passing(placed, scans, knows)), [placed.id]);
	}
	for (const swap of member.swaps.filter(({ data }) => data.labels.some(({ batch }) => batch === id))) {
		const scans = [...standing, ...liveTakes.map(({ fact }) => fact)].filter((scan) => !knows(scan.id, swap.id));
		if (scans.length > 0) raise('swap', [swap.id], ids(scans));
	}
	for (const { losing, counting } of exchanged.conflicts.filter(({ batch }) => batch === id)) {
		raise('swap', [losing], [counting]);
	}
	for (const { undo, uses } of life.blocked) {
		// Named once: on the first batch that the fact made, or on the one it initialised or closed.
		if (isSubject(member, undo.data.fact)) raise('undo', [undo.id], uses);
	}

	return {
		run,
		maker,
		deadMaker,
		make: corrected?.make,
		began,
		closed: closedBy(maker, claims, close, liveTakes),
		voided: deadMaker && killers[0],
		duplicates: ids(repeats.filter(isDuplicate)),
		claims,
		lastUse: liveTakes.at(-1)?.fact.id ?? null,
		children: sorted(liveTakes.flatMap(({ fact }) => fact.data.made.filter((child) => life.isMade(child, fact.id)))),
		parents: sorted(made?.takes.map(({ batch }) => batch) ?? []),
		boundTo: twin === id ? (bound ? amendments.sameAs(bound.data.batch) : null) : twin,
		swapped: exchanged.leadsTo(id),
		notes: ids(openNotes),
		newLabel: latestLabel && { code: latestLabel.data.code, said: latestLabel.id },
		waiting: bound === undefined && twin === id && (isUnfounded || isUnbegun || member.isElsewhere || member.isWaiting),
		exceptions: [...raised.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
	};

	/** A take whose author did not know of a correction of the quantity: what came of it stays as it was made. */
	function raiseUnknown(quantities: readonly Correction[]): void {
		for (const { fact } of liveTakes) {
			const unknown = quantities.filter((one) => !knows(fact.id, one.id));
			raise('corrected', unknown.length > 0 ? [fact.id] : [], ids(unknown));
		}
	}
}

const isSubject = ({ id, makings, inits }: Member, fact: EventId): boolean =>
	makings.some((making) => making.fact.id === fact && making.transformed?.made[0] === id) ||
	inits.some((init) => init.id === fact);

function closedBy(
	maker: Making | undefined,
	{ usedUp }: Claims,
	close: KnownFact<BatchClosedData> | undefined,
	liveTakes: Member['takings']
): ClosedBy | undefined {
	const emptied = liveTakes.find(({ fact }) => fact.id === usedUp)?.fact;
	const ways: (ClosedBy | undefined)[] = [
		maker?.transformed?.ends ? { fact: maker.fact, how: 'end', byHand: null } : undefined,
		close && { fact: close, how: 'hand', byHand: close.data },
		emptied && { fact: emptied, how: 'used', byHand: null }
	];
	return ways.filter((way) => way !== undefined).sort((a, b) => compareEvents(a.fact.id, b.fact.id))[0];
}

const sorted = (ids: readonly EntityId[]): EntityId[] => [...new Set(ids)].sort();

/** Whether part of what is recorded is in dispute. */
export const isDisputed = (share: Rational): boolean => compare(share, ONE) < 0;
