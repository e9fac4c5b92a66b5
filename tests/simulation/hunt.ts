import type { Violation } from './violation.ts';
import { runHistory } from './history.ts';
import type { Sabotage } from './world.ts';

/** How a planted bug was found. */
export interface Catch {
	/** Counted from 1. */
	readonly history: number;
	readonly seed: number;
	readonly violations: readonly Violation[];
}

/** Runs histories with the bug in them until one shows it; undefined when none of `most` did. */
export async function hunt(sabotage: Sabotage, seed: number, most: number): Promise<Catch | undefined> {
	for (let history = 1; history <= most; history++) {
		const { violations } = await runHistory(seed + history - 1, { sabotage });
		if (violations.length > 0) return { history, seed: seed + history - 1, violations };
	}
	return undefined;
}
