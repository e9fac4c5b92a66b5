import { describe, expect, it } from 'vitest';
import { ageMarks, LEAST_HISTORY } from './age-marks.ts';

describe('age marks', () => {
	it('are the times that half, 85 and 95 per cent did not exceed, whatever order they come in', () => {
		const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
		expect(ageMarks(oneToHundred, 7)).toEqual([50, 85, 95]);
	});

	it('come from history as soon as there is enough of it', () => {
		const durations = Array.from({ length: LEAST_HISTORY }, () => 90);
		expect(ageMarks(durations, 1)).toEqual([90, 90, 90]);
		expect(ageMarks(durations.slice(1), 1)).toEqual([60_000, 90_000, 120_000]);
	});

	it('are left out where nothing is known', () => {
		expect(ageMarks([90], null)).toBeNull();
	});
});
