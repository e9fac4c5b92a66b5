import type { BatchFlow } from '#domain/batch/batch-flow.ts';
import { GRADES, type Grade } from '#domain/batch/goods.ts';
import type { Direction } from '#domain/batch/trace.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { EVERYTHING, FLOW_STATES, type FlowState } from './filter-flow.ts';
import { distancesIn, type Reach } from './flow-relatives.ts';
import type { Heading } from './layout/graph.ts';
import { showFlow, type Collapse, type FlowPicture } from './show-flow.ts';

export type Highlight = Direction | 'off';

/** What somebody chose to see of a flow, and what is seen then. */
export interface FlowChoices {
	collapse: Collapse;
	heading: Heading;
	grades: readonly Grade[];
	states: readonly FlowState[];
	/** Chains that are shown batch by batch. */
	open: ReadonlySet<string>;
	/** The batch that is looked at; it stays chosen while it is hidden in a box with others. */
	batch: EntityId | null;
	highlight: Highlight;
	/** Records that the highlight follows; null: all the way. */
	depth: number | null;
	/** Only this batch's line is shown; null: all of the flow. */
	line: EntityId | null;
	readonly picture: FlowPicture | null;
	/** The box that is looked at. */
	readonly box: string | null;
	/** The boxes that are highlighted; null: none is. */
	readonly lit: ReadonlySet<string> | null;
	/** Grades or states are left out. */
	readonly isFiltered: boolean;
	showAll(): void;
}

export interface FlowStart {
	readonly batch: EntityId | null;
	/** Show its line only. */
	readonly isLine: boolean;
}

/** `flow`: tracked; null while it is not read. */
export function createFlowChoices(
	flow: () => BatchFlow | null,
	unitOf: (item: EntityId) => string | undefined,
	start: FlowStart
): FlowChoices {
	let collapse = $state<Collapse>('auto');
	let heading = $state<Heading>('right');
	let grades = $state.raw<readonly Grade[]>(GRADES);
	let states = $state.raw<readonly FlowState[]>(FLOW_STATES);
	let open = $state.raw<ReadonlySet<string>>(new Set());
	let batch = $state<EntityId | null>(start.batch);
	let highlight = $state<Highlight>('off');
	let depth = $state<number | null>(null);
	let line = $state<EntityId | null>(start.isLine ? start.batch : null);

	const picture = $derived.by(() => {
		const all = flow();
		const focus = line === null ? null : { batch: line, reach: WHOLE };
		return all && showFlow(all, { filter: { grades, states }, collapse, open, focus }, unitOf);
	});
	const box = $derived((batch && picture?.shown.boxOf.get(batch)) ?? null);
	const lit = $derived.by(() => {
		const all = flow();
		if (batch === null || highlight === 'off' || !picture || !all) return null;
		// Through what the filter leaves out as well: it hides batches, and breaks no descent.
		const distances = distancesIn(all)(batch, { direction: highlight, depth });
		return new Set([...distances.keys()].flatMap((id) => picture.shown.boxOf.get(id) ?? []));
	});

	return {
		get collapse() {
			return collapse;
		},
		set collapse(chosen) {
			collapse = chosen;
			open = new Set();
		},
		get heading() {
			return heading;
		},
		set heading(chosen) {
			heading = chosen;
		},
		get grades() {
			return grades;
		},
		set grades(chosen) {
			grades = chosen;
		},
		get states() {
			return states;
		},
		set states(chosen) {
			states = chosen;
		},
		get open() {
			return open;
		},
		set open(chosen) {
			open = chosen;
		},
		get batch() {
			return batch;
		},
		set batch(chosen) {
			batch = chosen;
		},
		get highlight() {
			return highlight;
		},
		set highlight(chosen) {
			highlight = chosen;
		},
		get depth() {
			return depth;
		},
		set depth(chosen) {
			depth = chosen;
		},
		get line() {
			return line;
		},
		set line(chosen) {
			line = chosen;
		},
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
			return grades.length < EVERYTHING.grades.length || states.length < EVERYTHING.states.length;
		},
		showAll() {
			grades = EVERYTHING.grades;
			states = EVERYTHING.states;
		}
	};
}

const WHOLE: Reach = { direction: 'both', depth: null };
