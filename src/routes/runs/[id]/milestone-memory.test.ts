import { expect, test } from 'vitest';
import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { ProgressRow } from '#domain/run/progress.ts';
import { isBehind, keepMilestone, milestoneOf, recallMilestone } from './milestone-memory.ts';

const run = (place: number) => mintCode('r', deviceNumber(1), place);

function memory(full = false) {
	const kept = new Map<string, string>();
	return {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem(key: string, value: string) {
			if (full) throw new DOMException('full', 'QuotaExceededError');
			kept.set(key, value);
		}
	};
}

test('a milestone is recalled until it is forgotten, each run by itself', () => {
	const small = memory();
	keepMilestone(small, run(1), { milestone: 'completed', at: 5 });
	keepMilestone(small, run(2), { milestone: 'finished', at: 6 });
	expect(recallMilestone(small, run(1))).toMatchObject({ milestone: 'completed', at: 5 });
	keepMilestone(small, run(1), null);
	expect(recallMilestone(small, run(1))).toBeNull();
	expect(recallMilestone(small, run(2))).toMatchObject({ milestone: 'finished' });
});

test('the runs seen last are remembered, and no more than 200', () => {
	const small = memory();
	for (let place = 0; place <= 200; place++) keepMilestone(small, run(place), { milestone: 'completed', at: place });
	expect(recallMilestone(small, run(0))).toBeNull();
	expect(recallMilestone(small, run(200))).not.toBeNull();
});

test('a memory that is full, or holds something else, is no trouble', () => {
	keepMilestone(memory(true), run(1), { milestone: 'completed', at: 5 });
	const other = memory();
	other.setItem('floorbook.run-milestones', '{"no": "list"}');
	expect(recallMilestone(other, run(1))).toBeNull();
});

test.each([
	[null, 'completed', true],
	['completed', 'finished', true],
	['completed', 'completed', false],
	['finished', 'completed', false]
] as const)('%s after %s is behind: %s', (now, seen, behind) => {
	expect(isBehind(now, { milestone: seen, at: 0 })).toBe(behind);
});

test.each([
	['completed', { created: 0, open: 1, closed: 1, unplanned: 0 }, 'completed'],
	['completed', { created: 0, open: 0, closed: 2, unplanned: 0 }, 'finished'],
	['in progress', { created: 1, open: 0, closed: 2, unplanned: 0 }, null],
	['cancelled', { created: 0, open: 0, closed: 2, unplanned: 0 }, null]
] as const)('a run that is %s with %o has reached %s', (state, sum, reached) => {
	expect(milestoneOf(state, sum as ProgressRow)).toBe(reached);
});
