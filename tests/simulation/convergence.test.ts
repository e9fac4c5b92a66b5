import { describe, expect, test } from 'vitest';
import { CORPUS } from './corpus.ts';
import { expectSound, PATIENCE } from './expect-sound.ts';
import { runHistory } from './history.ts';
import { printFailure } from './report.ts';

test('the same seed gives the same history', { timeout: PATIENCE }, async () => {
	const lines: string[][] = [[], []];
	const [first, second] = [
		await runHistory(1, { print: (line) => lines[0]?.push(line) }),
		await runHistory(1, { print: (line) => lines[1]?.push(line) })
	];
	expect(lines[1]).toEqual(lines[0]);
	expect(second).toEqual(first);
	expect((await runHistory(2)).trace).not.toBe(first.trace);
});

describe('histories that failed once', () => {
	test.each(CORPUS)('$seed: $caught', { timeout: PATIENCE }, async ({ seed, size }) => {
		const outcome = await runHistory(seed, { size });
		expect(outcome.violations, printFailure(outcome)).toEqual([]);
	});
});

expectSound(1, 24, 'full');
