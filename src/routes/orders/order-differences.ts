import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import type { OrderStatus, Wanted } from '#domain/order/order.ts';
import { fieldAt, orderChangesIn, type OrderField, type OrderRow } from '#domain/order/views.ts';
import { readContested, type Contested } from '#engine/contested.ts';
import { personalTexts } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import type { Reader } from '#ports/store.ts';
import { quantityText } from '#state/words/quantity.ts';
import { dayText } from '#state/words/time.ts';
import type { NameOf } from '#state/words/words.ts';
import { statusText } from './order-words.ts';

export interface OrderFieldDifference extends Omit<Contested, 'field'> {
	/** Null: of the order itself. */
	readonly line: number | null;
	readonly field: OrderField;
}

/** What two devices changed without knowing of each other, while nobody has settled it. */
export async function readOrderDifferences(reader: Reader, { id }: OrderRow): Promise<readonly OrderFieldDifference[]> {
	const contested = await readContested(reader, id, orderChangesIn, (_field, value) => valueOf(reader, value));
	return contested.map((one) => ({ ...one, ...fieldAt(one.field) }));
}

async function valueOf(reader: Reader, value: unknown): Promise<unknown> {
	if (typeof value !== 'object' || value === null) return value;
	// Who ordered it is kept apart, as a text beside the code.
	const ref =
		'text' in value ? (value.text as PersonalRef | null) : 'personal' in value ? (value as PersonalRef) : undefined;
	if (ref === undefined) return value;
	return ref === null ? '' : ((await reader.get(personalTexts, personalId(ref)))?.text ?? '');
}

export function fieldText({ line, field }: Pick<OrderFieldDifference, 'line' | 'field'>): string {
	const name = FIELDS[field]();
	return line === null ? name : m.orders_field_of_line({ line, field: name });
}

const FIELDS: Readonly<Record<OrderField, () => string>> = {
	number: m.orders_number,
	customer: m.orders_customer,
	placed: m.orders_placed,
	note: m.orders_note,
	status: m.orders_status,
	wanted: m.orders_wanted,
	requested: m.orders_requested,
	promised: m.orders_promised,
	priority: m.orders_priority,
	dropped: m.orders_line_dropped
};

export function givenText(field: OrderField, value: unknown, nameOf: NameOf): string {
	if (value === null || value === '') return m.orders_none();
	switch (field) {
		case 'status':
			return statusText(value as OrderStatus);
		case 'wanted': {
			const { item, quantity } = value as Wanted;
			return `${quantityText(quantity)} ${nameOf(item)}`;
		}
		case 'placed':
		case 'requested':
		case 'promised':
			return dayText(String(value));
		case 'dropped':
			return value === true ? m.orders_said_dropped() : m.orders_said_wanted_again();
		default:
			return String(value);
	}
}
