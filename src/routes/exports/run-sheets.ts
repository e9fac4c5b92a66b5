import type { Sheet } from '#adapters/sheets/sheet.ts';
import { formatRational, multiply, rational, wireValue } from '#domain/kernel/quantity.ts';
import type { RunLine } from '#domain/run/run.ts';
import { m } from '#paraglide/messages.js';
import { runMarks } from '#state/words/run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import type { ForReader } from './for-reader.ts';
import { CODE_WIDTH, codeCell, sheetOf } from './sheet-of.ts';

/** Runs as their list shows them. */
export const runsSheet = (rows: readonly RunSummary[], { who }: ForReader): Sheet =>
	sheetOf<RunSummary>(
		m.exports_runs(),
		[
			{ title: m.exports_run(), kind: 'text', width: CODE_WIDTH, cell: ({ run }) => codeCell(run.id) },
			{
				title: m.exports_state(),
				kind: 'text',
				cell: ({ state, sum }) =>
					runMarks(state, sum)
						.map(({ word }) => word)
						.join(', ')
			},
			{ title: m.exports_items(), kind: 'text', width: 30, cell: ({ items }) => items.join(', ') },
			{ title: m.exports_order(), kind: 'text', cell: ({ orders }) => orders.map(({ name }) => name).join(', ') },
			{ title: m.exports_batches(), kind: 'count', cell: ({ sum }) => sum?.planned ?? 0 },
			{ title: m.exports_not_started(), kind: 'count', cell: ({ sum }) => sum?.created ?? 0 },
			{ title: m.exports_open(), kind: 'count', cell: ({ sum }) => sum?.open ?? 0 },
			{ title: m.exports_closed_count(), kind: 'count', cell: ({ sum }) => sum?.closed ?? 0 },
			{ title: m.exports_void_count(), kind: 'count', cell: ({ sum }) => sum?.voided ?? 0 },
			{ title: m.exports_needs_lead(), kind: 'count', cell: ({ sum }) => sum?.disputed ?? 0 },
			{
				title: m.exports_steps(),
				kind: 'text',
				width: 30,
				cell: ({ steps }) => steps.map(({ name, here }) => `${name}: ${here}`).join(', ')
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
			{ title: m.exports_unit(), kind: 'text', width: 8, cell: ({ each }) => each.unit },
			{ title: m.exports_order(), kind: 'text', width: CODE_WIDTH, cell: ({ order }) => codeCell(order?.id) },
			{ title: m.exports_order_line(), kind: 'count', cell: ({ order }) => order?.line ?? null },
			{ title: m.exports_planned_machine(), kind: 'text', cell: ({ machines }) => machines.map(nameOf).join(', ') }
		],
		rows.flatMap(({ run }) => run.lines.map((line) => ({ ...line, run: run.id })))
	);

const totalAmount = ({ each, batches }: RunLineRow): string =>
	formatRational(multiply(wireValue(each.amount), rational(BigInt(batches))));
