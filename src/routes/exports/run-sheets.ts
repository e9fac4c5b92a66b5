import type { Sheet } from '#adapters/sheets/sheet.ts';
import { rational, scale } from '#domain/kernel/quantity.ts';
import type { RunLine } from '#domain/run/run.ts';
import { m } from '#paraglide/messages.js';
import { runMarks } from '#state/words/run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import type { ForReader } from './for-reader.ts';
import { CODE_WIDTH, codeCell, namesCell, sheetOf, unitCell } from './sheet-of.ts';

/** Runs as their list shows them. */
export const runsSheet = (rows: readonly RunSummary[], { who }: ForReader): Sheet =>
	sheetOf<RunSummary>(
		m.exports_runs(),
		[
			{ title: m.exports_run(), kind: 'text', width: CODE_WIDTH, cell: ({ run }) => codeCell(run.id) },
			{
				title: m.exports_state(),
				kind: 'text',
				cell: ({ state, sum }) => namesCell(runMarks(state, sum).map(({ word }) => word))
			},
			{ title: m.exports_items(), kind: 'text', width: 30, cell: ({ items }) => namesCell(items) },
			{ title: m.exports_order(), kind: 'text', cell: ({ orders }) => namesCell(orders.map(({ name }) => name)) },
			{ title: m.exports_batches(), kind: 'count', cell: ({ sum }) => sum?.planned ?? 0 },
			{ title: m.exports_not_started(), kind: 'count', cell: ({ sum }) => sum?.created ?? 0 },
			{ title: m.exports_open(), kind: 'count', cell: ({ sum }) => sum?.open ?? 0 },
			{ title: m.exports_closed(), kind: 'count', cell: ({ sum }) => sum?.closed ?? 0 },
			{ title: m.exports_void_count(), kind: 'count', cell: ({ sum }) => sum?.voided ?? 0 },
			{ title: m.exports_needs_lead(), kind: 'count', cell: ({ sum }) => sum?.disputed ?? 0 },
			{
				title: m.exports_steps(),
				kind: 'text',
				width: 30,
				cell: ({ steps }) => namesCell(steps.map(({ name, here }) => `${name}: ${here}`))
			},
			{
				title: m.exports_responsible(),
				kind: 'text',
				cell: ({ run }) => who(run.responsible ? [run.responsible] : [])
			},
			{ title: m.exports_due(), kind: 'day', cell: ({ run }) => run.due },
			{ title: m.exports_priority(), kind: 'count', width: 8, cell: ({ run }) => run.priority },
			{ title: m.exports_created(), kind: 'time', cell: ({ run }) => run.created?.at ?? null },
			{ title: m.exports_created_by(), kind: 'text', cell: ({ run }) => who(run.created?.by ?? []) },
			{ title: m.exports_started(), kind: 'time', cell: ({ sum }) => sum?.started ?? null },
			{ title: m.exports_completed(), kind: 'time', cell: ({ sum }) => sum?.completed ?? null },
			{ title: m.exports_cancelled(), kind: 'time', cell: ({ run }) => run.cancelled?.at ?? null }
		],
		rows
	);

interface RunLineRow extends RunLine {
	readonly run: string;
	/** What people call the order that it fulfils; empty for none. */
	readonly orderName: string;
}

/** What they are to make. */
export const runLinesSheet = (rows: readonly RunSummary[], { nameOf }: ForReader): Sheet =>
	sheetOf<RunLineRow>(
		m.exports_lines(),
		[
			{ title: m.exports_run(), kind: 'text', width: CODE_WIDTH, cell: ({ run }) => codeCell(run) },
			{ title: m.exports_line(), kind: 'count', width: 8, cell: ({ line }) => line },
			{ title: m.exports_item(), kind: 'text', width: 30, cell: ({ item }) => nameOf(item.id) },
			{ title: m.exports_batches(), kind: 'count', cell: ({ batches }) => batches },
			{ title: m.exports_each(), kind: 'amount', cell: ({ each }) => each.amount },
			{ title: m.exports_total(), kind: 'amount', cell: totalAmount },
			{ title: m.exports_unit(), kind: 'text', width: 8, cell: ({ each }) => unitCell(each.unit) },
			{ title: m.exports_order(), kind: 'text', cell: ({ orderName }) => orderName },
			{ title: m.exports_order_line(), kind: 'count', cell: ({ order }) => order?.line ?? null },
			{ title: m.exports_planned_machine(), kind: 'text', cell: ({ machines }) => namesCell(machines.map(nameOf)) }
		],
		rows.flatMap(linesOf)
	);

const linesOf = ({ run, orders }: RunSummary): RunLineRow[] =>
	run.lines.map((line) => ({
		...line,
		run: run.id,
		orderName: orders.find(({ id }) => id === line.order?.id)?.name ?? ''
	}));

const totalAmount = ({ each, batches }: RunLineRow): string => scale(each, rational(BigInt(batches))).amount;
