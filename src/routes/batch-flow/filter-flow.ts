import type { BatchFlow, FlowEdge, FlowNode } from '#domain/batch/batch-flow.ts';
import { GRADES, type Grade } from '#domain/batch/goods.ts';
import { keepOnly } from './flow-relatives.ts';

/** The state of a batch in words of its own, or that it is void. */
export const FLOW_STATES = ['created', 'open', 'closed', 'voided'] as const;
export type FlowState = (typeof FLOW_STATES)[number];

export interface FlowFilter {
	readonly grades: readonly Grade[];
	readonly states: readonly FlowState[];
}

export const EVERYTHING: FlowFilter = { grades: GRADES, states: FLOW_STATES };

export const flowState = ({ state, voided }: Pick<FlowNode, 'state' | 'voided'>): FlowState =>
	voided ? 'voided' : state;

/**
 * What was taken back was never there, unless somebody has to look at it. Of what is not on this device nobody knows the grade or the
 * state: it stays with what it is linked to.
 */
export function filterFlow(flow: BatchFlow, { grades, states }: FlowFilter): BatchFlow {
	const linked = new Set(flow.edges.flatMap(({ from, to }) => [from, to]));
	const kept = new Set<string>();
	for (const node of flow.nodes) {
		if (!node.known || isTakenBack(node, linked)) continue;
		if (grades.includes(node.grade) && states.includes(flowState(node))) kept.add(node.id);
	}
	const unknown = new Set<string>(flow.nodes.filter(({ known }) => !known).map(({ id }) => id));
	const isBeside = ({ from, to }: FlowEdge): boolean => kept.has(from) || kept.has(to);
	const beside = new Set(flow.edges.filter(isBeside).flatMap(({ from, to }) => [from, to]));
	const isAll = grades.length === GRADES.length && states.length === FLOW_STATES.length;
	return keepOnly(flow, (id) => kept.has(id) || (unknown.has(id) && (isAll || beside.has(id))));
}

const isTakenBack = ({ id, voided, origin, exceptions }: FlowNode, linked: ReadonlySet<string>): boolean =>
	voided !== null && origin === 'made' && exceptions.length === 0 && !linked.has(id);
