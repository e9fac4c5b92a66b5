import type { BatchFlow, FlowEdge, FlowNode } from '#domain/batch/batch-flow.ts';
import { GRADES } from '#domain/batch/goods.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import {
	add,
	divide,
	inBaseUnits,
	inUnitOf,
	subtract,
	ZERO,
	type Quantity,
	type Rational
} from '#domain/kernel/quantity.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';
import type { FlowColumns } from './flow-columns.ts';
import { edgesBetween, type GradeSum, type ShownFlow, type ShownNode } from './shown-flow.ts';

/** A box a batch. */
export const showBatches = (flow: BatchFlow, columns: FlowColumns): ShownFlow =>
	inBoxes(
		flow,
		columns,
		flow.nodes.map((node) => [node])
	);

/** Two records: a chain of one would take the room of the batches that it hides. */
const LEAST_MOVES = 2;

/**
 * Straight chains of moves in one box each. A chain goes on as long as all of a batch that was taken went, by a move, into one batch
 * that was made of nothing else. `open`: chains that are shown batch by batch.
 */
export function collapseChains(
	flow: BatchFlow,
	columns: FlowColumns,
	open: ReadonlySet<string> = new Set<string>()
): ShownFlow {
	const boxes = chainsIn(flow).flatMap((chain) =>
		chain.length <= LEAST_MOVES || open.has(chainId(chain)) ? chain.map((node) => [node]) : [chain]
	);
	return inBoxes(flow, columns, boxes.sort(byFirstCode));
}

const byFirstCode = ([a]: readonly FlowNode[], [b]: readonly FlowNode[]): number =>
	(a?.id ?? '') < (b?.id ?? '') ? -1 : 1;

/** Every batch in one of them. */
function chainsIn({ nodes, edges }: BatchFlow): FlowNode[][] {
	const outOf = Map.groupBy(edges, ({ from }) => from);
	const into = Map.groupBy(edges, ({ to }) => to);
	const byId = new Map<EntityId, FlowNode>(nodes.map((node) => [node.id, node]));
	const goesOnTo = (id: EntityId): FlowNode | undefined => {
		const [move, ...others] = outOf.get(id) ?? [];
		if (move?.operation !== 'move' || others.length > 0 || into.get(move.to)?.length !== 1) return undefined;
		return byId.get(move.to);
	};
	const continued = new Set(nodes.flatMap(({ id }) => goesOnTo(id)?.id ?? []));
	const placed = new Set<EntityId>();
	// What stands in a ring of forged moves has no start: it begins where it is first come to.
	const starts = [...nodes.filter(({ id }) => !continued.has(id)), ...nodes];
	return starts.flatMap((start) => {
		const chain: FlowNode[] = [];
		for (let node: FlowNode | undefined = start; node && !placed.has(node.id); node = goesOnTo(node.id)) {
			placed.add(node.id);
			chain.push(node);
		}
		return chain.length > 0 ? [chain] : [];
	});
}

const chainId = ([first]: readonly FlowNode[]): string => `chain:${first?.id ?? ''}`;

function inBoxes(
	flow: BatchFlow,
	{ columns, placeOf }: FlowColumns,
	boxes: readonly (readonly FlowNode[])[]
): ShownFlow {
	const columnOf = ({ id }: FlowNode): number => placeOf.get(id)?.column ?? 0;
	const nodes = boxes.flatMap((batches): ShownNode[] => {
		const [first, last] = [batches[0], batches.at(-1)];
		if (first === undefined || last === undefined) return [];
		const common = {
			batches,
			column: columnOf(first),
			lastColumn: columnOf(last),
			isDisputed: batches.some(({ isDisputed }) => isDisputed)
		};
		return first === last
			? [{ kind: 'batch', id: first.id, batch: first, ...common }]
			: [{ kind: 'chain', id: chainId(batches), first, last, moves: batches.length - 1, ...common }];
	});
	return shown(nodes, flow.edges, columns);
}

function shown(nodes: readonly ShownNode[], edges: readonly FlowEdge[], columns: FlowColumns['columns']): ShownFlow {
	const boxOf = new Map<EntityId, string>(nodes.flatMap(({ id, batches }) => batches.map((batch) => [batch.id, id])));
	return { nodes, edges: edgesBetween(edges, boxOf), columns, boxOf };
}

/**
 * One box for all batches of an item at a step. `unitOf`: the name of the unit that an item is counted in; where it does not fit, or
 * is not known, the unit of the first batch.
 */
export function collapseSteps(
	flow: BatchFlow,
	{ columns, placeOf }: FlowColumns,
	unitOf: (item: EntityId) => string | undefined = () => undefined
): ShownFlow {
	const columnOf = ({ id }: FlowNode): number => placeOf.get(id)?.column ?? 0;
	const idOf = (node: FlowNode): string => {
		const what = node.item && node.quantity ? `${node.item.id}:${node.quantity.kind}` : 'unknown';
		return `step:${columns[columnOf(node)]?.key ?? ''}:${what}`;
	};
	const boxes = Map.groupBy(flow.nodes, idOf);
	const boxOf = new Map<EntityId, string>(flow.nodes.map((node) => [node.id, idOf(node)]));
	const inside = Map.groupBy(
		flow.edges.filter(({ from, to }) => boxOf.get(from) === boxOf.get(to)),
		({ from }) => from
	);
	const nodes = [...boxes].map(([id, batches]): ShownNode => {
		const column = Math.min(...batches.map(columnOf));
		const item = batches[0]?.item?.id ?? null;
		return {
			kind: 'step',
			id,
			step: columns[column]?.step ?? null,
			item,
			sums: item === null ? [] : sumsByGrade(batches, inside, unitOf(item)),
			batches,
			column,
			lastColumn: column,
			isDisputed: batches.some(({ isDisputed }) => isDisputed)
		};
	});
	nodes.sort((a, b) => a.column - b.column || (a.id < b.id ? -1 : 1));
	return shown(nodes, flow.edges, columns);
}

/** Of one item and kind of quantity. What is void is in no sum. */
function sumsByGrade(
	batches: readonly FlowNode[],
	inside: ReadonlyMap<EntityId, readonly FlowEdge[]>,
	unit: string | undefined
): GradeSum[] {
	const [like] = batches.flatMap(({ quantity }) => quantity ?? []);
	if (like === undefined) return [];
	return GRADES.flatMap((grade): GradeSum[] => {
		const counted = batches.filter((batch) => batch.grade === grade && batch.voided === null);
		if (counted.length === 0) return [];
		const sum = counted.map((batch) => cameOf(batch, inside.get(batch.id) ?? [])).reduce(add, ZERO);
		return [{ grade, batches: counted.length, quantity: inUnit(sum, like, unit) }];
	});
}

/** In base units: of a batch what did not go into another batch of the same box. */
function cameOf({ quantity }: FlowNode, inside: readonly FlowEdge[]): Rational {
	const made = quantity ? inBaseUnits(quantity) : ZERO;
	const rest = inside.reduce((left, { granted }) => subtract(left, granted ?? ZERO), made);
	return rest.n < 0n ? ZERO : rest;
}

function inUnit(sum: Rational, like: Quantity, name: string | undefined): Quantity {
	const unit = name === undefined ? undefined : findUnit(name);
	if (unit?.kind === like.kind) return quantityIn(unit, divide(sum, unit.ratio));
	return inUnitOf(like, sum);
}
