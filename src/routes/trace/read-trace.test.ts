import { beforeEach, describe, expect, test } from 'vitest';
import { batches } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { child, mergeAt, splitAt, waste } from '../../../tests/support/batch-commands.ts';
import { batchRow, initialise, line, moveTo, plan, voidBatch, type TestFloor } from '../../../tests/support/floor.ts';
import { blankLabel, startedMill } from '../../../tests/support/mill-batches.ts';
import { estimate, generate, ordering, runFor } from '../../../tests/support/sales.ts';
import { allMadeBy, madeBy } from '../../../tests/support/recorded.ts';
import type { About } from './question.ts';
import { readTrace, type TraceAnswer } from './read-trace.ts';

let floor: TestFloor;
let site: Awaited<ReturnType<typeof startedMill>>;
let first: Code;
let second: Code;

beforeEach(async () => {
	site = await startedMill(2);
	floor = site.floor;
	[first, second] = site.batches as [Code, Code];
});

const ask = (about: About): Promise<TraceAnswer> => floor.store.read(readTrace({ about, direction: 'both' }));
const found = ({ lines }: TraceAnswer): Record<string, number> =>
	Object.fromEntries(lines.map(({ batch, distance }) => [batch, distance]));

describe('a trace starts', () => {
	test('at what a label stands for: what was merged into it is where it came from', async () => {
		const merging = await site.define.station('Merging', { operation: 'merge' });
		const both = madeBy(await floor.record(mergeAt(merging, [first, second])));
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const label = (await batchRow(floor, dyed)).label as Code;
		const other = label === first ? second : first;
		expect(found(await ask({ about: 'batch', batch: label }))).toEqual({
			[other]: -1,
			[label]: 0,
			[both]: 0,
			[dyed]: 0
		});
		expect(await ask({ about: 'batch', batch: label })).toMatchObject({ asked: 1, isUnknown: false, runs: [site.run] });
	});

	test('at all batches of a run', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		await plan(floor, line(site.items.knitted, 1));
		const answer = await ask({ about: 'run', run: site.run });
		expect(found(answer)).toEqual({ [first]: 0, [second]: 0, [dyed]: 0 });
		expect(answer).toMatchObject({ asked: 1, isUnknown: false, runs: [site.run], orders: [] });
	});

	test('at all batches of an order’s runs, by its number or its code', async () => {
		const order = await estimate(floor, [ordering(site.items.sock, '150 pcs')], { number: 'SO-7' });
		const run = await generate(floor, order, runFor(site.items.knitted, 3));
		const own = (await floor.rows(batches)).filter((row) => row.run === run).map(({ id }) => id);
		const merging = await site.define.station('Merging', { operation: 'merge' });
		await floor.record(initialise(own[0] as Code, site.knitting));
		const leave = { lead: await site.define.person('Lea', ['lead']), reason: 'same yarn' };
		const both = madeBy(await floor.record({ ...mergeAt(merging, [first, own[0] as Code]), leave }));
		for (const asked of ['SO-7', order]) {
			const answer = await ask({ about: 'order', order: asked });
			expect(found(answer)).toEqual({
				...Object.fromEntries(own.map((id) => [id, 0])),
				[both]: 1
			});
			expect(answer).toMatchObject({ asked: 1, isUnknown: false, order: { id: order } });
			expect(answer.runs).toEqual([site.run, run].sort());
			expect(answer.orders).toMatchObject([{ id: order, number: 'SO-7' }]);
			expect(answer.lines.filter(({ orders }) => orders.length > 0).map(({ batch }) => batch)).toEqual(own);
		}
	});

	test('nowhere, where nothing is known of what was asked for', async () => {
		expect(await ask({ about: 'batch', batch: blankLabel() })).toMatchObject({ isUnknown: true, lines: [] });
		expect(await ask({ about: 'order', order: 'SO-1' })).toMatchObject({ isUnknown: true, lines: [], orders: [] });
	});
});

describe('a time window', () => {
	const HOUR = 3_600_000;
	const moment = (milliseconds: number): string => {
		const offset = new Date(milliseconds).getTimezoneOffset() * 60_000;
		return new Date(milliseconds - offset).toISOString().slice(0, 16);
	};
	const during = (from: number, to: number, place: Code | null = null) =>
		ask({ about: 'time', from: moment(from), to: moment(to), place });
	const starts = ({ lines }: TraceAnswer): string[] =>
		lines.flatMap(({ batch, distance }) => (distance === 0 ? [batch] : [])).sort();

	test('has what was there at any time in it, came it before or left it after', async () => {
		const began = floor.clock.now();
		floor.clock.advance(2 * HOUR);
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const moved = floor.clock.now();
		floor.clock.advance(2 * HOUR);
		expect(starts(await during(began + HOUR, began + HOUR))).toEqual([first, second].sort());
		expect(starts(await during(began + HOUR, began + HOUR, site.knitting))).toEqual([first, second].sort());
		expect(starts(await during(moved + HOUR, moved + HOUR))).toEqual([dyed, second].sort());
		expect(starts(await during(moved + HOUR, moved + HOUR, site.dyeing))).toEqual([dyed]);
		expect(starts(await during(began - 2 * HOUR, began - HOUR))).toEqual([]);
		expect(found(await during(moved + HOUR, moved + HOUR, site.dyeing))).toEqual({ [first]: -1, [dyed]: 0 });
		expect(await during(moved + HOUR, moved + HOUR)).toMatchObject({ asked: 2 });
	});

	test('goes by the machine, and by the station whatever the machine', async () => {
		const [one, other] = [await site.define.machine('Knit 1'), await site.define.machine('Knit 2')];
		const station = await site.define.station('Knitting in', { steps: [site.steps.knit], machines: [one, other] });
		const { batches } = await plan(floor, line(site.items.knitted, 2));
		const [here, there] = batches as [Code, Code];
		await floor.record(initialise(here, station, { machine: one }));
		await floor.record(initialise(there, station, { machine: other }));
		const now = floor.clock.now();
		expect(starts(await during(now, now, one))).toEqual([here]);
		expect(starts(await during(now, now, station))).toEqual([here, there].sort());
	});
});

test('what is in the house: where it is, and what would not go on hold', async () => {
	const sorting = await site.define.station('Sorting', { operation: 'split' });
	const [good] = allMadeBy(await floor.record(splitAt(sorting, first, [child('30 pcs'), waste('8 pcs')]))) as [Code];
	const dyed = madeBy(await floor.record(moveTo(site.dyeing, good)));
	const { run, batches } = await plan(floor, line(site.items.knitted, 2));
	const [planned, dead] = batches as [Code, Code];
	await floor.record(voidBatch(dead));
	await floor.record({ type: 'PlaceHold', on: second, reason: 'colour' });
	const { houseful } = await ask({ about: 'run', run: site.run });
	expect(houseful.free.map(({ id }) => id).sort()).toEqual([dyed, first].sort());
	expect(houseful).toMatchObject({ held: 1, unknown: 0, planned: 0 });
	expect(houseful.places).toEqual([site.dyeing, site.knitting].sort().map((place) => ({ place, count: 1 })));
	expect((await ask({ about: 'run', run })).houseful).toMatchObject({ free: [], held: 0, planned: 1 });
	expect(planned).not.toBe(dead);
});
