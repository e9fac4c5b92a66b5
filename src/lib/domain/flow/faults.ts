import type { ItemRow } from '../item/item.ts';
import type { EntityId } from '../kernel/event.ts';
import type { StepRow } from '../step/step.ts';
import { findUnit } from '../unit/unit.ts';
import type { FlowFields } from './flow.ts';
import { stepsAfter, stepsMaking } from './route.ts';

/** Why batches would not get through a flow as it stands. It can be saved like that: a flow may be half built. */
export type FlowFault =
	/** Each of the steps feeds the next, and the last one the first. */
	| { readonly type: 'Cycle'; readonly steps: readonly EntityId[] }
	/** No other step of the flow feeds it, and it feeds none. */
	| { readonly type: 'OrphanStep'; readonly step: EntityId }
	/** The step counts the item in `unit`, and it is kept in `kept`: quantities of different kinds. */
	| {
			readonly type: 'UnitMismatch';
			readonly step: EntityId;
			readonly item: EntityId;
			readonly unit: string;
			readonly kept: string;
	  }
	/** A step takes the item, which is no material, and no step of the flow makes it. */
	| { readonly type: 'PartNotMade'; readonly item: EntityId }
	/** New runs leave the step out. */
	| { readonly type: 'ArchivedStep'; readonly step: EntityId };

/** `steps` and `items`: all that are known here, archived ones too. In the order of the types above, then of the steps. */
export function faultsOf(
	flow: Pick<FlowFields, 'steps'>,
	steps: readonly StepRow[],
	items: readonly ItemRow[]
): FlowFault[] {
	const chosen = steps.filter(({ id }) => flow.steps.includes(id));
	const used = chosen.filter(({ archived }) => !archived);
	const known = new Map(items.map((item): [EntityId, ItemRow] => [item.id, item]));
	return [
		...cyclesIn(used).map((cycle): FlowFault => ({ type: 'Cycle', steps: cycle.map(({ id }) => id) })),
		...orphansIn(used).map(({ id }): FlowFault => ({ type: 'OrphanStep', step: id })),
		...used.flatMap((step) => mismatchesOf(step, used, known)),
		...partsNotMade(used, known).map((item): FlowFault => ({ type: 'PartNotMade', item })),
		...chosen.filter(({ archived }) => archived).map(({ id }): FlowFault => ({ type: 'ArchivedStep', step: id }))
	];
}

const fedBy = (steps: readonly StepRow[], { produces }: StepRow): StepRow[] =>
	produces ? stepsAfter(steps, produces.item) : [];

/** A shortest cycle through each step that is on one, unless a cycle before it names the step already. */
function cyclesIn(steps: readonly StepRow[]): (readonly StepRow[])[] {
	const cycles: (readonly StepRow[])[] = [];
	for (const step of steps) {
		const cycle = cycles.some((found) => found.includes(step)) ? undefined : cycleThrough(step, steps);
		if (cycle) cycles.push(cycle);
	}
	return cycles;
}

function cycleThrough(start: StepRow, steps: readonly StepRow[]): readonly StepRow[] | undefined {
	const ways = new Map<StepRow, readonly StepRow[]>([[start, [start]]]);
	// A way that is added while they are walked is walked too: the shorter ones first.
	for (const [step, way] of ways) {
		for (const next of fedBy(steps, step)) {
			if (next === start) return way;
			if (!ways.has(next)) ways.set(next, [...way, next]);
		}
	}
	return undefined;
}

/** A single step is a whole flow. */
const orphansIn = (steps: readonly StepRow[]): StepRow[] =>
	steps.length === 1
		? []
		: steps.filter((step) => {
				const others = steps.filter((one) => one !== step);
				return (
					fedBy(others, step).length === 0 && step.consumes.every(({ item }) => stepsMaking(others, item).length === 0)
				);
			});

/** Against the item's own unit; where the item has not arrived here, against what its maker counts it in. */
function mismatchesOf(
	step: StepRow,
	steps: readonly StepRow[],
	items: ReadonlyMap<EntityId, ItemRow>
): Extract<FlowFault, { readonly type: 'UnitMismatch' }>[] {
	const counted = [...(step.produces ? [step.produces] : []), ...step.consumes];
	return counted.flatMap(({ item, quantity }) => {
		const kept = items.get(item)?.unit ?? stepsMaking(steps, item)[0]?.produces?.quantity.unit ?? quantity.unit;
		const isFitting = findUnit(kept)?.kind === quantity.kind;
		return isFitting ? [] : [{ type: 'UnitMismatch' as const, step: step.id, item, unit: quantity.unit, kept }];
	});
}

function partsNotMade(steps: readonly StepRow[], items: ReadonlyMap<EntityId, ItemRow>): EntityId[] {
	const taken = new Set(steps.flatMap(({ consumes }) => consumes.map(({ item }): EntityId => item)));
	return [...taken].filter((id) => {
		const item = items.get(id);
		return item !== undefined && item.nature !== 'material' && stepsMaking(steps, id).length === 0;
	});
}
