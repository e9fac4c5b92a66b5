import { afterAll, describe, expect, test } from 'vitest';
import { runHistory, type Outcome } from './history.ts';
import { isSound, printFailure, printSummary, summarise } from './report.ts';

/** Of all histories together, on a machine that does other things as well; in milliseconds. */
export const PATIENCE = 900_000;

/** Histories of consecutive seeds: always the same ones here; `npm run simulate` draws a new seed each time. */
export function expectSound(seed: number, histories: number): void {
	describe(`${histories} histories from seed ${seed}`, () => {
		const outcomes: Outcome[] = [];
		afterAll(() => {
			console.log(`simulated from seed ${seed}\n${printSummary(summarise(outcomes))}`);
		});

		test('nothing is lost, doubled or diverged, and nothing breaks', { timeout: PATIENCE }, async () => {
			for (let index = 0; index < histories; index++) {
				const outcome = await runHistory(seed + index);
				outcomes.push(outcome);
				expect(outcome.violations, printFailure(outcome)).toEqual([]);
			}
			expect(isSound(summarise(outcomes))).toBe(true);
		});

		test('are hard enough', () => {
			const { medianDevices, medianEvents, medianDisturbed } = summarise(outcomes);
			expect(medianDevices).toBeGreaterThanOrEqual(5);
			expect(medianEvents).toBeGreaterThanOrEqual(300);
			expect(medianDisturbed).toBeGreaterThanOrEqual(0.3);
		});
	});
}
