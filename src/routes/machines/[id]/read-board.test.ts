import { describe, expect, it } from 'vitest';
import type { Code } from '#domain/kernel/code.ts';
import {
	closeBatch,
	createTestFloor,
	defining,
	initialise,
	line,
	MONDAY,
	moveTo,
	plan,
	quantity,
	undo,
	voidBatch
} from '../../../../tests/support/floor.ts';
import { groupByHour } from './hours.ts';
import { readBoard, type Board, type BoardQuery } from './read-board.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The test floor's clock is an hour east of UTC. */
const TODAY = MONDAY - 7 * HOUR;

/** Knitting on two machines, then dyeing on one. */
async function mill(batchCount: number) {
	const floor = await createTestFloor();
	const define = defining(floor);
	const [sock, dyed] = [await define.item('Sock'), await define.item('Sock, dyed')];
	const [knit1, knit2, vat] = [
		await define.machine('Knit 1'),
		await define.machine('Knit 2'),
		await define.machine('Vat')
	];
	const knitting = await define.step('Knitting', {
		produces: { item: sock, quantity: quantity('1 pcs') },
		plannedMinutes: 60
	});
	const dyeing = await define.step('Dyeing', {
		consumes: [{ item: sock, quantity: quantity('1 pcs'), allowance: null }],
		produces: { item: dyed, quantity: quantity('1 pcs') }
	});
	const knittingIn = await define.station('Knitting in', { steps: [knitting], machines: [knit1, knit2] });
	const dyeingIn = await define.station('Dyeing in', { operation: 'move', steps: [dyeing], machines: [vat] });
	const planned = await plan(floor, line(sock, batchCount, { machines: [knit1] }));
	const board = (place: Code, asked: Partial<BoardQuery> = {}): Promise<Board> =>
		floor.store.read(readBoard({ place, tab: 'open', shown: 30, today: TODAY, run: null, item: null, ...asked }));
	const start = (batch: Code | undefined, machine = knit1) => floor.record(initialise(batch!, knittingIn, { machine }));
	const dye = (batch: Code | undefined) => floor.record(moveTo(dyeingIn, batch!));
	return { ...floor, define, board, start, dye, ...planned, sock, dyed, knit1, knit2, vat, knitting, dyeing };
}

const ids = ({ lines }: Board): string[] => lines.map(({ batch }) => batch.id);

describe('the board of a machine', () => {
	it('counts what is open, was closed today and is not started, of this machine alone', async () => {
		const { board, batches, start, dye, record, knit1, knit2, vat } = await mill(6);
		const [a, b, c, d] = batches;
		for (const batch of [a, b, c]) await start(batch);
		await start(d, knit2);
		await dye(a);
		await record(closeBatch(b!));
		await record(voidBatch(batches[5]!));

		expect(await board(knit1)).toMatchObject({ isKnown: true, open: 1, closedToday: 2, created: 1 });
		expect(await board(knit2)).toMatchObject({ open: 1, closedToday: 0, created: 0 });
		// Nothing takes a dyed sock: it is closed by being made.
		expect(await board(vat)).toMatchObject({ open: 0, closedToday: 1, created: 0 });
	});

	it('counts as closed today only what was closed since the day began', async () => {
		const { board, batches, start, record, clock, knit1 } = await mill(2);
		await start(batches[0]);
		await record(closeBatch(batches[0]!));
		clock.advance(24 * HOUR);
		await start(batches[1]);
		await record(closeBatch(batches[1]!));

		const tomorrow = await board(knit1, { tab: 'closed', today: TODAY + 24 * HOUR });
		expect(tomorrow.closedToday).toBe(1);
		expect(ids(tomorrow)).toEqual([batches[1], batches[0]]);
		expect(tomorrow.lastClosed).toBe(tomorrow.lines[0]?.batch.closed?.at);
	});

	it('lists open batches by when they came here, and shows more when asked', async () => {
		const { board, batches, start, knit1 } = await mill(4);
		const order = [2, 0, 3, 1].map((index) => batches[index]!);
		for (const batch of order) await start(batch);

		const first = await board(knit1, { shown: 3 });
		expect(ids(first)).toEqual(order.slice(0, 3));
		expect(first.hasMore).toBe(true);
		const all = await board(knit1, { shown: 4 });
		expect(ids(all)).toEqual(order);
		expect(all.hasMore).toBe(false);
	});

	it('says where each open batch goes next', async () => {
		const { board, batches, start, knit1, dyeing } = await mill(1);
		await start(batches[0]);
		expect((await board(knit1)).lines[0]?.next).toEqual([dyeing]);
	});

	it('finds a batch of a run or an item behind hundreds of others', async () => {
		const { board, batches, start, ...floor } = await mill(210);
		const hat = await floor.define.item('Hat');
		const felting = await floor.define.step('Felting', { produces: { item: hat, quantity: quantity('1 pcs') } });
		const feltingIn = await floor.define.station('Felting in', { steps: [felting], machines: [floor.knit1] });
		for (const batch of batches) await start(batch);
		const hats = await plan(floor, line(hat, 1));
		await floor.record(initialise(hats.batches[0]!, feltingIn));

		for (const only of [{ run: hats.run }, { item: hat }]) {
			const board1 = await board(floor.knit1, { shown: 10, ...only });
			expect(ids(board1)).toEqual(hats.batches);
			expect(board1).toMatchObject({ hasMore: false, open: 211 });
			expect(board1.runs).toEqual([floor.run, hats.run].sort());
			expect(board1.items).toEqual([floor.sock, hat].sort());
		}
	});

	it('compares ages with the planned time until twenty batches have passed here', async () => {
		const { board, batches, start, dye, clock, knit1 } = await mill(21);
		const waiting = batches[20]!;
		for (const [index, batch] of batches.slice(0, 19).entries()) {
			await start(batch);
			clock.advance((index + 1) * MINUTE);
			await dye(batch);
		}
		await start(waiting);
		expect((await board(knit1)).lines[0]?.marks).toEqual([60 * MINUTE, 90 * MINUTE, 120 * MINUTE]);

		await start(batches[19]);
		clock.advance(20 * MINUTE);
		await dye(batches[19]);
		// A second passes with each record.
		const marks = (await board(knit1)).lines[0]?.marks?.map((mark) => Math.floor(mark / MINUTE));
		expect(marks).toEqual([10, 17, 19]);
	});

	it('has no marks where neither history nor a planned time is known', async () => {
		const { board, define, record, run: _, ...floor } = await mill(1);
		const hat = await define.item('Hat');
		const felting = await define.step('Felting', { produces: { item: hat, quantity: quantity('1 pcs') } });
		const station = await define.station('Felting in', { steps: [felting] });
		const { batches } = await plan({ ...floor, record }, line(hat, 1));
		await record(initialise(batches[0]!, station));
		// No machine stands there: the batch is open at the station.
		const [only] = (await board(station)).lines;
		expect(only).toMatchObject({ batch: { id: batches[0] }, marks: null, next: [] });
	});

	it('puts a batch back where it was when its move is undone', async () => {
		const { board, batches, start, dye, record, knit1, vat } = await mill(1);
		await start(batches[0]);
		await record(undo(await dye(batches[0])));
		expect(ids(await board(knit1))).toEqual(batches);
		expect(await board(knit1)).toMatchObject({ open: 1, closedToday: 0, lastClosed: null });
		expect(await board(vat, { tab: 'closed' })).toMatchObject({ closedToday: 0, lines: [] });
	});

	it('does not know a machine that has not arrived here', async () => {
		const { board } = await mill(1);
		expect(await board('m00000000x' as Code)).toMatchObject({ isKnown: false, open: 0, lines: [] });
	});
});

describe('closed batches by the hour', () => {
	it('are grouped by the hour of the place, the latest first', async () => {
		const { board, batches, start, record, clock, knit1 } = await mill(3);
		for (const batch of batches) {
			await start(batch);
			clock.advance(25 * MINUTE);
			await record(closeBatch(batch));
		}
		const hours = groupByHour((await board(knit1, { tab: 'closed' })).lines);
		expect(hours.map(({ at, lines }) => [at.slice(11, 13), lines.length])).toEqual([
			['08', 1],
			['07', 2]
		]);
	});
});
