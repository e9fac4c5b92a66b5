import type { Sheet } from '#adapters/sheets/sheet.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { m } from '#paraglide/messages.js';
import { batchFlags, batchMark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import type { ForReader } from './for-reader.ts';
import { CODE_WIDTH, codeCell, codesCell, namesCell, sheetOf, unitCell, type Field } from './sheet-of.ts';

/** Batches as lists show them. `known`: false where only records that name a batch are here; missing, it is known. */
type Listed = BatchRow & { readonly known?: boolean; readonly lots?: readonly EntityId[] };

export const batchesSheet = (rows: readonly Listed[], reader: ForReader): Sheet =>
	sheetOf(m.exports_batches(), batchFields(reader), rows);

function batchFields({ nameOf, who }: ForReader): Field<Listed>[] {
	return [
		{ title: m.exports_batch(), kind: 'text', width: CODE_WIDTH, cell: ({ id }) => codeCell(id) },
		{ title: m.exports_label(), kind: 'text', width: CODE_WIDTH, cell: ({ label }) => codeCell(label) },
		{ title: m.exports_run(), kind: 'text', width: CODE_WIDTH, cell: ({ run }) => codeCell(run) },
		{ title: m.exports_item(), kind: 'text', width: 30, cell: ({ item }) => nameOf(item?.id ?? null) },
		{ title: m.exports_grade(), kind: 'text', width: 12, cell: ({ item, grade }) => (item ? gradeText(grade) : '') },
		{ title: m.exports_quantity(), kind: 'amount', cell: ({ quantity }) => quantity?.amount ?? null },
		{ title: m.exports_remaining(), kind: 'amount', cell: ({ remaining }) => remaining?.amount ?? null },
		{ title: m.exports_unit(), kind: 'text', width: 8, cell: ({ quantity }) => unitCell(quantity?.unit) },
		{
			title: m.exports_state(),
			kind: 'text',
			width: 14,
			cell: (row) => (row.known === false ? m.flow_not_here() : batchMark(row).word)
		},
		{
			title: m.exports_flags(),
			kind: 'text',
			cell: (row) => namesCell(batchFlags(row).map(({ word }) => word))
		},
		{ title: m.exports_step(), kind: 'text', cell: ({ began }) => nameOf(began?.step?.id ?? null) },
		{ title: m.exports_station(), kind: 'text', cell: ({ began }) => nameOf(began?.station ?? null) },
		{ title: m.exports_machine(), kind: 'text', cell: ({ began }) => nameOf(began?.machine ?? null) },
		{ title: m.exports_planned_machine(), kind: 'text', cell: ({ machine }) => nameOf(machine) },
		{ title: m.exports_started(), kind: 'time', cell: ({ began }) => began?.happened ?? began?.at ?? null },
		{ title: m.exports_started_by(), kind: 'text', cell: ({ began }) => who(began?.by ?? []) },
		{ title: m.exports_closed(), kind: 'time', cell: ({ closed }) => closed?.at ?? null },
		{ title: m.exports_closed_by(), kind: 'text', cell: ({ closed }) => who(closed?.by ?? []) },
		{ title: m.exports_void(), kind: 'time', cell: ({ voided }) => voided?.at ?? null },
		{ title: m.exports_parents(), kind: 'text', cell: ({ parents }) => codesCell(parents) },
		{ title: m.exports_children(), kind: 'text', cell: ({ children }) => codesCell(children) },
		{ title: m.exports_lots(), kind: 'text', cell: ({ lots = [] }) => codesCell(lots) },
		{ title: m.exports_prints(), kind: 'count', width: 8, cell: ({ prints }) => prints }
	];
}
