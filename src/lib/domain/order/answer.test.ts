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
	progressOf,
	quantity,
	type TestFloor
} from '../../../../tests/support/floor.ts';
import { answer, changing, generate, orderRow, runFor, soldMill } from '../../../../tests/support/sales.ts';
import { batches } from '../batch/views.ts';
import { definitions } from '../catalog.ts';
import type { Code } from '../kernel/code.ts';
import { runs } from '../run/run.ts';
import type { OrderLineInput } from './change.ts';
import { MAX_ANSWERED } from './order.ts';

/** What its batches are of, the largest first; without those that are void. */
const amountOf = (floor: TestFloor, run: Code) =>
	floor.rows(batches).then((rows) =>
		rows
			.filter((row) => row.run === run && !row.voided)
			.map(({ quantity: each }) => Number(each?.amount))
			.sort((a, b) => b - a)
	);

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

	test('of a run with batches of two sizes it is followed once, whatever line of the run they stand in', async () => {
		const { floor, order, items } = await soldMill();
		const lines = [
			line(items.knitted, 4, { each: quantity('120 pcs') }),
			line(items.knitted, 1, { each: quantity('20 pcs') })
		];
		const run = await generate(
			floor,
			order,
			runFor(items.knitted, 10, { lines: lines.map((one) => ({ ...one, orderLine: 1 })) })
		);
		await floor.record(changing(order, { lines: [pieces(items.sock, '620 pcs')] }));
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toEqual([120, 120, 120, 120, 120, 20]);
		await floor.record(changing(order, { lines: [pieces(items.sock, '360 pcs')] }));
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toEqual([120, 120, 120]);
		expect((await orderRow(floor, order)).runs[0]?.lines).toMatchObject([
			{ covers: { quantity: quantity('360 pcs') } }
		]);
	});

	test('applied, machines go on taking turns where the batches before ended', async () => {
		const { floor, order, items, define } = await soldMill();
		const machines = [await define.machine('Knit 1'), await define.machine('Knit 2')] as const;
		const lines = [{ ...line(items.knitted, 9, { machines }), orderLine: 1 }];
		const run = await generate(floor, order, runFor(items.knitted, 9, { lines }));
		await floor.record(changing(order, { lines: [pieces(items.sock, '630 pcs')] }));
		await floor.record(await answer(floor, order, run, 'apply'));
		const planned = (await floor.rows(batches)).filter((row) => row.run === run);
		expect(planned.map(({ machine }) => machine)).toEqual(
			Array.from({ length: 12 }, (_, index) => machines[index % 2])
		);
	});

	test('of a run that begins further on the way it is followed there', async () => {
		const { floor, order, items } = await soldMill();
		const run = await generate(floor, order, runFor(items.dyed, 10));
		await floor.record(changing(order, { lines: [pieces(items.sock, '600 pcs')] }));
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toHaveLength(12);
	});

	test('is reckoned back through the steps as the run pinned them', async () => {
		const { floor, order, run, items, steps, change } = await planned();
		const consumes = [{ item: items.knitted, quantity: quantity('1 pcs'), allowance: '1/10' }];
		await floor.record(definitions.step.define(steps.dye, { consumes }));
		await change(pieces(items.sock, '600 pcs'));
		await floor.record(await answer(floor, order, run, 'apply'));
		expect(await amountOf(floor, run)).toEqual(Array.from({ length: 12 }, () => 50));
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
