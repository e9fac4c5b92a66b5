import type { Pinned } from '../kernel/definition.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { compare, ONE, type Rational } from '../kernel/quantity.ts';
import type { Fact, KnownFact } from '../kernel/thread.ts';
import { exception, type Exception, type ExceptionRule } from '../kernel/view.ts';
import type { BatchClosedData, BatchInitialisedData, BatchVoidedData, FactUndoneData, Operation } from './batch.ts';
import { claimsOn, cycleClosers, shareOf, type Claims } from './claims.ts';
import { lifeOf, type Family, type Life, type Making, type Member } from './family.ts';

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

export type Killer = KnownFact<BatchVoidedData> | KnownFact<FactUndoneData>;

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

	const shares: (batch: EntityId) => Rational = memo(
		() => ONE,
		(batch) => {
			const { maker, deadMaker } = settled.get(batch) ?? {};
			return shareOf(maker, !maker && deadMaker !== undefined, shares, (source, fact) =>
				settled.get(source)?.claims.list.find((claim) => claim.fact === fact)
			);
		}
	);
	const waits: (batch: EntityId) => boolean = memo(
		() => false,
		(batch) => {
			const one = settled.get(batch);
			return one !== undefined && (one.waiting || one.parents.some(waits));
		}
	);
	const labels: (batch: EntityId) => EntityId = memo(
		(batch) => batch,
		(batch) => {
			const own = settled.get(batch)?.newLabel;
			if (own !== undefined) return own;
			const { transformed } = settled.get(batch)?.maker ?? {};
			const [source, ...others] = transformed?.takes ?? [];
			const keepsLabel = transformed?.operation === 'move' || transformed?.operation === 'rework';
			return keepsLabel && source && others.length === 0 ? labels(source.batch) : batch;
		}
	);
	const verdicts = [...settled].map(([id, one]): [EntityId, BatchVerdict] => {
		const label = labels(id);
		const prints = family.members.get(label)?.prints ?? 0;
		return [id, { ...one, share: shares(id), label, prints, waiting: waits(id) }];
	});
	return new Map(verdicts);
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
	const labelled = bindings.filter((fact) => alive(fact) && fact.data.batch === id).at(-1);

	const named = [...inits, ...closes, ...voids, ...takings.map(({ fact }) => fact), ...bindings].sort((a, b) =>
		compareEvents(a.id, b.id)
	)[0];
	const run = (maker ?? deadMaker)?.fact.data.run ?? named?.data.run ?? null;
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
		newLabel: labelled?.data.code,
		waiting: bound === undefined && (makings.length === 0 || member.isWaiting),
		exceptions: raised.sort((a, b) => (a.id < b.id ? -1 : 1))
	};
}

/** What left a batch without a making: the voids and undos that name one. In key order. */
function killersOf({ voids }: Member, { fact }: Making, life: Life): Killer[] {
	const named = [...voids.filter(({ data }) => data.facts.includes(fact.id)), ...life.undosOf(fact.id)];
	return named.sort((a, b) => compareEvents(a.id, b.id));
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

/** Each answer once. A question that leads back to itself gets `meanwhile`: a forged cycle must not hang a fold. */
function memo<Answer>(
	meanwhile: (batch: EntityId) => Answer,
	ask: (batch: EntityId) => Answer
): (batch: EntityId) => Answer {
	const answers = new Map<EntityId, Answer>();
	return (batch) => {
		const known = answers.get(batch);
		if (known !== undefined) return known;
		answers.set(batch, meanwhile(batch));
		const answer = ask(batch);
		answers.set(batch, answer);
		return answer;
	};
}

/** Whether part of what is recorded is in dispute. */
export const isDisputed = (share: Rational): boolean => compare(share, ONE) < 0;
