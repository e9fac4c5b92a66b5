import { batches } from '#domain/batch/views.ts';
import { definitions } from '#domain/catalog.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import { effectOf, type EffectFault, type PlanEffect } from '#domain/order/effect.ts';
import { orders, type OrderRow, type OrderRun } from '#domain/order/views.ts';
import { runs } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';

/** An order that says otherwise than when the run was planned, and what its plan would become. */
export interface ChangedOrder {
	readonly order: OrderRow;
	readonly of: OrderRun;
	/** `cancels`: the order was called off, and the run goes with it. `ended`: the run is cancelled and makes nothing more. */
	readonly effect: Result<PlanEffect, EffectFault> | 'cancels' | 'ended';
}

/** Of every order that the run fulfils. */
export async function readChanges(reader: Reader, id: EntityId): Promise<readonly ChangedOrder[]> {
	const run = await reader.get(runs, id);
	if (run === undefined) return [];
	const ids = [...new Set(run.lines.flatMap(({ order }) => order?.id ?? []))];
	const known = (await reader.getMany(orders, ids)).filter((row) => row !== undefined);
	const changed = known.flatMap((order) =>
		order.runs.filter((of) => of.run === id && of.changed.length > 0).map((of) => ({ order, of }))
	);
	if (changed.length === 0) return [];
	const { item, step, flow } = definitions;
	const [planned, steps, flows, items] = await Promise.all([
		reader.range(batches, { index: 'run', from: id, to: `${id}\u0000` }),
		reader.range(step.table),
		reader.range(flow.table),
		reader.range(item.table)
	]);
	const materials = new Set<string>(items.filter(({ nature }) => nature === 'material').map((row) => row.id));
	return changed.map(({ order, of }) => ({
		order,
		of,
		effect: run.cancelled
			? 'ended'
			: order.status === 'cancelled'
				? 'cancels'
				: effectOf({ order, of, run, batches: planned, steps, flows, isMaterial: (one) => materials.has(one) })
	}));
}
