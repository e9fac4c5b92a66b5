import { MAX_PERSONAL_LENGTH } from '#domain/kernel/personal.ts';
import { plainText } from '#domain/kernel/plain-text.ts';
import { divide, type Quantity } from '#domain/kernel/quantity.ts';
import type { ItemRow } from '#domain/item/item.ts';
import { MAX_NUMBER_LENGTH, MAX_LINE_NUMBER, type OrderStatus } from '#domain/order/order.ts';
import { findUnit, quantityIn, UNITS, type Unit } from '#domain/unit/unit.ts';
import { plainHeading, type Columns, type OrderField } from './columns.ts';
import type { CsvRow } from './csv-table.ts';
import { readDate, type SlashOrder } from './date-format.ts';
import { readNumber, type DecimalSign } from './number-format.ts';

/** How the whole file is to be read. */
export interface Reading {
	readonly columns: Columns;
	readonly dates: SlashOrder;
	readonly decimals: DecimalSign;
}

/** What a row says, as far as it says it: null where its cell is empty or the file has no such column. */
export interface RowContents {
	/** The order's number, as people know it. */
	readonly number: string;
	readonly customer: string | null;
	readonly placed: string | null;
	/** Null: the row's place within its order counts. */
	readonly line: number | null;
	readonly item: ItemRow;
	readonly quantity: Quantity;
	readonly requested: string | null;
	readonly promised: string | null;
	readonly priority: number | null;
	readonly status: OrderStatus | null;
	readonly note: string | null;
}

/** Why a row cannot be taken, and the field that would have to be mended; null: all of it. */
export interface RowFault {
	readonly field: OrderField | null;
	readonly fault:
		| { readonly type: 'Broken' }
		| { readonly type: 'Missing' }
		| { readonly type: 'TooLong'; readonly most: number }
		| { readonly type: 'ItemUnknown'; readonly text: string }
		| { readonly type: 'ItemNotUnique'; readonly text: string }
		| { readonly type: 'NotANumber'; readonly text: string }
		| { readonly type: 'NotAboveZero' }
		| { readonly type: 'UnitUnknown'; readonly text: string }
		| { readonly type: 'UnitOfOtherKind'; readonly unit: string; readonly item: string; readonly right: string }
		| { readonly type: 'TooFine'; readonly unit: Unit }
		| { readonly type: 'NotADate'; readonly text: string }
		| { readonly type: 'NotWithin'; readonly text: string; readonly most: number }
		| { readonly type: 'StatusUnknown'; readonly text: string }
		| { readonly type: 'LineTwice'; readonly first: number }
		| { readonly type: 'LinesHalfNumbered' }
		| { readonly type: 'Differs'; readonly first: number }
		| { readonly type: 'TooManyLines'; readonly most: number }
		| { readonly type: 'NumberTaken'; readonly orders: number }
		| { readonly type: 'StatusNotNext'; readonly from: OrderStatus; readonly to: OrderStatus }
		/** It is shipped or cancelled, and the row changes its line. */
		| { readonly type: 'OrderEnded'; readonly status: OrderStatus };
}

export interface RowReading {
	readonly row: CsvRow;
	/** The order that it belongs to, also where its other cells cannot be read; empty: none. */
	readonly number: string;
	/** Null where there are faults. */
	readonly contents: RowContents | null;
	readonly faults: readonly RowFault[];
}

export const cellOf = (row: Pick<CsvRow, 'cells'>, columns: Columns, field: OrderField): string => {
	const column = columns[field];
	return column === null ? '' : (row.cells[column] ?? '');
};

const STATUS_WORDS: Readonly<Record<string, OrderStatus>> = {
	estimate: 'estimate',
	quote: 'estimate',
	quotation: 'estimate',
	draft: 'estimate',
	angebot: 'estimate',
	entwurf: 'estimate',
	issued: 'issued',
	open: 'issued',
	confirmed: 'issued',
	erteilt: 'issued',
	offen: 'issued',
	bestatigt: 'issued',
	bestaetigt: 'issued',
	shipped: 'shipped',
	delivered: 'shipped',
	versandt: 'shipped',
	versendet: 'shipped',
	geliefert: 'shipped',
	cancelled: 'cancelled',
	canceled: 'cancelled',
	storniert: 'cancelled'
};

/** What units are called beside their own names. */
const UNIT_WORDS: Readonly<Record<string, string>> = {
	pc: 'pcs',
	piece: 'pcs',
	pieces: 'pcs',
	ea: 'pcs',
	each: 'pcs',
	stk: 'pcs',
	st: 'pcs',
	stck: 'pcs',
	stuck: 'pcs',
	stueck: 'pcs',
	pair: 'pairs',
	pr: 'pairs',
	paar: 'pairs',
	doz: 'dozen',
	dz: 'dozen',
	dtz: 'dozen',
	dutzend: 'dozen',
	gramm: 'g',
	kilo: 'kg',
	kilogramm: 'kg',
	lbs: 'lb',
	meter: 'm',
	liter: 'l',
	litre: 'l',
	std: 'h'
};

/** Finds items by what people write: the SKU, else the name, in any case. */
export type FindItem = (text: string) => readonly ItemRow[];

export function itemFinder(items: readonly ItemRow[]): FindItem {
	const plain = (text: string): string => text.trim().toLowerCase();
	const bySku = Map.groupBy(
		items.filter(({ sku }) => sku !== ''),
		({ sku }) => plain(sku)
	);
	const byName = Map.groupBy(items, ({ name }) => plain(name));
	return (text) => bySku.get(plain(text)) ?? byName.get(plain(text)) ?? [];
}

export function findUnitWord(text: string): Unit | undefined {
	const plain = plainHeading(text);
	return (
		findUnit(text) ?? findUnit(UNIT_WORDS[text.toLowerCase()] ?? UNIT_WORDS[plain] ?? '') ?? unitByPlainName(plain)
	);
}

const unitByPlainName = (plain: string): Unit | undefined => UNITS.find(({ name }) => name.toLowerCase() === plain);

/** Reads rows, each once: of a whole file only those that were mended are read again. */
export function rowReader(reading: Reading, findItem: FindItem): (row: CsvRow) => RowReading {
	const known = new WeakMap<CsvRow, RowReading>();
	return (row) => {
		const read = known.get(row) ?? readRow(row, reading, findItem);
		known.set(row, read);
		return read;
	};
}

/** One row by itself; what it says against other rows is not looked at. */
export function readRow(row: CsvRow, { columns, dates, decimals }: Reading, findItem: FindItem): RowReading {
	const faults: RowFault[] = [];
	const fail = (field: OrderField | null, fault: RowFault['fault']): null => {
		faults.push({ field, fault });
		return null;
	};
	const cell = (field: OrderField): string => cellOf(row, columns, field);

	const text = (field: OrderField, most: number): string | null => {
		const said = plainText(cell(field)).trim();
		return said.length > most ? fail(field, { type: 'TooLong', most }) : said || null;
	};
	const date = (field: 'placed' | 'requested' | 'promised'): string | null => {
		const said = cell(field);
		return said === '' ? null : (readDate(said, dates) ?? fail(field, { type: 'NotADate', text: said }));
	};
	const whole = (field: 'line' | 'priority', most: number): number | null => {
		const said = cell(field);
		if (said === '') return null;
		const number = /^\d{1,9}(?:[.,]0+)?$/.test(said) ? Number.parseInt(said, 10) : 0;
		return number >= 1 && number <= most ? number : fail(field, { type: 'NotWithin', text: said, most });
	};

	const number = plainText(cell('number')).trim();
	if (row.broken) fail(null, { type: 'Broken' });
	if (number === '') fail('number', { type: 'Missing' });
	if (number.length > MAX_NUMBER_LENGTH) fail('number', { type: 'TooLong', most: MAX_NUMBER_LENGTH });
	const item = readItem(cell('item'), findItem, fail);
	const quantity = readQuantity(cell('quantity'), cell('unit'), item, decimals, fail);
	const rest = {
		customer: text('customer', MAX_PERSONAL_LENGTH),
		placed: date('placed'),
		line: whole('line', MAX_LINE_NUMBER),
		requested: date('requested'),
		promised: date('promised'),
		priority: whole('priority', 9),
		status: readStatus(cell('status'), fail),
		note: text('note', MAX_PERSONAL_LENGTH)
	};
	const isGood = faults.length === 0 && item !== null && quantity !== null;
	return { row, number, contents: isGood ? { number, item, quantity, ...rest } : null, faults };
}

type Fail = (field: OrderField, fault: RowFault['fault']) => null;

function readItem(text: string, findItem: FindItem, fail: Fail): ItemRow | null {
	if (text === '') return fail('item', { type: 'Missing' });
	const [item, other] = findItem(text);
	if (item === undefined) return fail('item', { type: 'ItemUnknown', text });
	return other === undefined ? item : fail('item', { type: 'ItemNotUnique', text });
}

/** In the item's own unit where the row names none. */
function readQuantity(
	text: string,
	unitText: string,
	item: ItemRow | null,
	decimals: DecimalSign,
	fail: Fail
): Quantity | null {
	const amount = text === '' ? undefined : readNumber(text, decimals);
	const own = item === null ? undefined : findUnit(item.unit);
	const unit = unitText === '' ? own : findUnitWord(unitText);
	if (text === '') fail('quantity', { type: 'Missing' });
	else if (amount === undefined) fail('quantity', { type: 'NotANumber', text });
	else if (amount.n <= 0n) fail('quantity', { type: 'NotAboveZero' });
	if (unitText !== '' && unit === undefined) return fail('unit', { type: 'UnitUnknown', text: unitText });
	if (unit === undefined || own === undefined || item === null) return null;
	if (unit.kind !== own.kind) {
		return fail('unit', { type: 'UnitOfOtherKind', unit: unit.name, item: item.name, right: own.name });
	}
	if (amount === undefined || amount.n <= 0n) return null;
	if (divide(amount, unit.smallest).d !== 1n) return fail('quantity', { type: 'TooFine', unit });
	return quantityIn(unit, amount);
}

function readStatus(text: string, fail: Fail): OrderStatus | null {
	if (text === '') return null;
	return STATUS_WORDS[plainHeading(text)] ?? fail('status', { type: 'StatusUnknown', text });
}
