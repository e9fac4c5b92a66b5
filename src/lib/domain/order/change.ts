import * as v from 'valibot';
import { item } from '../item/item.ts';
import { inChunks } from '../kernel/chunks.ts';
import type { Code } from '../kernel/code.ts';
import { draft, need, type Decider, type Draft, type Moment, type Rows } from '../kernel/decider.ts';
import { quantitySchema } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { isSame } from '../kernel/same.ts';
import { prioritySchema } from '../run/run.ts';
import { findUnit } from '../unit/unit.ts';
import {
	LINE_CHUNK,
	MAX_LINE_NUMBER,
	MAX_NUMBER_LENGTH,
	isOver,
	MAX_ORDER_LINES,
	OrderChanged,
	orderDateSchema,
	orderStream,
	type Customer,
	type OrderChanges,
	type OrderLineChanges,
	type OrderStatus
} from './order.ts';
import { orders, type OrderLine, type OrderRow } from './views.ts';

/** A new order (`order` null), or some fields of one. What is missing, or is as it was, stays. */
export interface ChangeOrder {
	readonly type: 'ChangeOrder';
	readonly order: Code | null;
	readonly number?: string;
	/** Empty: nobody. Leave it out where it is as it was: the text is kept apart and cannot be compared. */
	readonly customer?: string;
	readonly placed?: string | null;
	readonly note?: string;
	readonly status?: OrderStatus;
	readonly lines?: readonly OrderLineInput[];
	/** Why; it has to be said where the order is called off. */
	readonly reason?: string;
}

export interface OrderLineInput extends OrderLineChanges {
	/** Null: a new line after the last one. One that the order does not have yet is new too, where it says what is wanted. */
	readonly line: number | null;
}

export type OrderLineFault = 'item' | 'unit' | 'quantity' | 'date' | 'priority' | 'unknown';

export type OrderRefusal = { readonly feature: 'order' } & (
	| { readonly type: 'OrderUnknown'; readonly order: Code }
	/** Records of it have not arrived here: it may be another than it seems. */
	| { readonly type: 'OrderIncomplete'; readonly order: Code }
	| { readonly type: 'NumberTooLong'; readonly most: number }
	| { readonly type: 'DateWrong' }
	| { readonly type: 'NoLines' }
	| { readonly type: 'TooManyLines'; readonly most: number }
	/** `index`: of the line as it was given, from 0. */
	| { readonly type: 'LineWrong'; readonly index: number; readonly fault: OrderLineFault }
	/** It is shipped or cancelled. */
	| { readonly type: 'OrderEnded'; readonly status: OrderStatus }
	| { readonly type: 'StatusWrong'; readonly from: OrderStatus; readonly to: OrderStatus }
	| { readonly type: 'ReasonMissing' }
	| { readonly type: 'NothingChanged' }
);

/** What an order may become: forward, called off, or one step back where somebody was wrong. */
export const NEXT_STATUSES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
	estimate: ['issued', 'cancelled'],
	issued: ['shipped', 'estimate', 'cancelled'],
	shipped: ['issued'],
	cancelled: ['estimate']
};

/** Who plans for customers. */
export const ORDER_ROLES = ['lead', 'planner', 'admin'] as const;

export const refused = <const Refusal extends object>(refusal: Refusal) =>
	err({ feature: 'order' as const, ...refusal });

export const changeOrder: Decider<ChangeOrder, OrderRefusal> = {
	command: 'ChangeOrder',
	roles: ORDER_ROLES,
	needs: ({ order, lines = [] }) => [
		...(order === null ? [] : [need(orders, order)]),
		...lines.flatMap(({ wanted }) => (wanted ? [need(item.table, wanted.item)] : []))
	],
	decide(command, rows, moment) {
		const current = command.order === null ? undefined : rows.get(orders, command.order);
		if (command.order !== null && !current?.created) return refused({ type: 'OrderUnknown', order: command.order });
		if (current?.waiting) return refused({ type: 'OrderIncomplete', order: current.id });
		const { number, placed, status, lines = [] } = command;
		if ((number?.trim().length ?? 0) > MAX_NUMBER_LENGTH) {
			return refused({ type: 'NumberTooLong', most: MAX_NUMBER_LENGTH });
		}
		if (placed && !v.is(orderDateSchema, placed)) return refused({ type: 'DateWrong' });
		const stands = current?.status ?? 'estimate';
		if (status && current && status !== stands && !NEXT_STATUSES[stands].includes(status)) {
			return refused({ type: 'StatusWrong', from: stands, to: status });
		}
		const reason = command.reason?.trim() ?? '';
		if (status === 'cancelled' && stands !== 'cancelled' && reason === '') return refused({ type: 'ReasonMissing' });
		if (!current && lines.length === 0) return refused({ type: 'NoLines' });
		const changedLines = linesChanged(lines, current, rows);
		if (!changedLines.ok) return changedLines;
		const ends = status ?? stands;
		if (changedLines.value.length > 0 && current && isOver(ends)) {
			return refused({ type: 'OrderEnded', status: ends });
		}
		const changes = ownChanges(command, current, moment);
		if (Object.keys(changes).length === 0 && changedLines.value.length === 0) {
			return refused({ type: 'NothingChanged' });
		}
		return ok(recorded(command.order ?? moment.mint('v'), changes, changedLines.value, reason, moment));
	}
};

type LineChange = { readonly line: number; readonly changes: OrderLineChanges };

const isLineNumber = (number: number): boolean =>
	Number.isSafeInteger(number) && number >= 1 && number <= MAX_LINE_NUMBER;

/** In the order of their numbers. */
function linesChanged(
	given: readonly OrderLineInput[],
	current: OrderRow | undefined,
	rows: Rows
): Result<readonly LineChange[], OrderRefusal> {
	let last = Math.max(0, ...(current?.lines ?? []).map(({ line }) => line));
	const changed: LineChange[] = [];
	for (const [index, { line: number, ...wanted }] of given.entries()) {
		const before = current?.lines.find(({ line }) => line === number);
		const isOther = number !== null && !before && (wanted.wanted === undefined || !isLineNumber(number));
		const fault = isOther ? 'unknown' : lineFault(wanted, before, rows);
		if (fault) return refused({ type: 'LineWrong', index, fault });
		const line = number ?? last + 1;
		last = Math.max(last, line);
		if (!before) changed.push({ line, changes: { ...EMPTY_LINE, ...wanted } });
		else {
			const changes = Object.fromEntries(
				Object.entries(wanted).filter(([field, value]) => !isSame(before[field as keyof OrderLine], value))
			) as OrderLineChanges;
			if (Object.keys(changes).length > 0) changed.push({ line, changes });
		}
	}
	const all = new Set([...(current?.lines ?? []), ...changed].map(({ line }) => line));
	if (all.size > MAX_ORDER_LINES || last > MAX_LINE_NUMBER) {
		return refused({ type: 'TooManyLines', most: MAX_ORDER_LINES });
	}
	return ok(changed.sort((a, b) => a.line - b.line));
}

const EMPTY_LINE: OrderLineChanges = { requested: null, promised: null, priority: null, dropped: false };

function lineFault(changes: OrderLineChanges, before: OrderLine | undefined, rows: Rows): OrderLineFault | null {
	const { wanted, requested, promised, priority } = changes;
	if (wanted === undefined) {
		if (!before) return 'item';
	} else {
		const made = rows.get(item.table, wanted.item);
		if (!made || (made.archived && before?.wanted?.item !== wanted.item)) return 'item';
		if (!v.is(quantitySchema, wanted.quantity)) return 'quantity';
		if (findUnit(wanted.quantity.unit)?.kind !== findUnit(made.unit)?.kind) return 'unit';
	}
	const dates = [requested, promised].filter((date) => date !== undefined && date !== null);
	if (!dates.every((date) => v.is(orderDateSchema, date))) return 'date';
	return priority === undefined || priority === null || v.is(prioritySchema, priority) ? null : 'priority';
}

function ownChanges(command: ChangeOrder, current: OrderRow | undefined, moment: Moment): OrderChanges {
	const { number, customer, placed, note, status } = command;
	const text = (given: string) => (given.trim() === '' ? null : moment.personal(given.trim()));
	const isNew = current === undefined;
	return {
		...(number !== undefined && number.trim() !== (current?.number ?? '') ? { number: number.trim() } : {}),
		...(customer !== undefined && !(isNew && customer.trim() === '') ? { customer: customerOf(customer, moment) } : {}),
		...(placed !== undefined && placed !== (current?.placed ?? null) ? { placed } : {}),
		...(note !== undefined && !(isNew && note.trim() === '') ? { note: text(note) } : {}),
		...(status !== undefined && (isNew || status !== current.status) ? { status } : {}),
		...(isNew && status === undefined ? { status: 'estimate' as const } : {})
	};
}

const customerOf = (name: string, moment: Moment): Customer | null =>
	name.trim() === '' ? null : { code: null, text: moment.personal(name.trim()) };

function recorded(
	order: Code,
	changes: OrderChanges,
	lines: readonly LineChange[],
	reason: string,
	moment: Moment
): Draft[] {
	const because = reason === '' ? null : { code: null, text: moment.personal(reason) };
	const chunks = lines.length === 0 ? [lines] : inChunks(lines, LINE_CHUNK);
	return chunks.map((chunk, index) => {
		const data = { order, changes: index === 0 ? changes : {}, lines: chunk, reason: index === 0 ? because : null };
		return draft(OrderChanged, orderStream(order), [order], data);
	});
}
