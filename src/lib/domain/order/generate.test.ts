import { describe, expect, test } from 'vitest';
import { createTestFloor, deliver, exceptionsOf, meet, progressOf, quantity } from '../../../../tests/support/floor.ts';
import {
	answer,
	changing,
	generate,
	generating,
	ordering,
	orderRow,
	runFor,
	soldMill
} from '../../../../tests/support/sales.ts';
import type { Code } from '../kernel/code.ts';
import { runs } from '../run/run.ts';

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
