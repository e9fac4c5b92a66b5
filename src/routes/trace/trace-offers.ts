import type { Cell, Sheet } from '#adapters/sheets/sheet.ts';
import type { ItemSum } from '#domain/batch/balance.ts';
import { isHeld } from '#domain/batch/views.ts';
import { inUnitOf, type Quantity, type Rational } from '#domain/kernel/quantity.ts';
import type { Store } from '#ports/store.ts';
import { m } from '#paraglide/messages.js';
import { balanceSides } from '#state/words/balance.ts';
import { batchFlags, batchMark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import { eventsSheet } from '../exports/event-sheets.ts';
import type { ExportOffer } from '../exports/export-offer.ts';
import type { ForReader } from '../exports/for-reader.ts';
import { readEvents } from '../exports/read-events.ts';
import { CODE_WIDTH, codeCell, namesCell, sheetOf, unitCell, type Field } from '../exports/sheet-of.ts';
import { orderName } from '../orders/order-words.ts';
import type { TraceAnswer, TraceLine } from './read-trace.ts';
import { relationText } from './trace-words.ts';

/** `answer` is asked when a format is chosen: all of its batches, whatever the screen shows of them. */
export const traceOffers = (store: Pick<Store, 'read'>, answer: () => TraceAnswer): ExportOffer[] => [
	{
		format: 'xlsx',
		async make(reader) {
			const { lines, sums } = answer();
			const events = await store.read(readEvents(lines.map(({ batch }) => batch)));
			return [linesSheet(lines, reader), sumsSheet(sums, reader), eventsSheet(events, reader)];
		}
	},
	{ format: 'csv', make: async (reader) => linesSheet(answer().lines, reader) },
	{
		format: 'csv',
		list: m.trace_sums(),
		make: async (reader) => sumsSheet(answer().sums, reader)
	}
];

const linesSheet = (lines: readonly TraceLine[], reader: ForReader): Sheet =>
	sheetOf(m.trace_batches(), lineFields(reader), lines);

function lineFields({ nameOf }: ForReader): Field<TraceLine>[] {
	return [
		{ title: m.trace_batch(), kind: 'text', width: CODE_WIDTH, cell: ({ batch }) => codeCell(batch) },
		{ title: m.trace_label(), kind: 'text', width: CODE_WIDTH, cell: ({ row }) => codeCell(row?.label) },
		{ title: m.trace_relation(), kind: 'text', width: 16, cell: ({ distance }) => relationText(distance) },
		{ title: m.trace_distance(), kind: 'count', width: 8, cell: ({ distance }) => distance },
		{ title: m.trace_item(), kind: 'text', width: 30, cell: ({ make }) => nameOf(make?.item.id ?? null) },
		{ title: m.trace_grade(), kind: 'text', width: 12, cell: ({ make }) => (make ? gradeText(make.grade) : '') },
		{ title: m.trace_quantity(), kind: 'amount', cell: ({ make }) => make?.quantity.amount ?? null },
		{ title: m.trace_in_house(), kind: 'amount', cell: inHouseOf },
		{ title: m.trace_unit(), kind: 'text', width: 8, cell: ({ make }) => unitCell(make?.quantity.unit) },
		{ title: m.trace_state(), kind: 'text', width: 24, cell: stateOf },
		{
			title: m.trace_held(),
			kind: 'text',
			width: 10,
			cell: ({ row }) => (row && isHeld(row) ? m.trace_yes() : '')
		},
		{
			title: m.trace_where(),
			kind: 'text',
			cell: ({ row }) => nameOf(row?.began?.machine ?? row?.began?.station ?? null)
		},
		{ title: m.trace_since(), kind: 'time', cell: ({ row }) => row?.began?.happened ?? row?.began?.at ?? null },
		{ title: m.trace_run(), kind: 'text', width: CODE_WIDTH, cell: ({ row }) => codeCell(row?.run) },
		{ title: m.trace_order(), kind: 'text', cell: ({ orders }) => namesCell(orders.map(orderName)) }
	];
}

const amountIn = (unit: Quantity, inBase: Rational): Cell => inUnitOf(unit, inBase).amount;

const inHouseOf = ({ make, balance }: TraceLine): Cell =>
	make && balance ? amountIn(make.quantity, balance.inHouse.total) : null;

function stateOf({ row, make, comesOfItself }: TraceLine): string {
	const known = row && make ? [batchMark(row), ...batchFlags(row)].map(({ word }) => word) : [m.trace_not_here()];
	return namesCell([...known, ...(comesOfItself ? [m.trace_ring()] : [])]);
}

/** A column of totals and one of what is disputed of it. */
function sumsSheet(sums: readonly ItemSum[], { nameOf }: ForReader): Sheet {
	return sheetOf<ItemSum>(
		m.trace_sums(),
		[
			{ title: m.trace_item(), kind: 'text', width: 30, cell: ({ item }) => nameOf(item) },
			{ title: m.trace_batches(), kind: 'count', cell: ({ batches }) => batches },
			{ title: m.trace_unit(), kind: 'text', width: 8, cell: ({ unit }) => unitCell(unit.unit) },
			...balanceSides()
				.flat()
				.flatMap(({ column, name }): Field<ItemSum>[] => [
					{ title: name, kind: 'amount', cell: ({ balance, unit }) => amountIn(unit, balance[column].total) },
					{
						title: m.trace_disputed_of({ column: name }),
						kind: 'amount',
						cell: ({ balance, unit }) => amountIn(unit, balance[column].disputed)
					}
				])
		],
		sums
	);
}
