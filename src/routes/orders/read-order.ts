import { batches, progress, runState, type ProgressRow, type RunState } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import { routeNeeds, stepsOfLine } from '#domain/flow/pinned.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { runs } from '#domain/run/run.ts';
import { neededRows } from '#engine/submit.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { figuresOf, type FulfillingRun, type LineFigures } from './line-figures.ts';

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

/** One stretch of an index for each run, however many batches it has. */
export async function readFigures(reader: Reader, order: OrderRow): Promise<readonly LineFigures[]> {
	const items = await reader.range(definitions.item.table);
	const materials = new Set<string>(items.filter(({ nature }) => nature === 'material').map(({ id }) => id));
	const fulfilling: FulfillingRun[] = [];
	for (const { run: id } of order.runs) {
		const run = await reader.get(runs, id);
		if (run === undefined) continue;
		const routes = await neededRows(reader, (known) => routeNeeds(id, known));
		fulfilling.push({
			run,
			batches: await reader.range(batches, { index: 'run', from: id, to: `${id}\u0000` }),
			stepsOf: (line) => stepsOfLine(run, line, routes)
		});
	}
	return figuresOf(order, fulfilling, (item) => materials.has(item));
}
