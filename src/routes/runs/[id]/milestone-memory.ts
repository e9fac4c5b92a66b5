import * as v from 'valibot';
import type { Code } from '#domain/kernel/code.ts';
import { isFinished } from '#domain/run/milestones.ts';
import type { ProgressRow, RunState } from '#domain/run/progress.ts';
import type { SmallMemory } from '#state/floor.ts';

const KEY = 'floorbook.run-milestones';
/** Runs remembered, the last seen ones. */
const MOST = 200;

export type Milestone = 'completed' | 'finished';

/** What this device showed a run to have reached, and when. */
export interface SeenMilestone {
	readonly milestone: Milestone;
	/** Milliseconds since 1970 by this device's clock. */
	readonly at: number;
}

const memorySchema = v.array(
	v.object({ run: v.string(), milestone: v.picklist(['completed', 'finished']), at: v.number() })
);

/** How far a run has come; null before it is completed, and of a cancelled one. */
export function milestoneOf(state: RunState, sum: ProgressRow | undefined): Milestone | null {
	if (sum === undefined || state === 'cancelled') return null;
	if (isFinished(sum)) return 'finished';
	return state === 'completed' ? 'completed' : null;
}

/** Somebody was shown more than is so now: something was recorded since, or arrived late. */
export const isBehind = (now: Milestone | null, seen: SeenMilestone): boolean =>
	now === null || (seen.milestone === 'finished' && now === 'completed');

/** Null when this device never showed that the run was completed. */
export function recallMilestone(memory: Pick<SmallMemory, 'getItem'>, run: Code): SeenMilestone | null {
	return read(memory).find((one) => one.run === run) ?? null;
}

/** Losing it costs a hint, so a storage that is full or forbidden is no trouble. Null forgets. */
export function keepMilestone(
	memory: Pick<SmallMemory, 'getItem' | 'setItem'>,
	run: Code,
	seen: SeenMilestone | null
): void {
	const others = read(memory).filter((one) => one.run !== run);
	try {
		memory.setItem(KEY, JSON.stringify([...(seen === null ? [] : [{ run, ...seen }]), ...others].slice(0, MOST)));
	} catch {
		return;
	}
}

function read(memory: Pick<SmallMemory, 'getItem'>) {
	try {
		const kept = v.safeParse(memorySchema, JSON.parse(memory.getItem(KEY) ?? '[]'));
		return kept.success ? kept.output : [];
	} catch {
		return [];
	}
}
