import type { Pinned } from '../kernel/definition.ts';
import { compareEvents, type EntityId, type EventId } from '../kernel/event.ts';
import {
	add,
	divide,
	inBaseUnits,
	multiply,
	rational,
	scale,
	ZERO,
	type Quantity,
	type Rational
} from '../kernel/quantity.ts';
import { emptyThread, type Fact, type Thread } from '../kernel/thread.ts';
import type { AllWithdrawn } from '../kernel/view.ts';
import { NOBODY_WITHDRAWN } from '../kernel/withdrawn.ts';
import { balanceOf, type Balance } from './balance.ts';
import type { Operation } from './batch.ts';
import { familyOf, type Family, type Member } from './family.ts';
import { linksIn, madeElsewhere, type Link } from './genealogy.ts';
import { verdictsOn, type BatchVerdict } from './verdict.ts';
import { isInDispute, type BatchRow } from './views.ts';
import { rowsOn } from './rows.ts';

/** A batch in the flow: its row as every screen shows it, and what the graph needs besides. */
export interface FlowNode extends BatchRow {
	/** Whether its planning or making is here. Otherwise only records that name it are: "not on this device". */
	readonly known: boolean;
	/** The smallest unit, as an amount of the quantity's unit; null while it is not known. */
	readonly smallest: string | null;
	readonly balance: Balance | null;
	/** A lead has to decide about it, or part of what is recorded is in dispute. */
	readonly isDisputed: boolean;
	/** Codes of second labels that lead to it, sorted. Beside these there is `label`. */
	readonly aliases: readonly EntityId[];
	/** Lots of the materials that are known to have gone into it, sorted. */
	readonly lots: readonly EntityId[];
}

/** What one record took of one batch and made into another one. */
export interface FlowEdge {
	/** `<fact> <from> <to>` */
	readonly id: string;
	readonly fact: EventId;
	readonly from: EntityId;
	readonly to: EntityId;
	/** Null: the record itself is not on this device, only a pointer to it, which says no quantity either. */
	readonly operation: Operation | null;
	/** Null where the batches went through no step. */
	readonly step: Pinned | null;
	/** How much of what was taken went into `to`: all edges of a record from one batch add up to what it took of it. */
	readonly quantity: Quantity | null;
	/** How much of that counts, in base units. */
	readonly granted: Rational | null;
	readonly isDisputed: boolean;
	readonly at: string;
	/** The wall time on the paper that it was entered from; null when it was scanned as it happened. */
	readonly happened: string | null;
	readonly by: readonly EntityId[];
	readonly device: string;
	readonly station: EntityId | null;
	readonly machine: EntityId | null;
}

/** Batches and what became of what. No edge leads to a batch that is not among the nodes. */
export interface BatchFlow {
	/** In the order of their codes. */
	readonly nodes: readonly FlowNode[];
	/** In the order of the records; of one record by `from`, then by `to`. */
	readonly edges: readonly FlowEdge[];
}

/** `families`: whole ones. */
export const batchFlowOf = (
	families: readonly (readonly Thread[])[],
	withdrawn: AllWithdrawn = NOBODY_WITHDRAWN
): BatchFlow => joinFlows(families.map((threads) => flowOfFamily(threads, withdrawn)));

/** One flow of those of several families. What a record names that is in none of them is a node of which nothing is known. */
export function joinFlows(flows: readonly BatchFlow[]): BatchFlow {
	const nodes = flows.flatMap((flow) => flow.nodes);
	const edges = flows.flatMap((flow) => flow.edges);
	const here = new Set<EntityId>(nodes.map(({ id }) => id));
	const elsewhere = new Set(edges.map(({ to }) => to).filter((id) => !here.has(id)));
	const unknown = [...elsewhere].flatMap((id) => flowOfFamily([emptyThread(id)]).nodes);
	return {
		nodes: [...nodes, ...unknown].sort((a, b) => compareText(a.id, b.id)),
		edges: edges.sort(compareEdges)
	};
}

/**
 * A code that turned out to be another batch's second one is no node but an alias; a planned batch that nobody scanned is a node
 * without edges. An edge may lead to a batch that only `joinFlows` adds.
 */
export function flowOfFamily(threads: readonly Thread[], withdrawn: AllWithdrawn = NOBODY_WITHDRAWN): BatchFlow {
	const family = familyOf(threads, withdrawn);
	const verdicts = verdictsOn(family);
	const edges = [
		...linksIn(family, verdicts).flatMap((link) => edgesOf(link, family)),
		...threads.flatMap((thread) => pointersFrom(thread, verdicts))
	];
	const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
	const rows = rowsOn(threads, verdicts);
	const isAlias = ({ id, boundTo }: BatchRow): boolean => boundTo !== null && !touched.has(id);
	const aliases = Map.groupBy(
		rows.filter((row) => row.boundTo !== null),
		({ boundTo }) => boundTo
	);
	const nodes = rows.flatMap((row): FlowNode[] => {
		const verdict = verdicts.get(row.id);
		if (verdict === undefined || isAlias(row)) return [];
		return [nodeOf(row, verdict, aliases.get(row.id) ?? [], lotsIn(family.members.get(row.id), verdict))];
	});
	return { nodes, edges };
}

/** What the scan that brought it into process used up. */
function lotsIn(member: Member | undefined, { began }: BatchVerdict): EntityId[] {
	const init = member?.inits.find(({ id }) => id === began?.fact.id);
	const lots = init?.data.uses.flatMap(({ lot }) => lot ?? []);
	return [...new Set(lots)].sort();
}

function nodeOf(
	row: BatchRow,
	verdict: BatchVerdict,
	aliases: readonly BatchRow[],
	lots: readonly EntityId[]
): FlowNode {
	const { make } = verdict;
	return {
		...row,
		known: make !== undefined,
		smallest: make?.smallest ?? null,
		balance: balanceOf(verdict),
		isDisputed: isInDispute(row),
		aliases: aliases.map(({ id }) => id).sort(),
		lots
	};
}

/** One for each batch that it was made into. Where nothing tells how much went into which, as much into each. */
function edgesOf(link: Link, family: Family): FlowEdge[] {
	const { record, from, taken, granted } = link;
	const weights = weightsIn(link, family);
	const sum = [...weights.values()].reduce(add, ZERO);
	return link.made.flatMap((to): FlowEdge[] => {
		if (to === from) return [];
		const part = sum.n > 0n ? divide(weights.get(to) ?? ZERO, sum) : rational(1n, BigInt(link.made.length));
		return [
			{
				...edgeBy(record, from, to),
				operation: link.operation,
				step: record.data.step,
				quantity: scale(taken, part),
				granted: multiply(granted, part),
				isDisputed: link.isDisputed,
				happened: record.data.happened ?? null
			}
		];
	});
}

/** What the record made as each batch, in base units. */
function weightsIn({ record }: Link, { members, amendments }: Family): ReadonlyMap<EntityId, Rational> {
	const weights = new Map<EntityId, Rational>();
	for (const made of record.data.made) {
		const making = members.get(made)?.makings.find(({ fact }) => fact.id === record.id);
		if (making === undefined) continue;
		const to = amendments.sameAs(made);
		weights.set(to, add(weights.get(to) ?? ZERO, inBaseUnits(making.make.quantity)));
	}
	return weights;
}

/** Of what happened nothing is known but that it did. */
const pointersFrom = (thread: Thread, known: ReadonlyMap<EntityId, unknown>): FlowEdge[] =>
	madeElsewhere(thread, known).map(({ pointer, to }) => ({
		...edgeBy(pointer, thread.entity, to),
		operation: null,
		step: null,
		quantity: null,
		granted: null,
		isDisputed: false,
		happened: null
	}));

const edgeBy = ({ id, at, by, device, station, machine }: Fact, from: EntityId, to: EntityId) => ({
	id: `${id} ${from} ${to}`,
	fact: id,
	from,
	to,
	at,
	by,
	device,
	station,
	machine
});

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareEdges = (a: FlowEdge, b: FlowEdge): number =>
	compareEvents(a.fact, b.fact) || compareText(a.from, b.from) || compareText(a.to, b.to);
