import type { Cell, Sheet } from '#adapters/sheets/sheet.ts';
import type { TraceSum } from '#domain/batch/trace.ts';
import type { Quantity, Rational } from '#domain/kernel/quantity.ts';
import type { Store } from '#ports/store.ts';
import { m } from '#paraglide/messages.js';
import { batchFlags, batchMark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import { quantityOf } from '../b/[code]/family/read-family.ts';
import { eventsSheet } from '../exports/event-sheets.ts';
import type { ExportOffer } from '../exports/export-offer.ts';
import type { ForReader } from '../exports/for-reader.ts';
import { readEvents } from '../exports/read-events.ts';
import { CODE_WIDTH, codeCell, sheetOf, type Field } from '../exports/sheet-of.ts';
import { balanceColumns } from './balance-columns.ts';
import type { TraceAnswer, TraceLine } from './read-trace.ts';
import { orderText, relationText } from './trace-words.ts';

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
		list: { label: m.trace_sums(), file: 'quantities' },
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
		{ title: m.trace_unit(), kind: 'text', width: 8, cell: ({ make }) => make?.quantity.unit ?? '' },
		{ title: m.trace_state(), kind: 'text', width: 24, cell: stateOf },
		{
			title: m.trace_on_hold(),
			kind: 'text',
			width: 10,
			cell: ({ row }) => (row && row.holds.length > 0 ? m.trace_yes() : '')
		},
		{
			title: m.trace_where(),
			kind: 'text',
			cell: ({ row }) => nameOf(row?.began?.machine ?? row?.began?.station ?? null)
		},
		{ title: m.trace_since(), kind: 'time', cell: ({ row }) => row?.began?.happened ?? row?.began?.at ?? null },
		{ title: m.trace_run(), kind: 'text', width: CODE_WIDTH, cell: ({ row }) => codeCell(row?.run) },
		{ title: m.trace_order(), kind: 'text', cell: ({ orders }) => orders.map(orderText).join(', ') }
	];
}

const inHouseOf = ({ make, balance }: TraceLine): Cell =>
	make && balance ? quantityOf(balance.inHouse.total, make.quantity).amount : null;

function stateOf({ row, make, comesOfItself }: TraceLine): string {
	const known = row && make ? [batchMark(row), ...batchFlags(row)].map(({ word }) => word) : [m.trace_not_here()];
	return [...known, ...(comesOfItself ? [m.trace_ring()] : [])].join(', ');
}

/** A column of totals and one of what is disputed of it. */
function sumsSheet(sums: readonly TraceSum[], { nameOf }: ForReader): Sheet {
	const amount = (value: Rational, unit: Quantity): Cell => quantityOf(value, unit).amount;
	return sheetOf<TraceSum>(
		m.trace_sums(),
		[
			{ title: m.trace_item(), kind: 'text', width: 30, cell: ({ item }) => nameOf(item) },
			{ title: m.trace_batches(), kind: 'count', cell: ({ batches }) => batches },
			{ title: m.trace_unit(), kind: 'text', width: 8, cell: ({ unit }) => unit.unit },
			...balanceColumns().flatMap(({ column, name }): Field<TraceSum>[] => [
				{ title: name, kind: 'amount', cell: ({ balance, unit }) => amount(balance[column].total, unit) },
				{
					title: m.trace_disputed_of({ column: name }),
					kind: 'amount',
					cell: ({ balance, unit }) => amount(balance[column].disputed, unit)
				}
			])
		],
		sums
	);
}
