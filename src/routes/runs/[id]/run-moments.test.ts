import { describe, expect, it } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import { progress } from '#domain/run/progress.ts';
import type { RunRecord } from '#domain/run/records.ts';
import {
	cancelRun,
	closeBatch,
	createTestFloor,
	initialise,
	line,
	meet,
	mill,
	moveTo,
	plan,
	undo,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { readPast } from './read-past.ts';
import { readBatches } from './run-detail.ts';
import { momentsOf, unsettledBy, type RunMoment } from './run-moments.ts';

const MINUTE = 60_000;

/** A run of so many batches, in a mill where a batch is finished by two moves. */
async function started(batchCount: number) {
	const floor = await createTestFloor();
	const { items, define, knitting, dyeing, finishing } = await mill(floor);
	const ana = await define.person('Ana');
	const { run, batches } = await plan(floor, line(items.knitted, batchCount));
	const by = { by: [ana], source: null };
	const later = async (...asked: Parameters<TestFloor['record']>) => {
		floor.clock.advance(20 * MINUTE);
		return floor.record(asked[0], asked[1] ?? by);
	};
	const finish = async (batch: Code) => {
		await later(moveTo(dyeing, batch));
		await later(moveTo(finishing, batch));
	};
	return { floor, later, finish, knitting, run, batches, ana };
}

async function past({ store }: TestFloor, run: Code) {
	const [read, rows, sum] = await Promise.all([
		store.read(readPast(run)),
		store.read(readBatches(run)),
		store.read((reader) => reader.get(progress.table, run))
	]);
	return { ...read, rows, sum };
}

const momentsIn = async (floor: TestFloor, run: Code): Promise<RunMoment[]> => momentsOf(await past(floor, run));
const kindsOf = (moments: readonly RunMoment[]): string[] => moments.map(({ kind }) => kind);

describe('the time line of a run', () => {
	it('begins with its creation, its own planning included', async () => {
		const { floor, run } = await started(120);
		expect(await momentsIn(floor, run)).toMatchObject([{ kind: 'created', released: true, about: [run] }]);
	});

	it('names the start, the completion and the finish, the newest first, with who recorded them', async () => {
		const { floor, later, finish, knitting, run, batches, ana } = await started(2);
		for (const batch of batches) await later(initialise(batch, knitting));
		for (const batch of batches) await finish(batch);
		const moments = await momentsIn(floor, run);
		expect(kindsOf(moments)).toEqual(['finished', 'completed', 'started', 'created']);
		const { completed } = (await past(floor, run)).sum!;
		expect(moments[1]).toMatchObject({ at: completed, by: [ana] });
		expect(moments[2]).toMatchObject({ about: [batches[0]], by: [ana] });
	});

	it('says what moved a completed run back, and when it was completed again', async () => {
		const { floor, later, knitting, run, batches } = await started(2);
		await later(initialise(batches[0]!, knitting));
		const second = await later(initialise(batches[1]!, knitting));
		await later(undo(second));
		const back = await momentsIn(floor, run);
		expect(kindsOf(back)).toEqual(['undone', 'completed', 'started', 'created']);
		expect(back[0]).toMatchObject({ movedBack: true, about: [batches[1]] });
		await later(initialise(batches[1]!, knitting));
		expect(kindsOf(await momentsIn(floor, run))).toEqual(['completed', 'undone', 'completed', 'started', 'created']);
	});

	it('has no completion while the row of a batch says that it was not started', async () => {
		const { floor, later, knitting, run, batches } = await started(2);
		const first = await later(initialise(batches[0]!, knitting));
		await later(initialise(batches[1]!, knitting));
		await later(undo(first));
		const read = await past(floor, run);
		const onlyEnd = { ...read, records: read.records.filter(({ type }) => type !== 'FactUndone') };
		expect(kindsOf(momentsOf(onlyEnd))).not.toContain('completed');
	});

	it('tells of closing by hand, voiding and cancelling, with reasons; what belongs together once', async () => {
		const { floor, later, knitting, run, batches } = await started(6);
		await later(initialise(batches[0]!, knitting));
		await later(closeBatch(batches[0]!, 'torn'));
		await later(voidBatch(batches[1]!, 'label lost'));
		await later(cancelRun(run, 'not wanted'));
		const moments = await momentsIn(floor, run);
		expect(kindsOf(moments)).toEqual(['voided', 'cancelled', 'voided', 'closed', 'started', 'created']);
		expect(moments.find(({ kind }) => kind === 'voided')).toMatchObject({ about: batches.slice(2) });
		const { reasons } = await past(floor, run);
		const said = moments.flatMap(({ event, reason }) => (reason && reasons.get(event)) ?? []);
		expect(said).toEqual(['not wanted', 'not wanted', 'label lost', 'torn']);
	});

	it('tells of holds on the run and on batches', async () => {
		const { floor, later, run, batches } = await started(3);
		const hold = async (on: Code) => later({ type: 'PlaceHold', on, reason: 'colour' });
		await hold(batches[0]!);
		await hold(run);
		const [ofRun, ofBatch] = await momentsIn(floor, run);
		expect(ofRun).toMatchObject({ kind: 'held' });
		expect(ofRun!.about).toContain(run);
		expect(ofBatch).toMatchObject({ kind: 'held', about: [batches[0]] });
	});

	it('is the same on every device that holds the same records', async () => {
		const { floor, later, knitting, run, batches } = await started(3);
		const other = await createTestFloor({ device: 2 });
		await meet(floor, other);
		for (const batch of batches) await later(initialise(batch, knitting));
		other.clock.advance(90 * MINUTE);
		await other.record(voidBatch(batches[2]!));
		await meet(floor, other);
		expect(await momentsIn(other, run)).toEqual(await momentsIn(floor, run));
	});
});

describe('what a run that was completed waits for', () => {
	it('are planned batches, each since its planning or since its start was undone', async () => {
		const { floor, later, knitting, run, batches } = await started(2);
		await later(initialise(batches[0]!, knitting));
		const second = await later(initialise(batches[1]!, knitting));
		await later(undo(second));
		const { records, rows } = await past(floor, run);
		expect(unsettledBy(records, rows)).toMatchObject([{ kind: 'undone', about: [batches[1]] }]);

		const added: RunRecord = { ...records[0]!, id: 'run.r:zzzzzzzzzzzzz:1', seq: 99, batches: ['b9'] };
		const more = [...rows, { ...rows[1]!, id: 'b9' as Code }];
		expect(unsettledBy([...records, added], more).map(({ kind, about }) => [kind, about])).toEqual([
			['added', ['b9']],
			['undone', [batches[1]]]
		]);
	});

	it('is nothing once all of them are started', async () => {
		const { floor, later, knitting, run, batches } = await started(1);
		await later(initialise(batches[0]!, knitting));
		const { records, rows } = await past(floor, run);
		expect(unsettledBy(records, rows)).toEqual([]);
	});
});
