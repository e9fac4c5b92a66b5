import type { Sheet } from '#adapters/sheets/sheet.ts';
import type { Grade } from '#domain/batch/goods.ts';
import { formatRational, type Rational } from '#domain/kernel/quantity.ts';
import type { LineFigures } from '#domain/order/figures.ts';
import type { OrderLine } from '#domain/order/views.ts';
import { m } from '#paraglide/messages.js';
import { gradeText } from '#state/words/grade.ts';
import { statusText } from '../orders/order-words.ts';
import type { OrderSummary } from '../orders/read-orders.ts';
import type { ForReader } from './for-reader.ts';
import { CODE_WIDTH, codeCell, codesCell, namesCell, sheetOf, unitCell, type Field } from './sheet-of.ts';

/** Orders as their list shows them. */
export const ordersSheet = (rows: readonly OrderSummary[], reader: ForReader): Sheet =>
	sheetOf<OrderSummary>(
		m.exports_orders(),
		[
			{ title: m.exports_order(), kind: 'text', cell: ({ name }) => name },
			{ title: m.exports_order_code(), kind: 'text', width: CODE_WIDTH, cell: ({ order }) => codeCell(order.id) },
			...customerField(reader),
			{ title: m.exports_status(), kind: 'text', cell: ({ order }) => statusText(order.status) },
			{ title: m.exports_placed(), kind: 'day', cell: ({ order }) => order.placed },
			{ title: m.exports_due(), kind: 'day', cell: ({ due }) => due },
			{ title: m.exports_priority(), kind: 'count', width: 8, cell: ({ priority }) => priority },
			{ title: m.exports_wanted(), kind: 'text', width: 40, cell: ({ wants }) => namesCell(wants) },
			{
				title: m.exports_runs(),
				kind: 'text',
				width: 30,
				cell: ({ order }) => codesCell(order.runs.map(({ run }) => run))
			},
			{ title: m.exports_created(), kind: 'time', cell: ({ order }) => order.created?.at ?? null }
		],
		rows
	);

/** A line of an order, and how far it is. */
export interface ListedOrderLine extends OrderSummary {
	readonly line: OrderLine;
	readonly figures: LineFigures;
}

export const orderLinesSheet = (rows: readonly ListedOrderLine[], reader: ForReader): Sheet =>
	sheetOf(m.exports_order_lines(), orderLineFields(reader), rows);

function orderLineFields(reader: ForReader): Field<ListedOrderLine>[] {
	const { nameOf } = reader;
	const amount = (title: string, of: (figures: LineFigures) => Rational): Field<ListedOrderLine> => ({
		title,
		kind: 'amount',
		cell: ({ figures }) => (figures.unit === null ? null : formatRational(of(figures)))
	});
	const made = (grade: Grade): Field<ListedOrderLine> => amount(gradeText(grade), (figures) => figures.made[grade]);
	return [
		{ title: m.exports_order(), kind: 'text', cell: ({ name }) => name },
		...customerField(reader),
		{ title: m.exports_status(), kind: 'text', cell: ({ order }) => statusText(order.status) },
		{ title: m.exports_line(), kind: 'count', width: 8, cell: ({ line }) => line.line },
		{ title: m.exports_item(), kind: 'text', width: 30, cell: ({ line }) => nameOf(line.wanted?.item ?? null) },
		amount(m.exports_ordered(), ({ ordered }) => ordered),
		amount(m.exports_in_runs(), ({ inRuns }) => inRuns),
		made('firsts'),
		made('seconds'),
		made('waste'),
		amount(m.exports_not_started(), ({ waiting }) => waiting),
		amount(m.exports_short(), ({ short }) => short),
		{ title: m.exports_unit(), kind: 'text', width: 8, cell: ({ figures }) => unitCell(figures.unit?.unit) },
		{
			title: m.exports_steps(),
			kind: 'text',
			width: 30,
			cell: ({ figures }) => namesCell(figures.atSteps.map(({ step, batches }) => `${nameOf(step)}: ${batches}`))
		},
		{ title: m.exports_requested(), kind: 'day', cell: ({ line }) => line.requested },
		{ title: m.exports_promised(), kind: 'day', cell: ({ line }) => line.promised },
		{ title: m.exports_priority(), kind: 'count', width: 8, cell: ({ line }) => line.priority },
		{ title: m.exports_runs(), kind: 'text', width: 30, cell: ({ order, line }) => codesCell(runsOf(order, line)) }
	];
}

const runsOf = ({ runs }: OrderSummary['order'], { line }: OrderLine): string[] =>
	runs.filter(({ lines }) => lines.some((covered) => covered.line === line)).map(({ run }) => run);

/** A customer may be a person: who may not take names along knows the order by its number. */
const customerField = ({ mayTakeNames }: ForReader): Field<OrderSummary>[] =>
	mayTakeNames ? [{ title: m.exports_customer(), kind: 'text', width: 30, cell: ({ customer }) => customer }] : [];
