import { runHistory } from './history.ts';
import type { Size } from './plan.ts';
import type { Violation } from './violation.ts';
import type { Sabotage } from './world.ts';

/** How a planted bug was found. */
export interface Catch {
	/** Counted from 1. */
	readonly history: number;
	readonly seed: number;
	readonly violations: readonly Violation[];
}

export interface Hunt {
	/** Of the first history; the others follow it. */
	readonly seed: number;
	readonly most: number;
	readonly size: Size;
}

/** Runs histories with the bug in them until one shows it; undefined when none of `most` did. */
export async function hunt(sabotage: Sabotage, { seed, most, size }: Hunt): Promise<Catch | undefined> {
	for (let history = 1; history <= most; history++) {
		const { violations } = await runHistory(seed + history - 1, { sabotage, size });
		if (violations.length > 0) return { history, seed: seed + history - 1, violations };
	}
	return undefined;
}
