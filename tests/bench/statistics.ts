/** The value below which that share of the numbers lies (nearest rank). `share` above 0, up to 1. */
export function percentile(numbers: readonly number[], share: number): number {
	const sorted = numbers.toSorted((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}

export const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);
