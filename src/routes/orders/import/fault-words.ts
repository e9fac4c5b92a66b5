import { m } from '#paraglide/messages.js';
import { amountText, unitText } from '#state/words/quantity.ts';
import { statusText } from '../order-words.ts';
import type { OrderField } from './columns.ts';
import type { UnreadableTable } from './csv-table.ts';
import { MOST_BYTES, type UnreadableFile } from './decode-text.ts';
import type { RowFault } from './read-rows.ts';

const FIELDS: Readonly<Record<OrderField, () => string>> = {
	number: m.orders_number,
	customer: m.orders_customer,
	placed: m.orders_placed,
	line: m.orders_line,
	item: m.orders_import_item,
	quantity: m.orders_quantity,
	unit: m.orders_unit,
	requested: m.orders_requested,
	promised: m.orders_promised,
	priority: m.orders_priority,
	status: m.orders_status,
	note: m.orders_note
};

export const importFieldText = (field: OrderField): string => FIELDS[field]();

/** Why a row is not taken, and what would be right. */
export function rowFaultText({ field, fault }: RowFault): string {
	const name = field === null ? '' : importFieldText(field);
	switch (fault.type) {
		case 'Broken':
			return m.orders_import_fault_broken();
		case 'Missing':
			return m.orders_import_fault_missing({ field: name });
		case 'TooLong':
			return m.orders_import_fault_long({ field: name, most: fault.most });
		case 'ItemUnknown':
			return m.orders_import_fault_item({ text: shortened(fault.text) });
		case 'ItemNotUnique':
			return m.orders_import_fault_items({ text: shortened(fault.text) });
		case 'NotANumber':
			return m.orders_import_fault_number({ text: shortened(fault.text) });
		case 'NotAboveZero':
			return m.orders_fault_zero();
		case 'UnitUnknown':
			return m.orders_import_fault_unit({ text: shortened(fault.text) });
		case 'UnitOfOtherKind':
			return m.orders_import_fault_kind({
				unit: unitText(fault.unit),
				item: fault.item,
				right: unitText(fault.right)
			});
		case 'TooFine':
			return m.orders_fault_fine({ smallest: `${amountText(fault.unit.smallest)}\u00a0${unitText(fault.unit.name)}` });
		case 'NotADate':
			return m.orders_import_fault_date({ text: shortened(fault.text) });
		case 'NotWithin':
			return m.orders_import_fault_within({ text: shortened(fault.text), most: fault.most });
		case 'StatusUnknown':
			return m.orders_import_fault_status({ text: shortened(fault.text) });
		case 'LineTwice':
			return m.orders_import_fault_twice({ first: fault.first });
		case 'LinesHalfNumbered':
			return m.orders_import_fault_half();
		case 'Differs':
			return m.orders_import_fault_differs({ field: name, first: fault.first });
		case 'TooManyLines':
			return m.orders_refused_lines_line({ most: fault.most });
		case 'NumberTaken':
			return m.orders_import_fault_taken({ count: fault.orders });
		case 'StatusNotNext':
			return m.orders_refused_status_title({ from: statusText(fault.from), to: statusText(fault.to) });
		case 'OrderEnded':
			return m.orders_refused_ended_title({ status: statusText(fault.status) });
	}
}

const MOST_SHOWN = 40;

const shortened = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

export function unreadableFileText(fault: UnreadableFile | UnreadableTable): string {
	switch (fault.type) {
		case 'FileEmpty':
			return m.orders_import_file_empty();
		case 'FileTooLarge':
			return m.orders_import_file_large({ most: MOST_BYTES / 1_000_000 });
		case 'FileNotText':
			return m.orders_import_file_not_text();
		case 'NoRows':
			return m.orders_import_file_no_rows();
		case 'TooManyRows':
			return m.orders_import_file_rows({ most: fault.most });
		case 'TooManyColumns':
			return m.orders_import_file_columns({ most: fault.most });
	}
}
