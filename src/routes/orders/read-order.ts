import { definitions } from '#domain/catalog.ts';
import { materialsIn } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { figuresOf, type FulfillingRun, type LineFigures } from '#domain/order/figures.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { progress, runState, type ProgressRow, type RunState } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import { readFulfilling } from '#engine/fulfilling.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** An order as its page shows it. */
export interface OrderDetail {
	readonly order: OrderRow;
	/** Empty: nobody, or the name was erased. */
	readonly customer: string;
	readonly note: string;
	/** Why it has its status, where somebody said so. */
	readonly because: string;
	/** What the merge of histories left for somebody to decide, of this order. */
	readonly decisions: readonly Exception[];
	/** The runs that fulfil it, in the order of their making. */
	readonly runs: readonly OrderedRunState[];
}

export interface OrderedRunState {
	readonly run: EntityId;
	/** Null while the run has not arrived on this device. */
	readonly state: RunState | null;
	readonly sum: ProgressRow | undefined;
}

/** Null: this device knows no such order. */
export async function readOrder(reader: Reader, id: Code): Promise<OrderDetail | null> {
	const order = await reader.get(orders, id);
	if (order === undefined) return null;
	const textOf = async (ref: PersonalRef | null | undefined): Promise<string> =>
		ref ? plainText((await reader.get(personalTexts, personalId(ref)))?.text ?? '') : '';
	const ids = order.runs.map(({ run }) => run);
	const [rows, sums] = [await reader.getMany(runs, ids), await reader.getMany(progress.table, ids)];
	return {
		order,
		customer: await textOf(order.customer?.text),
		note: await textOf(order.note),
		because: await textOf(order.moved?.reason?.text),
		decisions: await reader.range(exceptions, { index: 'entity', from: id, to: `${id}\u0000` }),
		runs: ids.map((run, index) => {
			const row = rows[index];
			const sum = sums[index];
			return { run, state: row ? runState(sum, row.cancelled !== null) : null, sum };
		})
	};
}

export async function readFigures(reader: Reader, order: OrderRow): Promise<readonly LineFigures[]> {
	const fulfilling: FulfillingRun[] = [];
	for (const { run: id } of order.runs) {
		const run = await readFulfilling(reader, id);
		if (run !== undefined) fulfilling.push(run);
	}
	return figuresOf(order, fulfilling, materialsIn(await reader.range(definitions.item.table)));
}
