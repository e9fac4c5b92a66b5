import { afterAll, describe, expect, test } from 'vitest';
import { runHistory, type Outcome } from './history.ts';
import type { Size } from './plan.ts';
import { isSound, printFailure, printSummary, summarise } from './report.ts';

/** Of all histories together, on a machine that does other things as well; in milliseconds. */
export const PATIENCE = 900_000;

/** Histories of consecutive seeds: always the same ones here; `npm run simulate` draws a new seed each time. */
export function expectSound(seed: number, histories: number, size: Size): void {
	describe(`${histories} ${size} histories from seed ${seed}`, () => {
		const outcomes: Outcome[] = [];
		afterAll(() => {
			console.log(`simulated from seed ${seed}\n${printSummary(summarise(outcomes))}`);
		});

		test('nothing is lost, doubled or diverged, and nothing breaks', { timeout: PATIENCE }, async () => {
			for (let index = 0; index < histories; index++) {
				const outcome = await runHistory(seed + index, { size });
				outcomes.push(outcome);
				expect(outcome.violations, printFailure(outcome)).toEqual([]);
			}
			expect(isSound(summarise(outcomes))).toBe(true);
		});

		test('are hard enough', () => {
			const { medianDevices, medianEvents, medianDisturbed } = summarise(outcomes);
			expect(medianDevices).toBeGreaterThanOrEqual(size === 'full' ? 5 : 4);
			expect(medianEvents).toBeGreaterThanOrEqual(size === 'full' ? 300 : 50);
			expect(medianDisturbed).toBeGreaterThanOrEqual(size === 'full' ? 0.3 : 0.2);
		});
	});
}
