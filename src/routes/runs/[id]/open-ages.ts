import type { BatchRow } from '#domain/batch/views.ts';
import type { EntityId } from '#domain/kernel/event.ts';

const HOUR = 3_600_000;

/** Upper ends of the ages that are told apart, in hours; the last group has none. */
export const AGE_ENDS = [1, 4, 8, 24, 72] as const;

/** Open batches at one step, by how long they have been there. */
export interface StepAges {
	/** Null: recorded without a step. */
	readonly step: EntityId | null;
	/** One more than `AGE_ENDS`: the youngest first. */
	readonly counts: readonly number[];
	readonly total: number;
	/** Wall time at which the one came that has been there for longest. */
	readonly oldest: string;
}

/** In the order of `steps`; steps with nothing open are left out. */
export function openAges(rows: readonly BatchRow[], steps: readonly EntityId[], now: number): StepAges[] {
	const open = rows.flatMap(({ state, voided, boundTo, began }) =>
		state === 'open' && voided === null && boundTo === null && began !== null
			? [{ step: began.step?.id ?? null, at: began.at, age: now - Date.parse(began.at) }]
			: []
	);
	const byStep = Map.groupBy(open, ({ step }) => step);
	const order = [...new Set<EntityId | null>([...steps, ...byStep.keys()])];
	return order.flatMap((step): StepAges[] => {
		const here = byStep.get(step);
		if (here === undefined) return [];
		const counts = new Array<number>(AGE_ENDS.length + 1).fill(0);
		for (const { age } of here) {
			const group = AGE_ENDS.findIndex((end) => age < end * HOUR);
			const place = group < 0 ? AGE_ENDS.length : group;
			counts[place] = (counts[place] ?? 0) + 1;
		}
		const oldest = here.reduce((one, other) => (other.age > one.age ? other : one));
		return [{ step, counts, total: here.length, oldest: oldest.at }];
	});
}
