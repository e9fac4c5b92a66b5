import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { collapseChains, collapseSteps, showBatches } from './collapse-flow.ts';
import { filterFlow, type FlowFilter } from './filter-flow.ts';
import { columnsOf } from './flow-columns.ts';
import { lineOf } from './flow-relatives.ts';
import type { ShownFlow } from './shown-flow.ts';

/** Boxes from which on straight chains are collapsed without being asked. */
export const MANY_BOXES = 300;

/** Boxes from which on nothing is drawn until somebody says which batch it is about. */
export const TOO_MANY_BOXES = 2_000;

/** `auto`: batch by batch as long as that fits. */
export const COLLAPSES = ['auto', 'none', 'chains', 'steps'] as const;
export type Collapse = (typeof COLLAPSES)[number];

export interface FlowView {
	readonly filter: FlowFilter;
	readonly collapse: Collapse;
	/** Ids of chains that are shown batch by batch. */
	readonly open: ReadonlySet<string>;
	/** Only this batch's line is shown; null: all of the flow. */
	readonly line: EntityId | null;
}

export interface FlowPicture {
	readonly shown: ShownFlow;
	/** What is shown, before it is put into boxes. */
	readonly flow: BatchFlow;
	/** How it was collapsed. */
	readonly collapsed: 'none' | 'chains' | 'steps';
	/** It was collapsed because there were too many boxes, and nobody asked for it. */
	readonly isAutomatic: boolean;
	/** `shown` is more than can be looked at: ask for a batch whose line to show, or offer to collapse it by step. */
	readonly isTooMuch: boolean;
	/** Batches that the filter leaves out, or that are of another line. */
	readonly hidden: number;
}

/** `unitOf`: the name of the unit that an item is counted in. */
export function showFlow(
	flow: BatchFlow,
	{ filter, collapse, open, line }: FlowView,
	unitOf?: (item: EntityId) => string | undefined
): FlowPicture {
	const kept = filterFlow(line === null ? flow : lineOf(flow, line), filter);
	const columns = columnsOf(kept);
	const isAutomatic = collapse === 'auto' && kept.nodes.length > MANY_BOXES;
	const collapsed = collapse === 'auto' ? (isAutomatic ? 'chains' : 'none') : collapse;
	const shown =
		collapsed === 'steps'
			? collapseSteps(kept, columns, unitOf)
			: collapsed === 'chains'
				? collapseChains(kept, columns, open)
				: showBatches(kept, columns);
	return {
		shown,
		flow: kept,
		collapsed,
		isAutomatic,
		isTooMuch: shown.nodes.length > TOO_MANY_BOXES,
		hidden: flow.nodes.length - kept.nodes.length
	};
}
