import { definitions } from '#domain/catalog.ts';
import { materialsIn } from '#domain/item/item.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { effectOf, type RunEffect } from '#domain/order/effect.ts';
import { orders, type OrderRow, type OrderRun } from '#domain/order/views.ts';
import { runs } from '#domain/run/run.ts';
import { readFulfilling } from '#engine/fulfilling.ts';
import type { Reader } from '#ports/store.ts';

/** An order that says otherwise than when the run was planned, and what its plan would become. */
export interface ChangedOrder {
	readonly order: OrderRow;
	readonly of: OrderRun;
	readonly effect: RunEffect;
}

/** Of every order that the run fulfils. */
export async function readChanges(reader: Reader, id: EntityId): Promise<readonly ChangedOrder[]> {
	const run = await reader.get(runs, id);
	const ids = [...new Set(run?.lines.flatMap(({ order }) => order?.id ?? []))];
	const known = (await reader.getMany(orders, ids)).filter((row) => row !== undefined);
	const changed = known.flatMap((order) =>
		order.runs.filter((of) => of.run === id && of.changed.length > 0).map((of) => ({ order, of }))
	);
	const fulfilling = changed.length === 0 ? undefined : await readFulfilling(reader, id);
	if (fulfilling === undefined) return [];
	const materials = materialsIn(await reader.range(definitions.item.table));
	return changed.map(({ order, of }) => ({ order, of, effect: effectOf({ order, of, fulfilling, materials }) }));
}
