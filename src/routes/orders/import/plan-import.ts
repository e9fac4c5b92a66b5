import { printCode, type Code } from '#domain/kernel/code.ts';
import { MAX_PERSONAL_LENGTH } from '#domain/kernel/personal.ts';
import type { EntityId } from '#domain/kernel/event.ts';
import { NEXT_STATUSES, type ChangeOrder } from '#domain/order/change.ts';
import { isOver, MAX_ORDER_LINES, type OrderLineChanges, type OrderStatus, type Wanted } from '#domain/order/order.ts';
import type { OrderLine, OrderRow } from '#domain/order/views.ts';
import type { RowContents, RowFault, RowReading } from './read-rows.ts';

/** An order that this device holds, with its texts. */
export interface KnownOrder {
	readonly row: OrderRow;
	readonly customer: string | null;
	readonly note: string | null;
}

/** What an order of the file becomes. */
export interface OrderPlan {
	readonly number: string;
	/** In the order of the file; with faults of what they say against each other, and against what is recorded. */
	readonly rows: readonly RowReading[];
	/** `held`: a row of it is faulty, so nothing of it is taken. */
	readonly kind: 'new' | 'changed' | 'unchanged' | 'held';
	/** Null: it is new here. */
	readonly order: EntityId | null;
	readonly changes: HeaderChanges;
	/** In the order of their numbers; only what is new or different. */
	readonly lines: readonly { readonly line: number; readonly changes: OrderLineChanges }[];
}

/** Only what the file says, and says otherwise than the order does. */
export interface HeaderChanges {
	readonly number?: string;
	readonly customer?: string;
	readonly placed?: string;
	readonly note?: string;
	readonly status?: OrderStatus;
}

const plain = (number: string): string => number.trim().toLowerCase();

/** The orders of a file in its order: each is taken whole or not at all. Rows without a number are orders of their own, and held. */
export function planImport(rows: readonly RowReading[], known: readonly KnownOrder[]): readonly OrderPlan[] {
	const knownByNumber = Map.groupBy(known, ({ row }) => plain(row.number === '' ? printCode(row.id) : row.number));
	const groups = Map.groupBy(rows, ({ number, row }) => (number === '' ? `\0${row.line}` : plain(number)));
	return [...groups.values()].map((group) => planOrder(group, knownByNumber.get(plain(group[0]?.number ?? '')) ?? []));
}

function planOrder(group: readonly RowReading[], known: readonly KnownOrder[]): OrderPlan {
	const [before] = known;
	const number = group[0]?.number ?? '';
	const together = checkedTogether(group, known.length);
	const rows = before ? checkedAgainst(together, before.row) : together;
	const contents = rows.flatMap((one) => one.contents ?? []);
	const order = before?.row.id ?? null;
	if (contents.length < rows.length) return { number, rows, kind: 'held', order, changes: {}, lines: [] };
	const changes = headerChanges(number, contents, before);
	const lines = linesChanged(contents, before?.row).sort((a, b) => a.line - b.line);
	const isSame = Object.keys(changes).length === 0 && lines.length === 0;
	const kind = before === undefined ? 'new' : isSame ? 'unchanged' : 'changed';
	return { number, rows, kind, order, changes, lines };
}

const linesChanged = (contents: readonly RowContents[], before: OrderRow | undefined) =>
	contents
		.map((row, index) => ({ line: row.line ?? index + 1, row }))
		.map(({ line, row }) => ({
			line,
			changes: lineChanges(
				row,
				before?.lines.find((one) => one.line === line)
			)
		}))
		.filter(({ changes }) => Object.keys(changes).length > 0);

const withFaults = (reading: RowReading, added: readonly RowFault[]): RowReading =>
	added.length === 0 ? reading : { ...reading, contents: null, faults: [...reading.faults, ...added] };

/** Adds what the order that is recorded does not allow. */
function checkedAgainst(rows: readonly RowReading[], before: OrderRow): readonly RowReading[] {
	const to = rows.find(({ contents }) => contents && contents.status !== null)?.contents?.status ?? before.status;
	const isBarred = to !== before.status && !NEXT_STATUSES[before.status].includes(to);
	return rows.map((reading, index) => {
		if (reading.contents === null) return reading;
		if (isBarred && reading.contents.status !== null) {
			return withFaults(reading, [{ field: 'status', fault: { type: 'StatusNotNext', from: before.status, to } }]);
		}
		const line = reading.contents.line ?? index + 1;
		const [changed] = isOver(to) ? linesChanged([{ ...reading.contents, line }], before) : [];
		return withFaults(reading, changed ? [{ field: null, fault: { type: 'OrderEnded', status: to } }] : []);
	});
}

/** Adds what is wrong with rows of one order beside each other. */
function checkedTogether(group: readonly RowReading[], known: number): readonly RowReading[] {
	const lines = new Map<number, number>();
	const numbered = group.some(({ contents }) => contents && contents.line !== null);
	return group.map((reading, index) => {
		const { contents, row } = reading;
		const added: RowFault[] = [];
		if (index === 0 && known > 1) added.push({ field: 'number', fault: { type: 'NumberTaken', orders: known } });
		if (index === MAX_ORDER_LINES) added.push({ field: null, fault: { type: 'TooManyLines', most: MAX_ORDER_LINES } });
		if (contents) {
			const first = contents.line === null ? undefined : lines.get(contents.line);
			if (first !== undefined) added.push({ field: 'line', fault: { type: 'LineTwice', first } });
			else if (contents.line !== null) lines.set(contents.line, row.line);
			if (contents.line === null && numbered) added.push({ field: 'line', fault: { type: 'LinesHalfNumbered' } });
			for (const field of ['customer', 'placed', 'status'] as const) {
				const before = group.slice(0, index).find((other) => other.contents && other.contents[field] !== null);
				const differs = before && contents[field] !== null && contents[field] !== before.contents?.[field];
				if (differs) added.push({ field, fault: { type: 'Differs', first: before.row.line } });
			}
		}
		return withFaults(reading, added);
	});
}

function headerChanges(number: string, rows: readonly RowContents[], before: KnownOrder | undefined): HeaderChanges {
	const first = <Field extends 'customer' | 'placed' | 'status'>(field: Field): RowContents[Field] | null =>
		rows.find((row) => row[field] !== null)?.[field] ?? null;
	const [customer, placed, status] = [first('customer'), first('placed'), first('status')];
	const note = [...new Set(rows.flatMap((row) => row.note ?? []))].join('\n').slice(0, MAX_PERSONAL_LENGTH);
	return {
		...(before === undefined ? { number } : {}),
		...(customer !== null && customer !== before?.customer ? { customer } : {}),
		...(placed !== null && placed !== before?.row.placed ? { placed } : {}),
		...(note !== '' && note !== before?.note ? { note } : {}),
		...(status !== null && status !== (before?.row.status ?? 'estimate') ? { status } : {})
	};
}

function lineChanges(row: RowContents, before: OrderLine | undefined): OrderLineChanges {
	const wanted: Wanted = { item: row.item.id, quantity: row.quantity };
	return {
		...(isWanted(wanted, before?.wanted ?? null) ? {} : { wanted }),
		...(row.requested !== null && row.requested !== before?.requested ? { requested: row.requested } : {}),
		...(row.promised !== null && row.promised !== before?.promised ? { promised: row.promised } : {}),
		...(row.priority !== null && row.priority !== before?.priority ? { priority: row.priority } : {}),
		...(before?.dropped ? { dropped: false } : {})
	};
}

const isWanted = (one: Wanted, other: Wanted | null): boolean =>
	other !== null &&
	one.item === other.item &&
	one.quantity.unit === other.quantity.unit &&
	one.quantity.amount === other.quantity.amount;

export interface ImportCounts {
	readonly created: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly held: number;
}

export function countPlans(plans: readonly OrderPlan[]): ImportCounts {
	const of = (kind: OrderPlan['kind']): number => plans.filter((plan) => plan.kind === kind).length;
	return { created: of('new'), changed: of('changed'), unchanged: of('unchanged'), held: of('held') };
}

/** What records a plan. `reason`: why, where it calls the order off. */
export const commandOf = ({ order, changes, lines }: OrderPlan, reason: string): ChangeOrder => ({
	type: 'ChangeOrder',
	order: order as Code | null,
	...changes,
	lines: lines.map(({ line, changes: said }) => ({ line, ...said })),
	...(changes.status === 'cancelled' ? { reason } : {})
});
