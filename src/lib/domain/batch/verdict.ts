import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import { isWaiting, knowledgeOf, type KnownFact, type Thread } from '../kernel/thread.ts';
import { exception, factsOf, type Exception, type ExceptionRule } from '../kernel/view.ts';
import {
	BatchClosed,
	BatchesPlanned,
	BatchInitialised,
	BatchVoided,
	type BatchClosedData,
	type BatchInitialisedData,
	type BatchVoidedData,
	type Planned
} from './batch.ts';

/**
 * How the fold settles what devices did to one batch without knowing of each other. Every replica that holds the same facts
 * reaches the same verdict, whatever order they came in: it looks at keys, heads and data, never at arrival.
 */
export interface BatchVerdict {
	/** The run its making belongs to; before its planning arrives, the one that the earliest fact names. */
	readonly run: EntityId | null;
	/** The making that counts: of several live ones the smallest key. */
	readonly maker: KnownFact<Planned> | undefined;
	/** What the batch was planned as when every making of it is void. */
	readonly deadMaker: KnownFact<Planned> | undefined;
	/** The initialisation that counts: of several live ones the smallest key. */
	readonly init: KnownFact<BatchInitialisedData> | undefined;
	/** The first close by hand. */
	readonly close: KnownFact<BatchClosedData> | undefined;
	/** The void that left no live making; undefined while one lives. */
	readonly voided: KnownFact<BatchVoidedData> | undefined;
	/** Live initialisations that repeat the one that counts: the same thing recorded twice. */
	readonly duplicates: readonly EventId[];
	/** Its planning, or something an author had seen, has not arrived here yet. */
	readonly waiting: boolean;
	readonly exceptions: readonly Exception[];
}

export function batchVerdict(thread: Thread): BatchVerdict {
	const knows = knowledgeOf(thread);
	const makers = factsOf(thread, BatchesPlanned);
	const inits = factsOf(thread, BatchInitialised);
	const closes = factsOf(thread, BatchClosed);
	const voids = factsOf(thread, BatchVoided);
	const dead = new Set(voids.flatMap(({ data }) => data.facts));
	const alive = ({ id }: { readonly id: EventId }): boolean => !dead.has(id);

	const [maker, ...losers] = makers.filter(alive);
	const deadMaker = maker ? undefined : makers[0];

	// An initialisation that knew another making (a losing or a void one) and not this one took another batch into process.
	const standsOnLoser = ({ id }: { readonly id: EventId }): boolean =>
		maker !== undefined && !knows(id, maker.id) && makers.some((other) => knows(id, other.id));
	const strays = inits.filter(alive).filter(standsOnLoser);
	const [init, ...repeats] = inits.filter((fact) => alive(fact) && !standsOnLoser(fact));
	const isDuplicate = (other: KnownFact<BatchInitialisedData>): boolean =>
		init !== undefined &&
		other.station === init.station &&
		other.machine === init.machine &&
		other.data.step.id === init.data.step.id;

	const named = [...inits, ...closes, ...voids].sort((a, b) => compareEvents(a.id, b.id))[0];
	const run = (maker ?? deadMaker ?? named)?.data.run ?? null;
	const raise = (rule: ExceptionRule, losing: readonly { readonly id: EventId }[], others: readonly EventId[]) =>
		losing.map(({ id }) => exception(rule, thread.entity, id, others, run));

	return {
		run,
		maker,
		deadMaker,
		init,
		close: closes.find(alive),
		voided: deadMaker && voids.find(({ data }) => data.facts.includes(deadMaker.id)),
		duplicates: repeats.filter(isDuplicate).map(({ id }) => id),
		waiting: makers.length === 0 || isWaiting(thread),
		exceptions: [
			...raise('code', [...losers, ...strays], maker ? [maker.id] : []),
			...raise(
				'init',
				repeats.filter((other) => !isDuplicate(other)),
				init ? [init.id] : []
			),
			...raise(
				'standing',
				deadMaker && init ? [init, ...repeats] : [],
				voids.map(({ id }) => id)
			)
		].sort((a, b) => (a.id < b.id ? -1 : 1))
	};
}
