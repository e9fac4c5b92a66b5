import type { Pinned } from '../kernel/definition.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { compare, ONE, type Rational } from '../kernel/quantity.ts';
import type { Fact, KnownFact } from '../kernel/thread.ts';
import { exception, type Exception, type ExceptionRule } from '../kernel/view.ts';
import type { BatchClosedData, BatchInitialisedData, Operation } from './batch.ts';
import { claimsOn, cycleClosers, shareOf, type Claims } from './claims.ts';
import { lifeOf, type Family, type Killer, type Life, type Making, type Member } from './family.ts';
import { sourcesFirst } from './lineage.ts';

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
	/** The batch whose second label carries this code. */
	readonly boundTo: EntityId | null;
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
}

export interface ClosedBy {
	readonly fact: Fact;
	/** Nothing is left of it, nothing downstream takes it, or somebody closed it by hand. */
	readonly how: 'used' | 'end' | 'hand';
	readonly byHand: BatchClosedData | null;
}

/** The verdicts on a family's batches, by batch. */
export function verdictsOn(family: Family): Map<EntityId, BatchVerdict> {
	const life = lifeOf(family);
	const closers = cycleClosers(family, life);
	const settled = new Map<EntityId, Settled>();
	for (const member of family.members.values()) settled.set(member.id, settle(member, family, life, closers));

	const claimOn = (batch: EntityId, fact: EventId) =>
		settled.get(batch)?.claims.list.find((claim) => claim.fact === fact);
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
		const one = settled.get(id);
		if (one === undefined) continue;
		const isOnlyDead = one.deadMaker !== undefined;
		const sources = sourcesOf(id);
		const kept = keepsLabel(one) ? verdicts.get(sources[0] ?? id)?.label : undefined;
		const label = one.newLabel ?? kept ?? id;
		verdicts.set(id, {
			...one,
			share: shareOf(one.maker, isOnlyDead, (source) => verdicts.get(source)?.share ?? ONE, claimOn),
			label,
			prints: family.members.get(label)?.prints ?? 0,
			waiting: one.waiting || sources.some((source) => verdicts.get(source)?.waiting)
		});
	}
	return verdicts;
}

/** What is moved or sent back as a whole goes on under the label that it has. */
function keepsLabel({ maker }: Settled): boolean {
	const { operation, takes } = maker?.transformed ?? {};
	return (operation === 'move' || operation === 'rework') && takes?.length === 1;
}

/** What follows from a batch's own facts and from which of them live. */
type Settled = Omit<BatchVerdict, 'share' | 'label' | 'prints'> & { readonly newLabel: EntityId | undefined };

function settle(member: Member, { knows }: Family, life: Life, closers: ReadonlySet<string>): Settled {
	const { id, makings, inits, closes, takings, bindings, voids } = member;
	const alive = ({ id: fact }: Fact): boolean => life.isAlive(fact);
	const [maker, ...losers] = makings.filter(({ fact }) => life.isMade(id, fact.id));
	const deadMaker = maker ? undefined : makings[0];

	// A scan that knew another making (a losing or a void one) and not this one was of another batch with the same code.
	const isStray = (fact: Fact): boolean =>
		maker !== undefined && !knows(fact.id, maker.fact.id) && makings.some((other) => knows(fact.id, other.fact.id));
	const liveInits = inits.filter(alive);
	const strays = liveInits.filter(isStray);
	const standing = liveInits.filter((fact) => !isStray(fact));
	const made = maker?.transformed;
	const [init, ...later] = made ? [] : standing;
	const repeats = made ? standing : later;

	const liveTakes = takings.filter(({ fact }) => alive(fact));
	const claims = claimsOn(maker?.make, liveTakes, knows, ({ fact }) =>
		closers.has(`${fact.id} ${id}`) ? 'cycle' : isStray(fact) ? 'code' : null
	);
	const close = closes.find(alive);
	const began: Began | undefined = made
		? maker && { fact: maker.fact, step: made.step, operation: made.operation }
		: init && { fact: init, step: init.data.step, operation: 'init' };

	const binding = bindings.filter(alive).filter(({ data }) => data.code === id);
	const [bound, ...lateBindings] = maker ? [] : binding;
	const labellings = bindings.filter(({ data }) => data.batch === id);

	// What needs a batch to be here. A code that was bound or printed alone is no batch that somebody waits for.
	const [earliest] = [...inits, ...closes, ...voids, ...takings.map(({ fact }) => fact), ...labellings].sort((a, b) =>
		compareEvents(a.id, b.id)
	);
	const isUnfounded = makings.length === 0 && earliest !== undefined;
	const isUnbegun = maker !== undefined && began === undefined && liveTakes.length > 0;
	const run = (maker ?? deadMaker)?.fact.data.run ?? earliest?.data.run ?? null;
	const isDuplicate = (other: KnownFact<BatchInitialisedData>): boolean =>
		init !== undefined &&
		other.station === init.station &&
		other.machine === init.machine &&
		other.data.step.id === init.data.step.id;

	const raised: Exception[] = [];
	const raise = (rule: ExceptionRule, losing: readonly EventId[], others: readonly EventId[]): void => {
		for (const event of losing) raised.push(exception(rule, id, event, others, run));
	};
	const ids = (facts: readonly { readonly id: EventId }[]): EventId[] => facts.map((fact) => fact.id);
	const keptBy = maker ? [maker.fact.id] : bound ? [bound.id] : [];
	raise('code', [...losers.map(({ fact }) => fact.id), ...ids(strays), ...ids(maker ? binding : lateBindings)], keptBy);
	raise('init', ids(repeats.filter((other) => !isDuplicate(other))), began ? [began.fact.id] : []);
	const killers = deadMaker ? killersOf(member, deadMaker, life) : [];
	if (deadMaker) raise('standing', [...ids(standing), ...liveTakes.map(({ fact }) => fact.id)], ids(killers));
	for (const claim of claims.list) {
		const rivals = claims.list
			.filter((other) => other.fact !== claim.fact && other.granted.n > 0n)
			.map(({ fact }) => fact);
		for (const rule of claim.disputes) raise(rule, [claim.fact], rule === 'code' ? keptBy : rivals);
	}
	if (close)
		raise('closed', ids(liveTakes.map(({ fact }) => fact).filter((take) => !knows(close.id, take.id))), [close.id]);
	for (const { undo, uses } of life.blocked) {
		// Named once: on the first batch that the fact made, or on the one it initialised or closed.
		if (isSubject(member, undo.data.fact)) raise('undo', [undo.id], uses);
	}

	return {
		run,
		maker,
		deadMaker,
		began,
		closed: closedBy(maker, claims, close, liveTakes),
		voided: deadMaker && killers[0],
		duplicates: ids(repeats.filter(isDuplicate)),
		claims,
		lastUse: liveTakes.at(-1)?.fact.id ?? null,
		children: sorted(liveTakes.flatMap(({ fact }) => fact.data.made.filter((child) => life.isMade(child, fact.id)))),
		parents: sorted(made?.takes.map(({ batch }) => batch) ?? []),
		boundTo: bound?.data.batch ?? null,
		newLabel: labellings.findLast(alive)?.data.code,
		waiting: bound === undefined && (isUnfounded || isUnbegun || member.isWaiting),
		exceptions: raised.sort((a, b) => (a.id < b.id ? -1 : 1))
	};
}

/** What left a batch without a making: the voids and undos that name one. In key order. */
function killersOf({ voids }: Member, { fact }: Making, life: Life): Killer[] {
	const own = voids.filter(({ data }) => data.facts.includes(fact.id));
	return [...own, ...life.killersOf(fact.id)].sort((a, b) => compareEvents(a.id, b.id));
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
