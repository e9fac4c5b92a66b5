import type { EntityId } from '../kernel/event.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { expectedOutput, expectedUse, type StepRow } from '../step/step.ts';
import { rounded } from '../unit/unit.ts';

/** A step of a route, with what it is expected to make and to use where that can be reckoned. */
export interface PlannedStep {
	readonly step: StepRow;
	/** Rounded down to what can be counted. */
	readonly makes: Quantity | null;
	/** Besides what the steps before it have made, rounded up. */
	readonly uses: readonly { readonly item: EntityId; readonly quantity: Quantity | null }[];
}

/**
 * What a route is expected to make and to use, step by step, for `quantity` of the item it starts with. Paper carries numbers that
 * can be weighed and counted, so they are rounded to the smallest countable step of their unit.
 */
export function planRoute(route: readonly StepRow[], item: EntityId, quantity: Quantity | null): PlannedStep[] {
	const made = new Map<EntityId, Quantity>(quantity === null ? [] : [[item, quantity]]);
	const withinRoute = new Set([item, ...route.flatMap(({ produces }) => (produces ? [produces.item] : []))]);
	return route.map((step) => {
		const { produces } = step;
		const makes = produces && (made.get(produces.item) ?? outputOf(step, made));
		if (produces && makes) made.set(produces.item, makes);
		return {
			step,
			makes: makes && rounded(makes, 'down'),
			uses: step.consumes
				.filter((input) => !withinRoute.has(input.item))
				.map((input) => {
					const isReckoned = produces && makes && makes.kind === produces.quantity.kind;
					const used = isReckoned ? expectedUse(input, produces, makes) : null;
					return { item: input.item, quantity: used && rounded(used, 'up') };
				})
		};
	});
}

function outputOf({ consumes, produces }: StepRow, made: ReadonlyMap<EntityId, Quantity>): Quantity | null {
	for (const input of consumes) {
		const quantity = made.get(input.item);
		if (produces && quantity) return expectedOutput(input, produces, quantity);
	}
	return null;
}
