import { expect, test } from 'vitest';
import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { StationRow } from '#domain/station/station.ts';
import {
	cancelRun,
	createRun,
	createTestFloor,
	initialise,
	line,
	mill,
	moveTo,
	plan,
	type TestFloor
} from '../../../tests/support/floor.ts';
import { readStationWork } from './read-work.ts';

const workAt = async (floor: TestFloor, station: Code) => {
	const row = await floor.row<StationRow>(definitions.station.table, station);
	if (!row) throw new Error(`no station ${station}`);
	return floor.store.read(readStationWork(row));
};

const batchesIn = (touched: readonly (readonly string[])[]): string[] =>
	touched.flat().filter((code) => code.startsWith('b'));

test('where batches start: released runs with something left, by priority, then by due date', async () => {
	const floor = await createTestFloor();
	const { items, knitting } = await mill(floor);
	const create = async (changes: object): Promise<string> => {
		const { events } = await floor.record({ ...createRun(line(items.knitted, 1)), ...changes });
		return events[0]!.touches[0]!;
	};
	const late = await create({ due: '2026-04-01' });
	const soon = await create({ due: '2026-03-05' });
	const urgent = await create({ priority: 1 });
	const anyTime = await create({});
	await create({ released: false });
	await floor.record(cancelRun((await create({})) as Code));
	const started = await plan(floor, line(items.knitted, 1));
	await floor.record(initialise(started.batches[0]!, knitting));

	const { runs, batches, planned } = await workAt(floor, knitting);
	expect(runs.map(({ run }) => run.id)).toEqual([urgent, soon, late, anyTime]);
	expect(batches).toEqual([]);
	expect(planned.map(({ run }) => run)).toEqual([urgent]);
});

test('where they move on: what is open at the step before, the urgent run first, then the oldest', async () => {
	const floor = await createTestFloor();
	const { items, steps, knitting, dyeing, finishing } = await mill(floor);
	const usual = (await plan(floor, line(items.knitted, 3))).batches;
	const { events } = await floor.record({ ...createRun(line(items.knitted, 1)), priority: 1 });
	const [urgent] = batchesIn(events.map(({ touches }) => touches)) as Code[];
	for (const batch of [usual[1]!, usual[0]!, usual[2]!, urgent!]) await floor.record(initialise(batch, knitting));
	await floor.record(moveTo(dyeing, usual[2]!));

	const { batches, before, open } = await workAt(floor, dyeing);
	expect(batches.map(({ batch }) => batch.id)).toEqual([urgent, usual[1], usual[0]]);
	expect(before.map(({ id }) => id)).toEqual([steps.knit]);
	expect(open.count).toBe(1);
	const next = await workAt(floor, finishing);
	expect(next.batches.map(({ batch }) => batch.label)).toEqual([usual[2]]);
	expect(next.open).toEqual({ count: 0, oldest: null });
});

test('[case 18] a batch comes by the steps that its run pinned, though its flow leaves them out by now', async () => {
	const floor = await createTestFloor();
	const { items, steps, define, knitting, dyeing } = await mill(floor);
	const flow = await define.flow('Socks', [steps.knit, steps.dye]);
	const { batches } = await plan(floor, line(items.knitted, 1, { flow }));
	await floor.record(initialise(batches[0]!, knitting));
	await floor.record(definitions.flow.define(flow, { steps: [steps.finish] }));
	await floor.record(definitions.step.define(steps.knit, { archived: true }));
	await floor.record(definitions.step.define(steps.dye, { archived: true }));
	expect((await workAt(floor, dyeing)).batches.map(({ batch }) => batch.id)).toEqual(batches);
});

test('a batch whose flow leaves the step out does not come', async () => {
	const floor = await createTestFloor();
	const { define, items, steps, knitting, dyeing } = await mill(floor);
	const short = await define.flow('Undyed', [steps.knit]);
	const { batches } = await plan(floor, line(items.knitted, 1, { flow: short }));
	await floor.record(initialise(batches[0]!, knitting));
	expect((await workAt(floor, dyeing)).batches).toEqual([]);
});

test('where they are sorted or put together: what the steps named there have made', async () => {
	const floor = await createTestFloor();
	const { items, steps, define, knitting, dyeing } = await mill(floor);
	const sorting = await define.station('Sorting', { operation: 'split', steps: [steps.knit] });
	const gathering = await define.station('Gathering', { operation: 'merge', steps: [steps.knit] });
	const { batches } = await plan(floor, line(items.knitted, 3));
	for (const batch of batches) await floor.record(initialise(batch, knitting));
	await floor.record(moveTo(dyeing, batches[0]!));
	for (const station of [sorting, gathering]) {
		const work = await workAt(floor, station);
		expect(work.batches.map(({ batch }) => batch.id)).toEqual([batches[1], batches[2]]);
		expect(work.before).toEqual([]);
	}
});
