import type { ItemRow } from '#domain/item/item.ts';
import { divide, parseDecimal, parseRational } from '#domain/kernel/quantity.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { ChangeOrder, OrderLineInput } from '#domain/order/change.ts';
import type { Wanted } from '#domain/order/order.ts';
import type { OrderLine, OrderRow } from '#domain/order/views.ts';
import { writeDecimal } from '#domain/unit/print.ts';
import { findUnit, quantityIn } from '#domain/unit/unit.ts';

/** A line of the form, as typed. */
export interface OrderLineDraft {
	/** Tells the form's lines apart while some are added and removed. */
	readonly key: number;
	/** Null: a new one. */
	readonly line: number | null;
	readonly item: string;
	readonly amount: string;
	/** Empty: the item's own. */
	readonly unit: string;
	readonly requested: string;
	readonly promised: string;
	readonly priority: string;
	readonly dropped: boolean;
}

export interface OrderDraft {
	readonly number: string;
	readonly customer: string;
	readonly placed: string;
	readonly note: string;
	readonly lines: readonly OrderLineDraft[];
}

export const emptyOrderLine = (key: number): OrderLineDraft => ({
	key,
	line: null,
	item: '',
	amount: '',
	unit: '',
	requested: '',
	promised: '',
	priority: '',
	dropped: false
});

export const emptyOrder = (): OrderDraft => ({
	number: '',
	customer: '',
	placed: '',
	note: '',
	lines: [emptyOrderLine(1)]
});

/** An order that is there, with its texts: what the form starts from, and what it is compared with. */
export interface OrderBefore {
	readonly order: OrderRow;
	readonly customer: string;
	readonly note: string;
}

export const draftOf = ({ order, customer, note }: OrderBefore): OrderDraft => ({
	number: order.number,
	customer,
	placed: order.placed ?? '',
	note,
	lines: order.lines.map((line, index) => lineDraftOf(line, index + 1))
});

function lineDraftOf(line: OrderLine, key: number): OrderLineDraft {
	const amount = line.wanted && parseRational(line.wanted.quantity.amount);
	return {
		key,
		line: line.line,
		item: line.wanted?.item ?? '',
		amount: (amount && writeDecimal(amount)) ?? '',
		unit: line.wanted?.quantity.unit ?? '',
		requested: line.requested ?? '',
		promised: line.promised ?? '',
		priority: line.priority === null ? '' : String(line.priority),
		dropped: line.dropped
	};
}

export interface OrderDraftFault {
	/** The line's `key`. */
	readonly key: number;
	readonly field: 'item' | 'amount';
	readonly type: 'ItemMissing' | 'AmountMissing' | 'AmountUnreadable' | 'AmountNotPositive' | 'AmountTooFine';
}

const GOODS = ['item', 'amount', 'unit'] as const;

/**
 * The command that a filled form stands for, or everything that is in the way. Only what somebody changed is in it: what others
 * changed meanwhile stays theirs.
 */
export function readOrderDraft(
	draft: OrderDraft,
	before: OrderBefore | null,
	items: readonly ItemRow[]
): Result<ChangeOrder, readonly OrderDraftFault[]> {
	const faults: OrderDraftFault[] = [];
	const lines: OrderLineInput[] = [];
	for (const line of draft.lines) {
		const known = before?.order.lines.find((one) => one.line === line.line);
		const said = known && lineDraftOf(known, line.key);
		const differs = (field: keyof OrderLineDraft): boolean => line[field] !== (said ?? emptyOrderLine(line.key))[field];
		const wanted = said && !GOODS.some(differs) ? null : readWanted(line, items);
		if (wanted && !wanted.ok) faults.push(...wanted.error.map((fault) => ({ key: line.key, ...fault })));
		lines.push({
			line: line.line,
			...(wanted?.ok ? { wanted: wanted.value } : {}),
			...(differs('requested') ? { requested: line.requested || null } : {}),
			...(differs('promised') ? { promised: line.promised || null } : {}),
			...(differs('priority') ? { priority: line.priority === '' ? null : Number(line.priority) } : {}),
			...(differs('dropped') ? { dropped: line.dropped } : {})
		});
	}
	if (faults.length > 0) return err(faults);
	return ok({
		type: 'ChangeOrder',
		order: before?.order.id ?? null,
		...(draft.number.trim() === (before?.order.number ?? '') ? {} : { number: draft.number }),
		...(draft.customer.trim() === (before?.customer ?? '') ? {} : { customer: draft.customer }),
		...(draft.placed === (before?.order.placed ?? '') ? {} : { placed: draft.placed || null }),
		...(draft.note.trim() === (before?.note ?? '') ? {} : { note: draft.note }),
		lines
	});
}

type WantedFault = Omit<OrderDraftFault, 'key'>;

function readWanted(line: OrderLineDraft, items: readonly ItemRow[]): Result<Wanted, readonly WantedFault[]> {
	const item = items.find(({ id }) => id === line.item);
	const unit = findUnit(line.unit || (item?.unit ?? ''));
	const amount = parseDecimal(line.amount);
	const faults: WantedFault[] = [];
	if (item === undefined) faults.push({ field: 'item', type: 'ItemMissing' });
	if (line.amount.trim() === '') faults.push({ field: 'amount', type: 'AmountMissing' });
	else if (amount === undefined) faults.push({ field: 'amount', type: 'AmountUnreadable' });
	else if (amount.n <= 0n) faults.push({ field: 'amount', type: 'AmountNotPositive' });
	else if (unit && divide(amount, unit.smallest).d !== 1n) faults.push({ field: 'amount', type: 'AmountTooFine' });
	if (faults.length > 0 || !item || !unit || !amount) return err(faults);
	return ok({ item: item.id, quantity: quantityIn(unit, amount) });
}
