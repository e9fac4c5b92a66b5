import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { child, mergeAt, splitAt, waste } from '../../../../tests/support/batch-commands.ts';
import { forgedHistories, threadsOf } from '../../../../tests/support/forged-events.ts';
import {
	batchRow,
	createTestFloor,
	initialise,
	line,
	meet,
	moveTo,
	plan,
	voidBatch,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { blankLabel, branchingMill } from '../../../../tests/support/mill-batches.ts';
import { allMadeBy, madeBy } from '../../../../tests/support/recorded.ts';
import { state } from '../../../../tests/support/stated-facts.ts';
import { secondDevice } from '../../../../tests/support/replicas.ts';
import { readFamilies } from '#engine/family.ts';
import { eventStream, type FloorEvent } from '../kernel/event.ts';
import type { Code } from '../kernel/code.ts';
import { draft } from '../kernel/decider.ts';
import { add, formatRational, ZERO } from '../kernel/quantity.ts';
import { runStream } from '../run/run.ts';
import type { Balance } from './balance.ts';
import { BatchesTransformed } from './batch.ts';
import type { Direction } from './relatives.ts';
import { isInHouse, traceOf, type Trace } from './trace.ts';

let floor: TestFloor;
let site: Awaited<ReturnType<typeof branchingMill>>;
let sorting: Code;
let merging: Code;
/** Of 50 knitted socks each: started, started, only planned. */
let first: Code;
let second: Code;
let planned: Code;

beforeEach(async () => {
	site = await branchingMill();
	({ floor, sorting, merging, first, second, planned } = site);
});

const trace = async (starts: readonly Code[], direction?: Direction, { store } = floor): Promise<Trace> =>
	traceOf(await store.read((reader) => readFamilies(reader, starts)), starts, direction);

/** What is found, each with how far it is from what was asked for. */
const distances = ({ batches }: Trace): Record<string, number> =>
	Object.fromEntries(batches.map(({ batch, distance }) => [batch, distance]));

/** By item: `3 batches: made 100, used 50, in house 50`. */
const sums = ({ sums: all }: Trace): string[] => all.map(({ batches, balance }) => `${batches}: ${written(balance)}`);

const written = (balance: Balance): string =>
	(Object.entries(balance) as [keyof Balance, Balance['made']][])
		.filter(([, { total }]) => total.n !== 0n)
		.map(
			([column, { total, disputed }]) =>
				`${column} ${formatRational(total)}${disputed.n === 0n ? '' : ` (${formatRational(disputed)}?)`}`
		)
		.join(', ');

const inHouse = ({ batches }: Trace): string[] => batches.filter(isInHouse).map(({ batch }) => batch);

describe('a batch is traced', () => {
	test('back to what it was made of and forward to what became of it, and no further', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const [good, bad] = allMadeBy(await floor.record(splitAt(sorting, dyed, [child('30 pcs'), waste('8 pcs')]))) as [
			Code,
			Code
		];
		const sock = madeBy(await floor.record(moveTo(site.finishing, good)));
		const found = await trace([good]);
		expect(distances(found)).toEqual({ [first]: -2, [dyed]: -1, [good]: 0, [sock]: 1 });
		expect(distances(await trace([good], 'back'))).toEqual({ [first]: -2, [dyed]: -1, [good]: 0 });
		expect(distances(await trace([good], 'forward'))).toEqual({ [good]: 0, [sock]: 1 });
		expect(distances(await trace([first], 'forward'))).toEqual({
			[first]: 0,
			[dyed]: 1,
			[good]: 2,
			[bad]: 2,
			[sock]: 3
		});
		expect(sums(await trace([first]))).toEqual([
			'1: made 50, used 50',
			'3: made 88, inHouse 12, used 68, waste 8',
			'1: made 30, inHouse 30'
		]);
		expect(inHouse(await trace([first]))).toEqual([dyed, sock]);
	});

	test('through a merge into another run', async () => {
		const { run, batches } = await plan(floor, line(site.items.knitted, 1));
		const third = batches[0] as Code;
		await floor.record(initialise(third, site.knitting));
		const lead = await site.define.person('Lea', ['lead']);
		const leave = { lead, reason: 'same yarn' };
		const both = madeBy(await floor.record({ ...mergeAt(merging, [third, first]), leave }));
		const found = await trace([first], 'forward');
		expect(distances(found)).toEqual({ [first]: 0, [both]: 1 });
		expect(distances(await trace([both]))).toEqual({ [first]: -1, [third]: -1, [both]: 0 });
		expect(run).not.toBe(site.run);
		expect(sums(await trace([both]))).toEqual(['3: made 200, inHouse 100, used 100']);
	});

	test('through rework, whose batches stand in the answer like all others', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const again = madeBy(
			await floor.record({ type: 'ReworkBatch', batch: dyed, step: site.steps.dye, reason: 'uneven' })
		);
		const found = await trace([first]);
		expect(distances(found)).toEqual({ [first]: 0, [dyed]: 1, [again]: 2 });
		expect(sums(found)).toEqual(['2: made 100, inHouse 50, used 50', '1: made 50, used 50']);
		expect(inHouse(found)).toEqual([again]);
	});

	test('with what is disputed of each sum', async () => {
		const other = await secondDevice(floor);
		const mine = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const theirs = madeBy(await other.record(moveTo(site.dyeing, first)));
		await meet(floor, other);
		const found = await trace([first]);
		expect(distances(found)).toEqual({ [first]: 0, [mine]: 1, [theirs]: 1 });
		expect(sums(found)).toEqual(['1: made 50, used 50', '2: made 100 (50?), inHouse 100 (50?)']);
		expect(inHouse(found).sort()).toEqual([mine, theirs].sort());
	});

	test('void and only planned batches are in the answer, and nothing of them is in the house', async () => {
		await floor.record(voidBatch(first));
		const found = await trace([first, planned]);
		expect(sums(found)).toEqual(['2: made 50, void 50']);
		expect(inHouse(found)).toEqual([]);
	});
});

describe('several at once', () => {
	test('are one answer: each batch once, at its nearest', async () => {
		const both = madeBy(await floor.record(mergeAt(merging, [first, second])));
		expect(distances(await trace([first, second, planned]))).toEqual({
			[first]: 0,
			[second]: 0,
			[planned]: 0,
			[both]: 1
		});
		expect(distances(await trace([both, first]))).toEqual({ [second]: -1, [first]: 0, [both]: 0 });
	});

	test('of families read in stretches: none is missed, none that was not asked for is in it', async () => {
		const { batches } = await plan(floor, line(site.items.knitted, 230));
		const made: Code[] = [];
		for (const batch of batches) {
			await floor.record(initialise(batch, site.knitting));
			made.push(madeBy(await floor.record(moveTo(site.dyeing, batch))));
		}
		const asked = batches.filter((_, index) => index % 2 === 0);
		const wanted = [...asked, ...made.filter((_, index) => index % 2 === 0)];
		expect((await trace(asked)).batches.map(({ batch }) => batch).sort()).toEqual(wanted.sort());
	});
});

describe('what has not arrived here', () => {
	const without = async (isLeftOut: (event: FloorEvent) => boolean): Promise<TestFloor> => {
		const late = await createTestFloor({ device: 5 });
		await late.receive((await floor.documents()).filter((one) => !('touches' in one && isLeftOut(one))));
		return late;
	};

	test('a batch whose making is missing is named, waits, and is in no sum', async () => {
		const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
		const late = await without(({ type }) => type === 'BatchesPlanned');
		const found = await trace([dyed], 'both', late);
		expect(found.batches).toMatchObject([
			{ batch: first, distance: -1, make: null, balance: null, isWaiting: true },
			{ batch: dyed, distance: 0, isWaiting: true, comesOfItself: false }
		]);
		expect(sums(found)).toEqual(['1: made 50, inHouse 50']);
		expect(inHouse(found)).toEqual([dyed]);
	});

	test('what another stream tells of a batch is named by the pointer to it', async () => {
		const { run, batches } = await plan(floor, line(site.items.knitted, 1));
		const third = batches[0] as Code;
		await floor.record(initialise(third, site.knitting));
		const leave = { lead: await site.define.person('Lea', ['lead']), reason: 'same yarn' };
		const both = madeBy(await floor.record({ ...mergeAt(merging, [first, third]), leave }));
		const late = await without(({ _id }) => eventStream(_id) === runStream(site.run));
		expect(run).not.toBe(site.run);
		const found = await trace([third], 'both', late);
		expect(found.batches).toMatchObject([
			{ batch: third, distance: 0, isWaiting: true },
			{ batch: both, distance: 1, make: null, balance: null, isWaiting: true }
		]);
		expect(distances(await trace([third]))).toEqual({ [third]: 0, [both]: 1 });
	});

	test('nothing at all is known of what was asked for', async () => {
		expect(await trace([blankLabel()])).toMatchObject({ batches: [{ make: null, isWaiting: true }], sums: [] });
	});
});

test('records by which a batch comes of itself are followed once around, and said', async () => {
	const dyed = madeBy(await floor.record(moveTo(site.dyeing, first)));
	const { item, quantity } = await batchRow(floor, dyed);
	if (!item || !quantity) throw new Error('nothing was made');
	const made = { item, quantity, smallest: '1', second: null, grade: 'firsts', place: null, machine: null } as const;
	await state(
		floor,
		draft(BatchesTransformed, runStream(site.run), [dyed], {
			run: site.run,
			operation: 'merge',
			step: null,
			takes: [{ batch: dyed, item: item.id, quantity, extent: 'all' }],
			uses: [],
			makes: [{ ...made, batch: dyed }],
			ends: []
		})
	);
	const found = await trace([first]);
	expect(distances(found)).toEqual({ [first]: 0, [dyed]: 1 });
	expect(found.batches.map(({ comesOfItself }) => comesOfItself)).toEqual([false, true]);
});

vi.setConfig({ testTimeout: 60_000 });

test('whatever devices recorded: the columns of every sum add up, and nothing is in the answer twice', () => {
	fc.assert(
		fc.property(forgedHistories, ({ log }) => {
			const threads = threadsOf(log);
			for (const { entity } of threads) {
				const { batches, sums: all } = traceOf([threads], [entity]);
				expect(new Set(batches.map(({ batch }) => batch)).size).toBe(batches.length);
				for (const { balance } of all) {
					const { made, over, inHouse: here, used, waste: wasted, void: dead, left } = balance;
					for (const part of ['total', 'disputed'] as const) {
						const went = [here, used, wasted, dead, left].map((column) => column[part]).reduce(add, ZERO);
						expect(formatRational(went)).toBe(formatRational(add(made[part], over[part])));
					}
				}
			}
		}),
		{ numRuns: 40 }
	);
});
