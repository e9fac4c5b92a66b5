import type { Sheet } from '#adapters/sheets/sheet.ts';
import { BatchesTransformed, TouchedElsewhere } from '#domain/batch/batch.ts';
import type { FlowEdge } from '#domain/batch/batch-flow.ts';
import { inUnitOf } from '#domain/kernel/quantity.ts';
import { m } from '#paraglide/messages.js';
import { factText } from '#state/words/history.ts';
import type { ForReader } from './for-reader.ts';
import { CODE_WIDTH, codeCell, sheetOf, unitCell, type Field } from './sheet-of.ts';

/** What became of what, a record and a pair of batches a row: what any tool that draws graphs reads. */
export const linkList = (edges: readonly FlowEdge[], reader: ForReader): Sheet =>
	sheetOf(m.exports_links(), linkFields(reader), edges);

/** The same, with what only a reader of the whole workbook asks for. */
export const linksSheet = (edges: readonly FlowEdge[], reader: ForReader): Sheet =>
	sheetOf(m.exports_links(), [...linkFields(reader), ...furtherFields(reader)], edges);

function linkFields({ nameOf, who }: ForReader): Field<FlowEdge>[] {
	return [
		{ title: m.exports_parent(), kind: 'text', width: CODE_WIDTH, cell: ({ from }) => codeCell(from) },
		{ title: m.exports_child(), kind: 'text', width: CODE_WIDTH, cell: ({ to }) => codeCell(to) },
		{ title: m.exports_kind(), kind: 'text', cell: kindText },
		{ title: m.exports_quantity(), kind: 'amount', cell: ({ quantity }) => quantity?.amount ?? null },
		{ title: m.exports_unit(), kind: 'text', width: 8, cell: ({ quantity }) => unitCell(quantity?.unit) },
		{ title: m.exports_time(), kind: 'time', cell: ({ happened, at }) => happened ?? at },
		{ title: m.exports_station(), kind: 'text', cell: ({ station }) => nameOf(station) },
		{ title: m.exports_person(), kind: 'text', cell: ({ by }) => who(by) }
	];
}

function furtherFields({ nameOf, deviceName }: ForReader): Field<FlowEdge>[] {
	return [
		{ title: m.exports_counted(), kind: 'amount', cell: countedAmount },
		{
			title: m.exports_disputed(),
			kind: 'text',
			width: 8,
			cell: ({ isDisputed }) => (isDisputed ? m.exports_yes() : '')
		},
		{ title: m.exports_step(), kind: 'text', cell: ({ step }) => nameOf(step?.id ?? null) },
		{ title: m.exports_machine(), kind: 'text', cell: ({ machine }) => nameOf(machine) },
		{ title: m.exports_device(), kind: 'text', cell: ({ device }) => deviceName(device) },
		{ title: m.exports_record(), kind: 'text', width: 50, cell: ({ fact }) => fact }
	];
}

const kindText = ({ operation }: FlowEdge): string =>
	operation === null ? factText(TouchedElsewhere.type) : factText(BatchesTransformed.type, operation);

/** In the unit of the quantity. */
const countedAmount = ({ granted, quantity }: FlowEdge): string | null =>
	granted && quantity && inUnitOf(quantity, granted).amount;
