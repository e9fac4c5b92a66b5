import { definitions } from '#domain/catalog.ts';
import { printCode } from '#domain/kernel/code.ts';
import { personalId } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { dueOf, priorityOf } from '#domain/order/urgency.ts';
import { isOver, type OrderStatus } from '#domain/order/order.ts';
import { orders, type OrderLine, type OrderRow } from '#domain/order/views.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';
import { wordFinder } from '#state/find-words.ts';
import { quantityText } from '#state/words/quantity.ts';
import { orderName } from './order-words.ts';

/** An order as lists show it. */
export interface OrderSummary {
	readonly order: OrderRow;
	readonly name: string;
	/** Empty: nobody, or the name was erased. */
	readonly customer: string;
	/** `500 pcs Sock`, one for each line that is wanted. */
	readonly wants: readonly string[];
	/** What its items are called and numbered, for the search. */
	readonly items: readonly string[];
	/** The earliest day that was promised, or asked for. */
	readonly due: string | null;
	/** Of its most urgent line. */
	readonly priority: number | null;
}

export const wantedLines = ({ lines }: Pick<OrderRow, 'lines'>): OrderLine[] => lines.filter(({ dropped }) => !dropped);

/** Every order that this device holds. */
export const readOrders = async (reader: Reader): Promise<readonly OrderSummary[]> =>
	readSummaries(reader, await reader.range(orders));

export async function readSummaries(reader: Reader, rows: readonly OrderRow[]): Promise<readonly OrderSummary[]> {
	const items = await reader.range(definitions.item.table);
	const itemOf = new Map(items.map((row) => [row.id as string, row]));
	const texts = await reader.getMany(
		personalTexts,
		rows.map(({ customer }) => (customer?.text ? personalId(customer.text) : ''))
	);
	return rows.map((order, index) => {
		const lines = wantedLines(order);
		const nameOf = (id: string): string => {
			const name = itemOf.get(id)?.name;
			return name ? plainText(name) : id.toUpperCase();
		};
		return {
			order,
			name: orderName(order),
			customer: plainText(texts[index]?.text ?? ''),
			wants: lines.flatMap(({ wanted }) => (wanted ? `${quantityText(wanted.quantity)} ${nameOf(wanted.item)}` : [])),
			items: lines.flatMap(({ wanted }) => (wanted ? [nameOf(wanted.item), itemOf.get(wanted.item)?.sku ?? ''] : [])),
			due: dueOf(lines),
			priority: priorityOf(lines)
		};
	});
}

/** Orders whose number, customer or items hold the words of `query`. */
export function searchOrders(rows: readonly OrderSummary[], query: string): readonly OrderSummary[] {
	const fits = wordFinder(query);
	return rows.filter(({ order, name, customer, items }) =>
		fits([name, printCode(order.id), order.id, customer, ...items])
	);
}

export const withStatus = (rows: readonly OrderSummary[], status: OrderStatus | 'all'): readonly OrderSummary[] =>
	status === 'all' ? rows : rows.filter(({ order }) => order.status === status);

export const ORDER_SORTS = ['due', 'priority', 'newest'] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];

/** Below all days, and below all priorities. */
const [NEVER, LEAST] = ['9999', 99];

const byDue = (a: OrderSummary, b: OrderSummary): number => compareText(a.due ?? NEVER, b.due ?? NEVER);
const byPriority = (a: OrderSummary, b: OrderSummary): number => (a.priority ?? LEAST) - (b.priority ?? LEAST);
const byNewest = (a: OrderSummary, b: OrderSummary): number => timeOf(b) - timeOf(a);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Orders whose making has not arrived are new here. */
const timeOf = ({ order }: OrderSummary): number => (order.created ? Date.parse(order.created.at) : Number.MAX_VALUE);

const overLast = (a: OrderSummary, b: OrderSummary): number =>
	Number(isOver(a.order.status)) - Number(isOver(b.order.status));

/** What is equal by the wanted order is sorted by the others. Dates and urgency of what is over press nobody: it comes last. */
export function sortOrders(rows: readonly OrderSummary[], sort: OrderSort): readonly OrderSummary[] {
	const orders = { due: [overLast, byDue, byPriority], priority: [overLast, byPriority, byDue], newest: [] }[sort];
	const all = [...orders, byNewest, (a: OrderSummary, b: OrderSummary) => compareText(a.name, b.name)];
	return rows.toSorted((a, b) => all.reduce((difference, by) => difference || by(a, b), 0));
}

/** Past its day and still to be shipped. Days are compared as ISO text. */
export const isLate = ({ order, due }: Pick<OrderSummary, 'order' | 'due'>, today: string): boolean =>
	due !== null && due < today && !isOver(order.status);
