import { describe, expect, test } from 'vitest';
import {
	cancelRun,
	closeBatch,
	createTestFloor,
	deliver,
	initialise,
	line,
	meet,
	plan,
	progressOf,
	runStateOf,
	voidBatch,
	workshop
} from '../../../../tests/support/floor.ts';
import type { Code } from '../kernel/code.ts';
import { runState } from './progress.ts';

async function runOf(count: number) {
	const floor = await createTestFloor();
	const { item, station } = await workshop(floor);
	const { run, batches } = await plan(floor, line(item, count));
	return { floor, item, station, run, batches: batches as unknown as readonly [Code, ...Code[]] };
}

describe("a run's progress", () => {
	test('is pending until the first batch is initialised', async () => {
		const { floor, run } = await runOf(2);
		expect(await runStateOf(floor, run)).toBe('pending');
		expect(await progressOf(floor, run)).toEqual({
			id: run,
			planned: 2,
			created: 2,
			open: 0,
			closed: 0,
			voided: 0,
			unplanned: 0,
			disputed: 0,
			steps: {},
			started: null,
			completed: null
		});
	});

	test('is in progress from the first scan, and says when that was', async () => {
		const { floor, station, run, batches } = await runOf(2);
		const { events } = await floor.record(initialise(batches[0], station));
		expect(await runStateOf(floor, run)).toBe('in progress');
		expect(await progressOf(floor, run)).toMatchObject({
			created: 1,
			open: 1,
			started: events[0]?.at,
			completed: null
		});
	});

	test('is completed when every batch was scanned into process, at the time of the last scan', async () => {
		const { floor, station, run, batches } = await runOf(3);
		const times = [];
		for (const batch of batches) times.push((await floor.record(initialise(batch, station))).events[0]?.at);
		expect(await runStateOf(floor, run)).toBe('completed');
		expect(await progressOf(floor, run)).toMatchObject({ open: 3, started: times[0], completed: times[2] });
	});

	test('is completed when the rest is void, at the time of the void', async () => {
		const { floor, station, run, batches } = await runOf(2);
		await floor.record(initialise(batches[0], station));
		const { events } = await floor.record(voidBatch(batches[1] as Code));
		expect(await runStateOf(floor, run)).toBe('completed');
		expect(await progressOf(floor, run)).toMatchObject({ planned: 1, voided: 1, completed: events[0]?.at });
	});

	test('stays completed while its batches close', async () => {
		const { floor, station, run, batches } = await runOf(1);
		await floor.record(initialise(batches[0], station));
		const before = await progressOf(floor, run);
		await floor.record(closeBatch(batches[0]));
		expect(await progressOf(floor, run)).toMatchObject({ completed: before?.completed, open: 0, closed: 1 });
		expect(await runStateOf(floor, run)).toBe('completed');
	});

	test('forgets the scan of a batch that was voided by somebody who knew it', async () => {
		const { floor, station, run, batches } = await runOf(2);
		await floor.record(initialise(batches[0], station));
		await floor.record(voidBatch(batches[0]));
		expect(await progressOf(floor, run)).toMatchObject({ planned: 1, created: 1, open: 0, voided: 1, started: null });
		expect(await runStateOf(floor, run)).toBe('pending');
	});

	test('is completed when every batch is void, though none was ever scanned', async () => {
		const { floor, run, batches } = await runOf(1);
		const { events } = await floor.record(voidBatch(batches[0]));
		expect(await runStateOf(floor, run)).toBe('completed');
		expect(await progressOf(floor, run)).toMatchObject({ started: null, completed: events[0]?.at });
	});

	test('is not completed by a scan that arrives before its planning', async () => {
		const { floor, station, run, batches } = await runOf(2);
		const other = await createTestFloor({ device: 2 });
		await deliver(floor, other);
		const third = await createTestFloor({ device: 3 });
		await other.record(initialise(batches[0], station));
		const isPlan = (document: object): boolean => 'type' in document && document.type === 'BatchesPlanned';
		const documents = await other.documents();
		await third.receive(documents.filter((document) => !isPlan(document)));
		expect(await runStateOf(third, run)).toBe('in progress');
		await third.receive(documents.filter(isPlan));
		expect(await progressOf(third, run)).toEqual(await progressOf(other, run));
	});

	test('counts each run by itself', async () => {
		const { floor, item, station, run, batches } = await runOf(1);
		const other = await plan(floor, line(item, 4));
		await floor.record(initialise(batches[0], station));
		expect(await progressOf(floor, run)).toMatchObject({ planned: 1, open: 1 });
		expect(await progressOf(floor, other.run)).toMatchObject({ planned: 4, open: 0, started: null });
	});
});

describe('[case 24] a late event moves a run back', () => {
	test('a second line of it that was not here yet', async () => {
		const floor = await createTestFloor();
		const { item, station } = await workshop(floor);
		const { run, batches } = await plan(floor, line(item, 1), line(item, 1));
		const other = await createTestFloor({ device: 2 });
		await floor.record(initialise(batches[0] as Code, station));
		const documents = await floor.documents();
		const isLate = (document: object): boolean =>
			'type' in document && document.type === 'BatchesPlanned' && JSON.stringify(document).includes(`"${batches[1]}"`);
		await other.receive(documents.filter((document) => !isLate(document)));
		expect(await runStateOf(other, run)).toBe('completed');
		await other.receive(documents.filter(isLate));
		expect(await runStateOf(other, run)).toBe('in progress');
		expect(await progressOf(other, run)).toMatchObject({ planned: 2, created: 1, completed: null });
	});

	test('an earlier scan from elsewhere moves its start', async () => {
		const { floor, station, run, batches } = await runOf(2);
		const other = await createTestFloor({ device: 2 });
		await deliver(floor, other);
		const early = (await other.record(initialise(batches[1] as Code, station))).events[0];
		floor.clock.advance(3_600_000);
		const late = (await floor.record(initialise(batches[0], station))).events[0];
		expect((await progressOf(floor, run))?.started).toBe(late?.at);
		await meet(floor, other);
		expect(await progressOf(floor, run)).toMatchObject({ started: early?.at, completed: late?.at });
		expect(await progressOf(other, run)).toEqual(await progressOf(floor, run));
	});
});

describe('the state of a run', () => {
	test('is cancelled whatever its batches did', async () => {
		const { floor, station, run, batches } = await runOf(2);
		await floor.record(initialise(batches[0], station));
		await floor.record(cancelRun(run));
		expect(await runStateOf(floor, run)).toBe('cancelled');
	});

	test('is pending while nothing is known of its batches', () => {
		expect(runState(undefined, false)).toBe('pending');
		expect(runState(undefined, true)).toBe('cancelled');
	});
});
