import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	closeBatch,
	createTestFloor,
	initialise,
	line,
	plan,
	progressOf,
	undo,
	voidBatch,
	workshop,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { events } from '#engine/tables.ts';
import type { Recorded } from '#engine/submit.ts';
import { batches } from '../batch/views.ts';
import type { Code } from '../kernel/code.ts';
import { streamRange } from '../kernel/event.ts';
import { isFinished } from './milestones.ts';
import { milestonesOf, waitingSince } from './reached.ts';
import { recordOf } from './records.ts';
import { runStream } from './run.ts';

async function past(floor: TestFloor, run: Code) {
	const log = await floor.store.read((reader) => reader.range(events, streamRange(runStream(run))));
	const records = log.flatMap((event) => recordOf(event) ?? []);
	const rows = (await floor.rows(batches)).filter((row) => row.run === run);
	return { records, rows, sum: await progressOf(floor, run) };
}

const anyDeed = fc.record({ batch: fc.nat(3), does: fc.constantFrom('start', 'start', 'undo', 'void', 'close') });

test('what a run reached is what its progress says, whatever was started, taken back, closed or made void', async () => {
	let completed = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(anyDeed, { minLength: 3, maxLength: 14 }), async (deeds) => {
			const floor = await createTestFloor();
			const { item, station } = await workshop(floor);
			const { run, batches: planned } = await plan(floor, line(item, 4));
			const starts = new Map<Code, Recorded>();
			for (const { batch: index, does } of deeds) {
				floor.clock.advance(60_000);
				const batch = planned[index] as Code;
				const start = starts.get(batch);
				// What is refused was not done. Not: a void of what was started, which settles it anew.
				if (does === 'start') {
					const began = await floor.submit(initialise(batch, station));
					if (began.ok) starts.set(batch, began.value);
				} else if (does === 'undo' && start) await floor.submit(undo(start));
				else if (does === 'void' && !start) await floor.submit(voidBatch(batch));
				else if (does === 'close') await floor.submit(closeBatch(batch));
			}
			const { records, rows, sum } = await past(floor, run);
			const { reached, movedBack } = milestonesOf(records, rows, sum);
			const times = (kind: string) => reached.filter((one) => one.kind === kind).map(({ at }) => at);
			expect(times('started')).toEqual(sum?.started ? [sum.started] : []);
			expect(times('completed').length - movedBack.size).toBe(sum?.completed ? 1 : 0);
			if (sum?.completed) expect(times('completed').at(-1)).toBe(sum.completed);
			expect(times('finished')).toHaveLength(sum && isFinished(sum) ? 1 : 0);
			expect(waitingSince(records, rows).size).toBe(sum?.created);
			completed += times('completed').length;
		}),
		{ numRuns: 40 }
	);
	expect(completed).toBeGreaterThan(0);
});
