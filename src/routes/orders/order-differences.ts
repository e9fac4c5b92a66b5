import { compareEvents, type FloorEvent } from '#domain/kernel/event.ts';
import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { exceptions } from '#domain/kernel/view.ts';
import {
	OrderChanged,
	type OrderChangedData,
	type OrderLineChanges,
	type OrderStatus,
	type Wanted
} from '#domain/order/order.ts';
import type { OrderRow } from '#domain/order/views.ts';
import { events, personalTexts } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import type { Reader } from '#ports/store.ts';
import { quantityText } from '#state/words/quantity.ts';
import { dayText } from '#state/words/time.ts';
import type { NameOf } from '#state/words/words.ts';
import { statusText } from './order-words.ts';

type Field = keyof OrderChangedData['changes'] | keyof OrderLineChanges;

/** One of the values that a field was given by people who did not know of each other; texts that are kept apart stand here. */
export interface GivenValue {
	readonly value: unknown;
	readonly event: FloorEvent;
}

export interface OrderFieldDifference {
	/** Null: of the order itself. */
	readonly line: number | null;
	readonly field: Field;
	/** The one that shows. */
	readonly shown: GivenValue;
	/** The oldest first. */
	readonly others: readonly GivenValue[];
}

/** What two devices changed without knowing of each other, while nobody has settled it. */
export async function readOrderDifferences(reader: Reader, { id }: OrderRow): Promise<readonly OrderFieldDifference[]> {
	const raised = (await reader.range(exceptions, { index: 'entity', from: id, to: `${id}\u0000` })).filter(
		({ rule }) => rule === 'field'
	);
	const given = new Map<string, Map<string, FloorEvent>>();
	for (const { events: ids } of raised) {
		const [lost, ...winners] = (await reader.getMany(events, ids)).filter((event) => event?.type === OrderChanged.type);
		for (const [path, value] of lost ? valuesIn(lost) : []) {
			const against = winners.filter((winner) => {
				const other = winner && valuesIn(winner).get(path);
				return other !== undefined && JSON.stringify(other) !== JSON.stringify(value);
			});
			for (const event of against.length > 0 ? [lost, ...against] : []) {
				if (event) given.set(path, (given.get(path) ?? new Map()).set(event._id, event));
			}
		}
	}
	const found: OrderFieldDifference[] = [];
	for (const [path, all] of given) {
		const sorted = [...all.values()].sort((a, b) => compareEvents(a._id, b._id));
		const values: GivenValue[] = [];
		for (const event of sorted) values.push({ value: await valueOf(reader, valuesIn(event).get(path)), event });
		const shown = values.pop();
		const [line = '', field = ''] = path.split('.');
		if (shown) found.push({ line: line === '' ? null : Number(line), field: field as Field, shown, others: values });
	}
	return found;
}

/** By field, the fields of a line with its number before them. */
function valuesIn(event: FloorEvent): ReadonlyMap<string, unknown> {
	const { changes, lines } = event.data as unknown as OrderChangedData;
	return new Map([
		...Object.entries(changes).map(([field, value]) => [`.${field}`, value] as const),
		...lines.flatMap(({ line, changes: said }) =>
			Object.entries(said).map(([field, value]) => [`${line}.${field}`, value] as const)
		)
	]);
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

const FIELDS: Readonly<Record<Field, () => string>> = {
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

export function givenText(field: Field, value: unknown, nameOf: NameOf): string {
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
