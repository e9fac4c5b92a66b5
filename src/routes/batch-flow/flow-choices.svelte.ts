import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import type { Direction } from '#domain/batch/relatives.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { EVERYTHING, type FlowFilter } from './filter-flow.ts';
import { distancesIn } from './flow-relatives.ts';
import type { Heading } from './layout/graph.ts';
import { showFlow, type Collapse, type FlowPicture } from './show-flow.ts';

export type Highlight = Direction | 'off';

/** What somebody chose. */
export interface FlowChoice {
	as: 'graph' | 'table';
	filter: FlowFilter;
	collapse: Collapse;
	heading: Heading;
	/** The batch that is looked at; it stays chosen while it is hidden in a box with others. */
	batch: EntityId | null;
	/** More is told about it. */
	isTold: boolean;
	highlight: Highlight;
	/** Records that the highlight follows; null: all the way. */
	depth: number | null;
	/** Only this batch's line is shown; null: all of the flow. */
	line: EntityId | null;
}

/** What somebody chose to see of a flow, and what is seen then. */
export interface FlowChoices {
	/** Written to by whatever it is chosen with. */
	readonly chosen: FlowChoice;
	readonly picture: FlowPicture;
	/** The box of the batch that is looked at. */
	readonly box: string | null;
	/** The boxes that are highlighted; null: none is. */
	readonly lit: ReadonlySet<string> | null;
	/** Grades or states are left out. */
	readonly isFiltered: boolean;
	/** Shows a chain batch by batch, until the flow is collapsed in another way. */
	unfold(chain: string): void;
	/** Nothing is left out any more: neither by the filter, nor because it is of another line. */
	showAll(): void;
}

export interface FlowStart {
	readonly batch: EntityId | null;
	/** Show its line only. */
	readonly isLine: boolean;
}

/** `flow`, `unitOf`: tracked. */
export function createFlowChoices(
	flow: () => BatchFlow,
	unitOf: (item: EntityId) => string | undefined,
	start: FlowStart
): FlowChoices {
	const chosen = $state<FlowChoice>({
		as: 'graph',
		filter: EVERYTHING,
		collapse: 'auto',
		heading: 'right',
		batch: start.batch,
		isTold: false,
		highlight: 'off',
		depth: null,
		line: start.isLine ? start.batch : null
	});
	/** Chains that are shown batch by batch: none of those that another way to collapse makes. */
	let open = $derived.by((): ReadonlySet<string> => {
		void chosen.collapse;
		return new Set();
	});

	const picture = $derived.by(() => {
		const { collapse, line } = chosen;
		// Every batch is held against the filter: not through what follows its changes.
		return showFlow(flow(), { filter: $state.snapshot(chosen.filter), collapse, open, line }, unitOf);
	});
	const box = $derived((chosen.batch && picture.shown.boxOf.get(chosen.batch)) ?? null);
	const lit = $derived.by(() => {
		const { batch, highlight: direction, depth } = chosen;
		if (batch === null || direction === 'off') return null;
		// Through what the filter leaves out as well: it hides batches, and breaks no descent.
		const distances = distancesIn(flow())(batch, { direction, depth });
		return new Set([...distances.keys()].flatMap((id) => picture.shown.boxOf.get(id) ?? []));
	});
	const isFiltered = $derived(
		chosen.filter.grades.length < EVERYTHING.grades.length || chosen.filter.states.length < EVERYTHING.states.length
	);

	return {
		chosen,
		get picture() {
			return picture;
		},
		get box() {
			return box;
		},
		get lit() {
			return lit;
		},
		get isFiltered() {
			return isFiltered;
		},
		unfold: (chain) => void (open = new Set([...open, chain])),
		showAll: () => void Object.assign(chosen, { filter: EVERYTHING, line: null })
	};
}
