import { expect, test } from 'vitest';
import { isFinished } from './milestones.ts';

const sum = (created: number, open: number, closed: number, unplanned = 0) => ({ created, open, closed, unplanned });

test.each([
	['every batch is closed', sum(0, 0, 3), true],
	['one is open', sum(0, 1, 2), false],
	['one is not started', sum(1, 0, 2), false],
	['all are void', sum(0, 0, 0), false],
	['one was closed whose planning has not arrived', sum(0, 0, 3, 1), false]
])('finished when %s: %o, %s', (_case, row, finished) => {
	expect(isFinished(row)).toBe(finished);
});
