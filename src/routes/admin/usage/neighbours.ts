import { stepsAfter, stepsMaking } from '#domain/flow/route.ts';
import type { StepRow } from '#domain/step/step.ts';

/** A step among those that feed it and those that it feeds, in the order of `steps`; archived ones left out. */
export function neighbours(steps: readonly StepRow[], step: StepRow): readonly StepRow[] {
	const live = steps.filter(({ id, archived }) => !archived || id === step.id);
	const near = new Set([
		step,
		...step.consumes.flatMap(({ item }) => stepsMaking(live, item)),
		...(step.produces ? stepsAfter(live, step.produces.item) : [])
	]);
	return live.filter((known) => near.has(known));
}
