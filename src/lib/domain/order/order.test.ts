import { describe, expect, test } from 'vitest';
import { createTestFloor, defining, deliver, exceptionsOf, meet, quantity } from '../../../../tests/support/floor.ts';
import { changing, estimate, ordering, orderRow } from '../../../../tests/support/sales.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Code } from '../kernel/code.ts';
import { personalId } from '../kernel/personal.ts';
import { LINE_CHUNK, MAX_LINE_NUMBER, MAX_ORDER_LINES } from './order.ts';

async function office() {
	const floor = await createTestFloor();
	const sock = await defining(floor).item('Sock');
	return { floor, sock };
}

/** Two devices that know of one estimate of 500 socks. */
async function twoOffices() {
	const { floor: one, sock } = await office();
	const order = await estimate(one, [ordering(sock, '500 pcs')]);
	const other = await createTestFloor({ device: 2 });
	await deliver(one, other);
	return { one, other, order, sock };
}

describe('a sales order', () => {
	test('is an estimate with numbered lines, in a stream of its own; who ordered is kept apart', async () => {
		const { floor, sock } = await office();
		const { events } = await floor.record(
			changing(null, {
				number: ' SO-1042 ',
				customer: 'Ada Lovelace',
				placed: '2026-11-02',
				lines: [
					ordering(sock, '500 pcs', { requested: '2026-12-01', promised: '2026-12-05', priority: 2 }),
					ordering(sock, '20 pcs')
				]
			})
		);
		const order = events[0]?.touches[0] as Code;
		expect(events).toMatchObject([{ type: 'OrderChanged', stream: `order.${order}`, touches: [order] }]);
		expect(JSON.stringify(events)).not.toContain('Lovelace');
		const row = await orderRow(floor, order);
		expect(row).toMatchObject({
			number: 'SO-1042',
			placed: '2026-11-02',
			status: 'estimate',
			created: { event: events[0]?._id },
			runs: [],
			lines: [
				{
					line: 1,
					wanted: { item: sock, quantity: quantity('500 pcs') },
					requested: '2026-12-01',
					promised: '2026-12-05',
					priority: 2,
					dropped: false
				},
				{ line: 2, wanted: { item: sock, quantity: quantity('20 pcs') }, requested: null, promised: null }
			]
		});
		const text = await floor.row(personalTexts, row.customer?.text ? personalId(row.customer.text) : '');
		expect(text?.text).toBe('Ada Lovelace');
	});

	test('changes field by field: only what is otherwise is recorded', async () => {
		const { floor, sock } = await office();
		const order = await estimate(floor, [ordering(sock, '500 pcs', { promised: '2026-12-05' })]);
		const { events } = await floor.record(
			changing(order, {
				number: 'SO-1',
				lines: [{ line: 1, wanted: { item: sock, quantity: quantity('600 pcs') }, promised: '2026-12-05' }]
			})
		);
		expect(events[0]?.data).toMatchObject({
			changes: {},
			lines: [{ line: 1, changes: { wanted: { item: sock, quantity: quantity('600 pcs') } } }]
		});
		expect(await floor.refusal(changing(order, { number: 'SO-1', lines: [] }))).toMatchObject({
			type: 'NothingChanged'
		});
		await floor.record(changing(order, { lines: [{ line: 1, dropped: true }, ordering(sock, '5 pcs')] }));
		expect((await orderRow(floor, order)).lines).toMatchObject([
			{ line: 1, dropped: true, wanted: { quantity: quantity('600 pcs') } },
			{ line: 2, dropped: false }
		]);
	});

	test('of many lines is several records, all of them or none', async () => {
		const { floor, sock } = await office();
		const lines = Array.from({ length: MAX_ORDER_LINES }, () => ordering(sock, '1 pcs'));
		const { events } = await floor.record(changing(null, { lines }));
		expect(events).toHaveLength(MAX_ORDER_LINES / LINE_CHUNK);
		expect((await orderRow(floor, events[0]?.touches[0] as Code)).lines).toHaveLength(MAX_ORDER_LINES);
		expect(await floor.refusal(changing(null, { lines: [...lines, ordering(sock, '1 pcs')] }))).toMatchObject({
			type: 'TooManyLines',
			most: MAX_ORDER_LINES
		});
	});

	test.each([
		['an item nobody knows', { wanted: { item: 'a001000001', quantity: quantity('1 pcs') } }, 'item'],
		['no item', { wanted: undefined }, 'item'],
		['a quantity of another kind', { quantity: quantity('1 kg') }, 'unit'],
		['a quantity of nothing', { quantity: { ...quantity('1 pcs'), amount: '0' } }, 'quantity'],
		['a day that is none', { promised: '2026-02-30' }, 'date'],
		['a priority beyond', { priority: 10 }, 'priority'],
		['a line of no number', { line: MAX_LINE_NUMBER + 1 }, 'unknown']
	] as const)('is refused with %s', async (_what, wrong, fault) => {
		const { floor, sock } = await office();
		const good = { line: null, wanted: { item: sock, quantity: quantity('1 pcs') } };
		const { quantity: amount, ...given } = wrong as { quantity?: typeof good.wanted.quantity };
		const line = { ...good, ...given, ...(amount ? { wanted: { item: sock, quantity: amount } } : {}) };
		const lines = [ordering(sock, '1 pcs'), 'wanted' in given && given.wanted === undefined ? { line: null } : line];
		expect(await floor.refusal(changing(null, { lines }))).toMatchObject({ type: 'LineWrong', index: 1, fault });
	});

	test('takes the numbers that its lines have elsewhere, and counts on from the last', async () => {
		const { floor, sock } = await office();
		const order = await estimate(floor, [ordering(sock, '1 pcs', { line: 10 }), ordering(sock, '2 pcs')]);
		await floor.record(changing(order, { lines: [ordering(sock, '3 pcs', { line: 5 })] }));
		expect((await orderRow(floor, order)).lines.map(({ line }) => line)).toEqual([5, 10, 11]);
		expect(await floor.refusal(changing(order, { lines: [{ line: 7, priority: 1 }] }))).toMatchObject({
			type: 'LineWrong',
			fault: 'unknown'
		});
	});

	test('goes forward, one step back where somebody was wrong, and is called off with a reason', async () => {
		const { floor, sock } = await office();
		const order = await estimate(floor, [ordering(sock, '500 pcs')]);
		const to = (status: 'estimate' | 'issued' | 'shipped' | 'cancelled') => changing(order, { status });
		expect(await floor.refusal(to('shipped'))).toMatchObject({ type: 'StatusWrong', from: 'estimate', to: 'shipped' });
		expect(await floor.refusal(to('cancelled'))).toMatchObject({ type: 'ReasonMissing' });
		for (const status of ['issued', 'estimate', 'issued', 'shipped'] as const) await floor.record(to(status));
		const dropping = changing(order, { lines: [{ line: 1, dropped: true }] });
		expect(await floor.refusal(dropping)).toMatchObject({ type: 'OrderEnded', status: 'shipped' });
		expect(await floor.refusal(to('cancelled'))).toMatchObject({ type: 'StatusWrong', from: 'shipped' });
		await floor.record(to('issued'));
		const { events } = await floor.record(changing(order, { status: 'cancelled', reason: 'Customer went broke' }));
		expect(await orderRow(floor, order)).toMatchObject({
			status: 'cancelled',
			moved: { event: events[0]?._id, reason: { code: null } }
		});
	});

	test('keeps what two devices changed of two lines, and asks about one field that they changed apart', async () => {
		const { one, other, order, sock } = await twoOffices();
		await one.record(changing(order, { lines: [ordering(sock, '20 pcs')] }));
		await deliver(one, other);
		const amount = (line: number, text: string) => ({ line, wanted: { item: sock, quantity: quantity(text) } });
		await one.record(changing(order, { lines: [amount(1, '600 pcs')] }));
		await other.record(changing(order, { lines: [amount(2, '30 pcs')] }));
		await meet(one, other);
		expect((await orderRow(one, order)).lines).toMatchObject([
			{ wanted: { quantity: quantity('600 pcs') } },
			{ wanted: { quantity: quantity('30 pcs') } }
		]);
		expect(await exceptionsOf(one, order)).toEqual([]);

		const { events: first } = await one.record(changing(order, { lines: [amount(1, '700 pcs')] }));
		const { events: second } = await other.record(changing(order, { lines: [amount(1, '800 pcs')] }));
		await meet(one, other);
		const [losing, winning] = [first[0]?._id ?? '', second[0]?._id ?? ''].sort();
		const raised = await exceptionsOf(one, order);
		expect(raised).toMatchObject([{ rule: 'field', events: [losing, winning] }]);
		expect(await exceptionsOf(other, order)).toEqual(raised);
		expect(await orderRow(other, order)).toEqual(await orderRow(one, order));

		const lead = await defining(one).person('Lea', ['lead']);
		const { events } = await one.record({
			type: 'ResolveException',
			exception: raised[0]?.id ?? '',
			changes: [],
			lead,
			reason: 'The customer said 800'
		});
		expect(events[0]?.stream).toBe(`order.${order}`);
		expect(await exceptionsOf(one, order)).toEqual([]);
	});

	test('shows one whole where two devices made a line apart under one number, and asks', async () => {
		const { one, other, order, sock } = await twoOffices();
		await one.record(changing(order, { lines: [ordering(sock, '20 pcs', { promised: '2026-12-01', priority: 1 })] }));
		await other.record(changing(order, { lines: [ordering(sock, '30 pcs')] }));
		await meet(one, other);
		const line = (await orderRow(one, order)).lines[1];
		const whole = { '20': ['2026-12-01', 1], '30': [null, null] }[line?.wanted?.quantity.amount ?? ''];
		expect([line?.promised, line?.priority]).toEqual(whole);
		expect(await exceptionsOf(one, order)).toMatchObject([{ rule: 'field' }]);
	});

	test('of which not everything has arrived is not changed, and asks nothing yet', async () => {
		const { one, order, sock } = await twoOffices();
		await one.record(changing(order, { status: 'issued' }));
		await one.record(changing(order, { lines: [{ line: 1, priority: 1 }] }));
		const late = await createTestFloor({ device: 3 });
		const all = (await one.documents()).filter((known) => !('data' in known) || !isFirstOf(order, known));
		for (const document of all) await late.receive([document]);
		expect(await orderRow(late, order)).toMatchObject({ created: null, waiting: true });
		const change = changing(order, { lines: [ordering(sock, '1 pcs')] });
		expect(await late.refusal(change)).toMatchObject({ type: 'OrderUnknown' });
	});

	test('reads the same in whatever order its records arrive', async () => {
		const { one, other, order, sock } = await twoOffices();
		await one.record(changing(order, { status: 'issued' }));
		await other.record(changing(order, { lines: [{ line: 1, priority: 1 }, ordering(sock, '5 pcs')] }));
		await meet(one, other);
		const late = await createTestFloor({ device: 3 });
		for (const document of (await one.documents()).toReversed()) await late.receive([document]);
		expect(await orderRow(late, order)).toEqual(await orderRow(one, order));
	});
});

const isFirstOf = (order: Code, known: { readonly type?: unknown; readonly heads?: unknown }): boolean =>
	known.type === 'OrderChanged' && !((known.heads ?? {}) as Record<string, readonly string[]>)[order]?.length;
