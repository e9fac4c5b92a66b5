import type { AgeMarks } from '#ui/age.ts';

/** Fewer batches than this are anecdotes: their ages are compared with the planned time instead. */
export const LEAST_HISTORY = 20;

const MINUTE = 60_000;

/**
 * What is usual at a step, in milliseconds: the times that half, 85 % and 95 % of the batches before did not exceed. Without
 * enough of them the planned time, half as much again, and twice as much; null where neither is known.
 */
export function ageMarks(durations: readonly number[], plannedMinutes: number | null): AgeMarks | null {
	if (durations.length >= LEAST_HISTORY) {
		const sorted = [...durations].sort((a, b) => a - b);
		const notExceededBy = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
		return [notExceededBy(0.5), notExceededBy(0.85), notExceededBy(0.95)];
	}
	if (plannedMinutes === null) return null;
	const planned = plannedMinutes * MINUTE;
	return [planned, 1.5 * planned, 2 * planned];
}
