import type { EntityId } from '#domain/kernel/event.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import type { RunLine } from '#domain/run/run.ts';
import type { Reader } from '#ports/store.ts';
import { orderName } from '../orders/order-words.ts';

/** Sales orders that have arrived here, by their ids. */
export type KnownOrders = ReadonlyMap<EntityId, OrderRow>;

/** The orders that runs with these lines fulfil, in the order of the lines. */
export const ordersOf = (lines: readonly Pick<RunLine, 'order'>[]): EntityId[] => [
	...new Set(lines.flatMap(({ order }) => (order === null ? [] : [order.id])))
];

export async function readOrdersOf(reader: Reader, lines: readonly Pick<RunLine, 'order'>[]): Promise<KnownOrders> {
	const found = await reader.getMany(orders, ordersOf(lines));
	return new Map(found.flatMap((row) => (row === undefined ? [] : [[row.id, row]])));
}

export const orderText = (id: EntityId, known: KnownOrders): string => orderName(known.get(id) ?? { id, number: '' });

/** Nobody has confirmed one of them yet. */
export const isEstimate = (ids: readonly EntityId[], known: KnownOrders): boolean =>
	ids.some((id) => known.get(id)?.status === 'estimate');
