import type { ChangeOrder, OrderLineInput } from '#domain/order/change.ts';
import type { OrderedRun } from '#domain/order/generate.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { line, quantity, type TestFloor } from './floor.ts';

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
