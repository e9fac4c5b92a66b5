import type { BatchRow } from '#domain/batch/views.ts';
import type { Rows } from '#domain/kernel/decider.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { StationRow } from '#domain/station/station.ts';
import { nextSteps, stepsAhead } from '#state/next-steps.ts';

/** A step on a batch's way. */
export interface BatchStep {
	readonly id: EntityId;
	readonly state: 'done' | 'now' | 'ahead';
	/** The scan that brought the batch here; null while the step is ahead. */
	readonly scan: NonNullable<BatchRow['began']> | null;
	/** Where a step that is ahead is recorded. */
	readonly stations: readonly EntityId[];
	/** It can be recorded next. */
	readonly isNext: boolean;
}

/** The steps a batch went through, the one it is at, and those ahead of it. `chain`: from the first batch to this one. */
export function stepsOn(chain: readonly BatchRow[], routes: Rows, stations: readonly StationRow[]): BatchStep[] {
	const current = chain.at(-1);
	const passed = chain.flatMap(({ began, voided, state }, index): BatchStep[] => {
		if (!began?.step || voided) return [];
		const isNow = index === chain.length - 1 && state === 'open';
		return [{ id: began.step.id, state: isNow ? 'now' : 'done', scan: began, stations: [], isNext: false }];
	});
	if (!current || current.state === 'closed' || current.voided) return passed;
	const next = new Set(nextSteps(current, routes).map(({ id }) => id));
	const ahead = stepsAhead(current, routes).map(({ id }): BatchStep => {
		// A planned batch is started where its item is made; everything later happens to what was made of it.
		const here = stations.filter(
			({ archived, operation, steps }) =>
				!archived && steps.includes(id) && operation === (current.state === 'created' && next.has(id) ? 'init' : 'move')
		);
		return { id, state: 'ahead', scan: null, stations: here.map((one) => one.id), isNext: next.has(id) };
	});
	return [...passed, ...ahead];
}
