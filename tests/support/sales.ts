import { readFulfilling } from '#engine/fulfilling.ts';
import { item, materialsIn } from '#domain/item/item.ts';
import { figuresOf, type LineFigures } from '#domain/order/figures.ts';
import type { ChangeOrder, OrderLineInput } from '#domain/order/change.ts';
import type { OrderedRun } from '#domain/order/generate.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { createTestFloor, line, mill, quantity, type TestFloor } from './floor.ts';

/** `ordering(sock, '500 pcs')`: a line as somebody enters it. */
export const ordering = (item: Code, amount: string, changes: Partial<OrderLineInput> = {}): OrderLineInput => ({
	line: null,
	wanted: { item, quantity: quantity(amount) },
	...changes
});

export const changing = (order: Code | null, changes: Omit<ChangeOrder, 'type' | 'order'>): ChangeOrder => ({
	type: 'ChangeOrder',
	order,
	...changes
});

/** Records an estimate; answers its code. */
export async function estimate(
	{ record }: Pick<TestFloor, 'record'>,
	lines: readonly OrderLineInput[],
	changes: Omit<ChangeOrder, 'type' | 'order' | 'lines'> = {}
): Promise<Code> {
	const { events } = await record(changing(null, { number: 'SO-1', ...changes, lines }));
	return events[0]?.touches[0] as Code;
}

/** A mill with an estimate of 500 finished socks; its batches start as knitted ones. */
export async function soldMill() {
	const floor = await createTestFloor();
	const { define, items, knitting, steps } = await mill(floor);
	const order = await estimate(floor, [ordering(items.sock, '500 pcs', { promised: '2026-12-05', priority: 3 })]);
	return { floor, order, define, items, knitting, steps };
}

/** A run of one line that starts with `item`, in batches of fifty, for as much of the order's line. */
export const runFor = (
	item: Code,
	batches: number,
	changes: Partial<OrderedRun> & { readonly orderLine?: number; readonly covers?: OrderedRun['covers'] } = {}
): OrderedRun => {
	const { orderLine = 1, ...other } = changes;
	return {
		lines: [{ ...line(item, batches), orderLine }],
		covers: [{ line: orderLine, quantity: quantity(`${batches * 50} pcs`) }],
		responsible: null,
		due: null,
		priority: null,
		released: true,
		...other
	};
};

export const generating = (order: Code, ...runs: readonly OrderedRun[]) =>
	({ type: 'GenerateRuns', order, runs }) as const;

/** Answers the code of the run that was made. */
export async function generate(
	{ record }: Pick<TestFloor, 'record'>,
	order: Code,
	...runs: readonly OrderedRun[]
): Promise<Code> {
	const { events } = await record(generating(order, ...runs));
	return events.find(({ type }) => type === 'RunCreated')?.touches[0] as Code;
}

export async function orderRow({ row }: Pick<TestFloor, 'row'>, order: Code): Promise<OrderRow> {
	const found = await row(orders, order);
	if (!found) throw new Error(`no row of ${order}`);
	return found;
}

/** Answers everything that one run shows of its order's changes. */
export async function answer(floor: TestFloor, order: Code, run: Code, said: 'apply' | 'keep') {
	const of = (await orderRow(floor, order)).runs.find((one) => one.run === run);
	return {
		type: 'AnswerOrderChange',
		order,
		run,
		answer: said,
		changes: of?.unanswered ?? [],
		reason: 'as ordered'
	} as const;
}

/** How far the order's lines are, by everything that this device holds of its runs. */
export async function figuresIn(floor: TestFloor, order: Code): Promise<readonly LineFigures[]> {
	const row = await orderRow(floor, order);
	const fulfilling = await floor.store.read((reader) =>
		Promise.all(row.runs.map(({ run }) => readFulfilling(reader, run)))
	);
	return figuresOf(
		row,
		fulfilling.filter((run) => run !== undefined),
		materialsIn(await floor.rows(item.table))
	);
}
