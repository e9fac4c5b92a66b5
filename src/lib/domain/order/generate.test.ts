import { describe, expect, test } from 'vitest';
import {
	batchRow,
	cancelRun,
	createTestFloor,
	deliver,
	exceptionsOf,
	initialise,
	line,
	meet,
	mill,
	progressOf,
	quantity
} from '../../../../tests/support/floor.ts';
import {
	answer,
	changing,
	estimate,
	generate,
	generating,
	ordering,
	orderRow,
	runFor
} from '../../../../tests/support/sales.ts';
import { batches } from '../batch/views.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { runs } from '../run/run.ts';
import type { OrderLineInput } from './change.ts';
import { MAX_ANSWERED } from './order.ts';
import { startsOf } from './starts.ts';

/** A mill with an estimate of 500 finished socks; its batches start as knitted ones. */
async function soldMill() {
	const floor = await createTestFloor();
	const { items, knitting, steps } = await mill(floor);
	const order = await estimate(floor, [ordering(items.sock, '500 pcs', { promised: '2026-12-05', priority: 3 })]);
	return { floor, order, items, knitting, steps };
}

const amountOf = (floor: Awaited<ReturnType<typeof createTestFloor>>, run: Code) =>
	floor.rows(batches).then((rows) =>
		rows
			.filter((row) => row.run === run && !row.voided)
			.map(({ quantity: each }) => Number(each?.amount))
			.sort((a, b) => b - a)
	);

describe('a run from an estimate', () => {
	test('is linked both ways and has its batches at once', async () => {
		const { floor, order, items } = await soldMill();
		const { events } = await floor.record(
			generating(order, runFor(items.knitted, 10, { due: '2026-12-05', priority: 3 }))
		);
		expect(events.map(({ type, stream }) => [type, stream.split('.')[0]])).toEqual([
			['RunCreated', 'runs'],
			['BatchesPlanned', 'run'],
			['RunGenerated', 'order']
		]);
		const run = events[0]?.touches[0] as Code;
		expect(await floor.row(runs, run)).toMatchObject({ due: '2026-12-05', lines: [{ order: { id: order, line: 1 } }] });
		expect((await orderRow(floor, order)).runs).toMatchObject([
			{
				run,
				lines: [{ line: 1, runLines: [1], covers: { item: items.sock, quantity: quantity('500 pcs') } }],
				changed: [],
				unanswered: []
			}
		]);
	});

	test('may be several runs, all of them or none', async () => {
		const { floor, order, items } = await soldMill();
		const half = runFor(items.knitted, 5);
		await floor.record(generating(order, half, half));
		expect((await orderRow(floor, order)).runs).toHaveLength(2);
		const wrong = { ...half, due: '2026-13-01' };
		expect(await floor.refusal(generating(order, half, wrong))).toMatchObject({ type: 'DueWrong' });
		expect((await orderRow(floor, order)).runs).toHaveLength(2);
	});

	test.each(['issued', 'cancelled'] as const)('is refused once the order is %s', async (status) => {
		const { floor, order, items } = await soldMill();
		await floor.record(changing(order, { status, reason: 'so' }));
		expect(await floor.refusal(generating(order, runFor(items.knitted, 10)))).toMatchObject({
			type: 'NotAnEstimate',
			status
		});
	});

	test('says for each line how much of it it is for', async () => {
		const { floor, order, items } = await soldMill();
		const run = runFor(items.knitted, 10);
		const refusalOf = (changes: object) => floor.refusal(generating(order, { ...run, ...changes }));
		expect(await floor.refusal(generating(order))).toMatchObject({ type: 'NoRuns' });
		expect(await refusalOf({ covers: [] })).toMatchObject({ type: 'CoverWrong', line: 1 });
		expect(await refusalOf({ covers: [...run.covers, { line: 2, quantity: quantity('1 pcs') }] })).toMatchObject({
			type: 'CoverWrong',
			line: 2
		});
		expect(await refusalOf({ covers: [{ line: 1, quantity: quantity('1 kg') }] })).toMatchObject({ line: 1 });
		await floor.record(changing(order, { lines: [{ line: 1, dropped: true }] }));
		expect(await refusalOf({})).toMatchObject({ type: 'OrderLineGone', line: 1 });
		expect(await floor.refusal(generating('v001000001' as Code, run))).toMatchObject({ type: 'OrderUnknown' });
	});

	test('[case 25] stays linked where the order left Estimate elsewhere, and the office looks', async () => {
		const { floor: one, order, items } = await soldMill();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		const { events: left } = await one.record(changing(order, { status: 'issued' }));
		const run = await generate(other, order, runFor(items.knitted, 10));
		await meet(one, other);
		const generated = (await other.documents()).find((known) => 'type' in known && known.type === 'RunGenerated');
		const raised = await exceptionsOf(one, order);
		expect(raised).toMatchObject([{ rule: 'order', run, events: [generated?._id, left[0]?._id], waiting: false }]);
		expect(await exceptionsOf(other, order)).toEqual(raised);
		expect(await orderRow(one, order)).toMatchObject({ status: 'issued', runs: [{ run }] });
		expect(await progressOf(one, run)).toMatchObject({ planned: 10 });
	});

	test('may leave Estimate afterwards: nothing to look at', async () => {
		const { floor, order, items } = await soldMill();
		await generate(floor, order, runFor(items.knitted, 10));
		await floor.record(changing(order, { status: 'issued' }));
		expect(await exceptionsOf(floor, order)).toEqual([]);
		expect((await orderRow(floor, order)).runs).toMatchObject([{ changed: [] }]);
	});

	test('generated on two devices from one estimate is kept twice, and an exception says so', async () => {
		const { floor: one, order, items } = await soldMill();
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await generate(one, order, runFor(items.knitted, 10));
		await generate(other, order, runFor(items.knitted, 10));
		await meet(one, other);
		expect((await orderRow(one, order)).runs).toHaveLength(2);
		expect(await orderRow(other, order)).toEqual(await orderRow(one, order));
		expect(await exceptionsOf(one, order)).toMatchObject([{ rule: 'order', waiting: false }]);
	});

	test('for a line whose change another run followed elsewhere is looked at as well', async () => {
		const { floor: one, order, items } = await soldMill();
		const run = await generate(one, order, runFor(items.knitted, 10));
		await one.record(
			changing(order, { lines: [{ line: 1, wanted: { item: items.sock, quantity: quantity('600 pcs') } }] })
		);
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(await answer(one, order, run, 'apply'));
		const rival = await generate(other, order, runFor(items.knitted, 2));
		await meet(one, other);
		expect(await exceptionsOf(one, order)).toMatchObject([{ rule: 'order', run: rival }]);
	});

	test('of another line of it is none of that', async () => {
		const { floor: one, order, items } = await soldMill();
		await one.record(changing(order, { lines: [ordering(items.sock, '50 pcs')] }));
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await generate(one, order, runFor(items.knitted, 10));
		await generate(other, order, runFor(items.knitted, 1, { orderLine: 2 }));
		await meet(one, other);
		expect(await exceptionsOf(one, order)).toEqual([]);
	});
});

describe('an order that changes after its run was generated', () => {
	async function planned() {
		const sold = await soldMill();
		const { floor, order, items } = sold;
		const run = await generate(floor, order, runFor(items.knitted, 10, { due: '2026-12-05' }));
		const change = (...lines: readonly OrderLineInput[]) => floor.record(changing(order, { lines }));
		const shown = async () => (await orderRow(floor, order)).runs[0];
		return { ...sold, run, change, shown };
	}
	const pieces = (item: Code, amount: string) => ({ line: 1, wanted: { item, quantity: quantity(amount) } });

	async function wanted(amount: string) {
		const run = await planned();
		await run.change(pieces(run.items.sock, amount));
		return run;
	}

	test('shows what is otherwise until somebody answers', async () => {
		const { shown, items } = await wanted('600 pcs');
		expect(await shown()).toMatchObject({
			changed: [
				{
					line: 1,
					field: 'wanted',
					from: { item: items.sock, quantity: quantity('500 pcs') },
					to: { item: items.sock, quantity: quantity('600 pcs') }
				}
			]
		});
		expect((await shown())?.unanswered).toHaveLength(1);
	});

	test('applied, 500 to 600 is two batches of fifty more', async () => {
		const { floor, order, run, shown } = await wanted('600 pcs');
		const { events } = await floor.record(await answer(floor, order, run, 'apply'));
		expect(events.map(({ type }) => type)).toEqual(['BatchesPlanned', 'OrderChangeAnswered']);
		expect(await amountOf(floor, run)).toEqual(Array.from({ length: 12 }, () => 50));
		expect(await shown()).toMatchObject({
			changed: [],
			unanswered: [],
			lines: [{ covers: { quantity: quantity('600 pcs') } }]
		});
	});

	test('applied, 500 to 530 is one smaller batch', async () => {
		const { floor, order, run } = await wanted('530 pcs');
		await floor.record(await answer(floor, order, run, 'apply'));
		expect((await amountOf(floor, run)).at(-1)).toBe(30);
	});

	test('applied, 500 to 380 takes back the two newest batches that nobody started, and says what stays', async () => {
		const { floor, order, run, knitting, shown } = await wanted('380 pcs');
		const newest = (await floor.rows(batches)).filter((row) => row.run === run).at(-1)?.id as Code;
		await floor.record(initialise(newest, knitting));
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toEqual(Array.from({ length: 8 }, () => 50));
		expect((await batchRow(floor, newest)).voided).toBeNull();
		expect((await shown())?.lines).toMatchObject([{ covers: { quantity: quantity('400 pcs') } }]);
	});

	test('kept, the plan stays and nobody is asked again, until it changes again', async () => {
		const { floor, order, run, shown, items } = await wanted('600 pcs');
		await floor.record(await answer(floor, order, run, 'keep'));
		expect(await amountOf(floor, run)).toHaveLength(10);
		expect(await shown()).toMatchObject({ changed: [], lines: [{ covers: { quantity: quantity('500 pcs') } }] });
		await floor.record(changing(order, { lines: [pieces(items.sock, '700 pcs')] }));
		expect((await shown())?.changed).toMatchObject([
			{ from: { quantity: quantity('600 pcs') }, to: { quantity: quantity('700 pcs') } }
		]);
	});

	test('changed back before anybody answered is nothing to answer', async () => {
		const { floor, order, run, items, shown } = await wanted('600 pcs');
		const early = await answer(floor, order, run, 'apply');
		await floor.record(changing(order, { lines: [pieces(items.sock, '500 pcs')] }));
		expect(await shown()).toMatchObject({ changed: [], unanswered: [] });
		expect(await floor.refusal(early)).toMatchObject({ type: 'ChangedSince' });
	});

	test('asks for the days and the urgency as well', async () => {
		const { floor, order, run, change } = await planned();
		await change({ line: 1, promised: '2026-12-01', priority: 1 });
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await floor.row(runs, run)).toMatchObject({ due: '2026-12-01', priority: 1 });
		expect(await amountOf(floor, run)).toHaveLength(10);
	});

	test('cannot become another item: the plan may only stay', async () => {
		const { floor, order, run, items, change } = await planned();
		await change(pieces(items.dyed, '500 pcs'));
		expect(await floor.refusal(await answer(floor, order, run, 'apply'))).toMatchObject({ type: 'OtherItem', line: 1 });
		await floor.record(await answer(floor, order, run, 'keep'));
		expect((await orderRow(floor, order)).runs[0]?.changed).toEqual([]);
	});

	test('called off, its run is cancelled with it; reopened it shows again', async () => {
		const { floor, order, run, shown } = await planned();
		await floor.record(changing(order, { status: 'cancelled', reason: 'Customer went broke' }));
		expect(await shown()).toMatchObject({ changed: [{ line: null, field: 'status', to: 'cancelled' }] });
		const apply = await answer(floor, order, run, 'apply');
		expect(await floor.refusal({ ...apply, reason: ' ' })).toMatchObject({ type: 'ReasonMissing' });
		const { events } = await floor.record(apply);
		expect(new Set(events.map(({ type }) => type))).toEqual(
			new Set(['RunCancelled', 'BatchVoided', 'OrderChangeAnswered'])
		);
		expect(await progressOf(floor, run)).toMatchObject({ planned: 0, voided: 10 });
		expect(await shown()).toMatchObject({ changed: [], lines: [] });
		await floor.record(changing(order, { status: 'estimate' }));
		expect(await shown()).toMatchObject({ changed: [{ from: 'cancelled', to: 'estimate' }] });
	});

	test('follows a run that was cancelled before: nothing of it is made any more', async () => {
		const { floor, order, run, shown } = await wanted('600 pcs');
		await floor.record(cancelRun(run));
		const { events } = await floor.record(await answer(floor, order, run, 'apply'));
		expect(events.map(({ type }) => type)).toEqual(['OrderChangeAnswered']);
		expect(await shown()).toMatchObject({ changed: [], lines: [] });
	});

	test('of more changes than one record answers is answered once', async () => {
		const { floor, order, run, items, change, shown } = await planned();
		for (let more = 1; more <= MAX_ANSWERED + 6; more++) await change(pieces(items.sock, `${500 + more * 50} pcs`));
		const { events } = await floor.record(await answer(floor, order, run, 'apply'));
		expect(events.filter(({ type }) => type === 'OrderChangeAnswered')).toHaveLength(2);
		expect(await amountOf(floor, run)).toHaveLength(10 + MAX_ANSWERED + 6);
		expect(await shown()).toMatchObject({ changed: [], unanswered: [] });
	});

	test('dropped, all that nobody started is taken back', async () => {
		const { floor, order, run, shown, change } = await planned();
		await change({ line: 1, dropped: true });
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toEqual([]);
		expect((await shown())?.lines).toEqual([]);
	});

	test('answered on two devices apart is asked about, unless both let it stay', async () => {
		const { floor: one, order, run, items } = await wanted('600 pcs');
		const other = await createTestFloor({ device: 2 });
		await deliver(one, other);
		await one.record(await answer(one, order, run, 'keep'));
		await other.record(await answer(other, order, run, 'keep'));
		await meet(one, other);
		expect(await exceptionsOf(one, order)).toEqual([]);
		await one.record(changing(order, { lines: [pieces(items.sock, '700 pcs')] }));
		await deliver(one, other);
		await one.record(await answer(one, order, run, 'apply'));
		await other.record(await answer(other, order, run, 'apply'));
		await meet(one, other);
		expect(await exceptionsOf(one, order)).toMatchObject([{ rule: 'order', run }]);
		expect(await exceptionsOf(other, order)).toEqual(await exceptionsOf(one, order));
		expect(await amountOf(other, run)).toHaveLength(14);
	});
});

test('what batches start as is reckoned back through steps, waste and all, to every part', async () => {
	const { floor, items, steps } = await soldMill();
	const known = await floor.rows(definitions.step.table);
	const none = () => false;
	expect(startsOf({ item: items.sock, quantity: quantity('7 pcs') }, known, none)).toEqual([
		{ item: items.knitted, quantity: quantity('7 pcs') }
	]);
	const dye = known.find(({ id }) => id === steps.dye)!;
	const [input] = dye.consumes;
	const wasteful = {
		...dye,
		consumes: [
			{ ...input!, allowance: '1/20' },
			{ ...input!, item: items.sock, allowance: null }
		]
	};
	const others = known.filter(({ id }) => id !== steps.dye);
	expect(startsOf({ item: items.dyed, quantity: quantity('100 pcs') }, [...others, wasteful], none)).toMatchObject([
		{ item: items.knitted, quantity: { amount: '105' } },
		{ item: items.dyed }
	]);
	const bought = line(items.dyed, 1).item;
	expect(startsOf({ item: bought, quantity: quantity('1 pcs') }, [], none)).toEqual([
		{ item: bought, quantity: quantity('1 pcs') }
	]);
});
