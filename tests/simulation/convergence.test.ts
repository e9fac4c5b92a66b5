import { afterAll, describe, expect, test } from 'vitest';
import { CORPUS } from './corpus.ts';
import { runHistory, type Outcome } from './history.ts';
import { isSound, printFailure, printSummary, summarise } from './report.ts';

/** Always the same ones here; `npm run simulate` draws a new seed each time. */
const SEED = 1;
const HISTORIES = 200;

/** Of all histories together, on a machine that does other things as well. */
const PATIENCE = 900_000;

test('the same seed gives the same history', { timeout: PATIENCE }, async () => {
	const lines: string[][] = [[], []];
	const [first, second] = [
		await runHistory(SEED, { print: (line) => lines[0]?.push(line) }),
		await runHistory(SEED, { print: (line) => lines[1]?.push(line) })
	];
	expect(lines[1]).toEqual(lines[0]);
	expect(second).toEqual(first);
	expect((await runHistory(SEED + 1)).trace).not.toBe(first.trace);
});

describe('histories that failed once', () => {
	test.each(CORPUS)('$seed: $caught', { timeout: PATIENCE }, async ({ seed }) => {
		const outcome = await runHistory(seed);
		expect(outcome.violations, printFailure(outcome)).toEqual([]);
	});
});

describe(`${HISTORIES} histories from seed ${SEED}`, () => {
	const outcomes: Outcome[] = [];
	afterAll(() => {
		console.log(`simulated from seed ${SEED}\n${printSummary(summarise(outcomes))}`);
	});

	test('nothing is lost, doubled or diverged, and nothing breaks', { timeout: PATIENCE }, async () => {
		for (let index = 0; index < HISTORIES; index++) {
			const outcome = await runHistory(SEED + index);
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
