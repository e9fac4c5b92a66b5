import { definitions } from '#domain/catalog.ts';
import { materialsIn } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { LineFigures } from '#domain/order/figures.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';
import { readFormContext, type FormContext } from '../../../runs/new/form-context.ts';
import { readFigures } from '../../read-order.ts';
import type { PlanContext } from './plan-draft.ts';

/** Everything that a run for an order is planned from. */
export interface PlanMaterial {
	readonly order: OrderRow;
	readonly figures: readonly LineFigures[];
	readonly context: PlanContext & FormContext;
}

/** Null: this device knows no such order. */
export async function readPlanMaterial(reader: Reader, id: Code): Promise<PlanMaterial | null> {
	const order = await reader.get(orders, id);
	if (order === undefined) return null;
	return {
		order,
		figures: await readFigures(reader, order),
		context: {
			...(await readFormContext(reader)),
			runs: await reader.range(runs),
			materials: materialsIn(await reader.range(definitions.item.table))
		}
	};
}
