import type { EntityId } from '../kernel/event.ts';
import type { StepRow } from '../step/step.ts';

/** The steps a batch can go through: those of its run's flow, or all of the site's where the run has none. */
export const stepsOfFlow = (steps: readonly StepRow[], flow: { readonly steps: readonly string[] } | null): StepRow[] =>
	steps.filter(({ id, archived }) => !archived && (flow === null || flow.steps.includes(id)));

/** The steps that take an item: a step that produces it feeds each of them. None: it is the end of its flow. */
export const stepsAfter = (steps: readonly StepRow[], item: EntityId): StepRow[] =>
	steps.filter(({ consumes }) => consumes.some((input) => input.item === item));

/** The steps that make an item. */
export const stepsMaking = (steps: readonly StepRow[], item: EntityId): StepRow[] =>
	steps.filter(({ produces }) => produces?.item === item);

/** Whether `item` is what one of these steps makes, or comes of it further down the way: the batch has been there. */
export function leadsTo(steps: readonly StepRow[], from: readonly StepRow[], item: EntityId): boolean {
	const way = new Set(from);
	for (const { produces } of way) {
		if (produces?.item === item) return true;
		if (produces) for (const next of stepsAfter(steps, produces.item)) way.add(next);
	}
	return false;
}

/**
 * The way a batch of `item` goes: the steps that make it, then those that take what these make, and so on, each once, in the order
 * they are first reached. A loop ends where it meets itself.
 */
export function routeFrom(steps: readonly StepRow[], item: EntityId): StepRow[] {
	const route = new Set(stepsMaking(steps, item));
	for (const { produces } of route) {
		if (produces) for (const next of stepsAfter(steps, produces.item)) route.add(next);
	}
	return [...route];
}
