import type { BatchFlow, FlowNode } from '#domain/batch/batch-flow.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { m } from '#paraglide/messages.js';
import type { Reader, Store } from '#ports/store.ts';
import { tableOf } from '../batch-flow/flow-table.ts';
import { readFigures } from '../orders/read-order.ts';
import { wantedLines, type OrderSummary } from '../orders/read-orders.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { batchesSheet } from './batch-sheets.ts';
import { eventsSheet } from './event-sheets.ts';
import type { ExportOffer } from './export-offer.ts';
import { drawFlow, type DrawnFlow } from './drawing/draw-flow.ts';
import { linkList, linksSheet } from './link-sheets.ts';
import { orderLinesSheet, ordersSheet, type ListedOrderLine } from './order-sheets.ts';
import { readEvents } from './read-events.ts';
import { runLinesSheet, runsSheet } from './run-sheets.ts';

/** `rows` is asked when a format is chosen: what the screen shows then. */
export const runOffers = (rows: () => readonly RunSummary[]): ExportOffer[] => [
	{ format: 'xlsx', make: async (reader) => [runsSheet(rows(), reader), runLinesSheet(rows(), reader)] },
	{ format: 'csv', make: async (reader) => runsSheet(rows(), reader) }
];

/** Batches with what was recorded of them. */
export const batchOffers = (store: Pick<Store, 'read'>, rows: () => readonly BatchRow[]): ExportOffer[] => [
	{
		format: 'xlsx',
		async make(reader) {
			const listed = rows();
			const events = await store.read(readEvents(listed.map(({ id }) => id)));
			return [batchesSheet(listed, reader), eventsSheet(events, reader)];
		}
	},
	{ format: 'csv', make: async (reader) => batchesSheet(rows(), reader) }
];

/** Orders, and how far each of their lines is. */
export const orderOffers = (store: Pick<Store, 'read'>, rows: () => readonly OrderSummary[]): ExportOffer[] => [
	{
		format: 'xlsx',
		async make(reader) {
			const listed = rows();
			return [orderLinesSheet(await store.read(readLines(listed)), reader), ordersSheet(listed, reader)];
		}
	},
	{ format: 'csv', make: async (reader) => orderLinesSheet(await store.read(readLines(rows())), reader) }
];

/** Of each order the lines that are wanted. */
const readLines =
	(rows: readonly OrderSummary[]) =>
	async (reader: Reader): Promise<ListedOrderLine[]> => {
		const listed: ListedOrderLine[] = [];
		for (const row of rows) {
			const figures = new Map((await readFigures(reader, row.order)).map((one) => [one.line, one]));
			for (const line of wantedLines(row.order)) {
				const own = figures.get(line.line);
				if (own) listed.push({ ...row, line, figures: own });
			}
		}
		return listed;
	};

/** A batch flow as tables, in the order of its table on the screen. */
export const flowTableOffers = (store: Pick<Store, 'read'>, flow: () => BatchFlow): ExportOffer[] => [
	{
		format: 'xlsx',
		async make(reader) {
			const { edges } = flow();
			const nodes = nodesIn(flow());
			const events = await store.read(readEvents(nodes.map(({ id }) => id)));
			return [batchesSheet(nodes, reader), linksSheet(edges, reader), eventsSheet(events, reader)];
		}
	},
	{
		format: 'csv',
		list: m.exports_links(),
		make: async (reader) => linkList(flow().edges, reader)
	},
	{
		format: 'csv',
		list: m.exports_batches(),
		make: async (reader) => batchesSheet(nodesIn(flow()), reader)
	}
];

const nodesIn = (flow: BatchFlow): FlowNode[] => tableOf(flow).batches.map(({ node }) => node);

/** Its drawing, made from where its boxes stand on the screen. */
export const flowDrawingOffers = (drawn: () => DrawnFlow): ExportOffer[] =>
	(['svg', 'png'] as const).map((format) => ({
		format,
		make: async (reader, stamp) => drawFlow(drawn(), reader, stamp)
	}));
