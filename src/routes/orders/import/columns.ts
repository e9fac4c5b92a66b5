/** What a column can say, in the order in which people are asked. */
export const ORDER_FIELDS = [
	'number',
	'customer',
	'placed',
	'line',
	'item',
	'quantity',
	'unit',
	'requested',
	'promised',
	'priority',
	'status',
	'note'
] as const;
export type OrderField = (typeof ORDER_FIELDS)[number];

/** Without these there is no order. */
export const REQUIRED_FIELDS = ['number', 'item', 'quantity'] as const satisfies readonly OrderField[];

/** Which column says it, counted from 0; null: none does. */
export type Columns = Readonly<Record<OrderField, number | null>>;

const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/);

/** How columns are headed in English and German exports, without spaces and signs; the surest name first. */
const NAMES: Readonly<Record<OrderField, readonly string[]>> = {
	number: namesIn(`
		ordernumber orderno ordernr orderid salesorder salesorderno salesordernumber so sono sonumber sonr
		ordernum auftragsnummer auftragsnr auftragnr auftrag kundenauftrag bestellnummer bestellnr belegnummer
		belegnr beleg order number nummer
	`),
	customer: namesIn('customer customername client soldto kunde kundenname kundename auftraggeber firma'),
	placed: namesIn('orderdate placed dateplaced auftragsdatum bestelldatum belegdatum date datum'),
	line: namesIn('line lineno linenumber orderline position pos posnr positionsnummer zeile'),
	item: namesIn(`
		sku itemsku itemnumber itemno itemcode articlenumber articleno partnumber partno artikelnummer artikelnr
		artnr materialnummer materialnr teilenummer teilenr item itemname article product part material artikel
		artikelname produkt teil bezeichnung artikelbezeichnung description
	`),
	quantity: namesIn(
		'quantity qty orderedquantity orderqty ordered menge bestellmenge auftragsmenge stuckzahl stueckzahl anzahl'
	),
	unit: namesIn('unit uom unitofmeasure einheit mengeneinheit me eh'),
	requested: namesIn(`
		requested requesteddate requestdate needby needbydate required requireddate deliverydate wunschtermin
		wunschdatum wunschlieferdatum liefertermin lieferdatum gewuenscht gewunscht
	`),
	promised: namesIn(`
		promised promiseddate promisedate confirmeddate confirmed duedate due zugesagt zusagetermin
		zugesagterttermin zugesagtertermin bestatigtertermin bestaetigtertermin bestatigt fallig faellig
		termin
	`),
	priority: namesIn('priority prio prioritat prioritaet dringlichkeit'),
	status: namesIn('status orderstatus state auftragsstatus zustand'),
	note: namesIn('note notes remark remarks comment comments notiz bemerkung bemerkungen anmerkung hinweis')
};

/** A heading as headings are compared: letters and digits only, lower case, without accents. */
export const plainHeading = (heading: string): string =>
	heading
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');

/** Headings of earlier files, as people assigned them. */
export type KnownHeadings = Readonly<Partial<Record<string, OrderField | 'none'>>>;

/** What people said of a heading before comes first, then what it is commonly called. No column says two things. */
export function guessColumns(header: readonly string[], known: KnownHeadings): Columns {
	const headings = header.map(plainHeading);
	const used = new Set(headings.flatMap((heading, index) => (known[heading] === undefined ? [] : [index])));
	const columns = Object.fromEntries(
		ORDER_FIELDS.map((field) => {
			const index = headings.findIndex((heading) => known[heading] === field);
			return [field, index < 0 ? null : index];
		})
	) as Record<OrderField, number | null>;
	for (const field of ORDER_FIELDS) {
		if (columns[field] !== null) continue;
		const places = NAMES[field].map((name) => headings.findIndex((heading, at) => heading === name && !used.has(at)));
		const place = places.find((index) => index >= 0);
		if (place === undefined) continue;
		columns[field] = place;
		used.add(place);
	}
	return columns;
}

/** The field now says what this column says; what the column said before is said by none. */
export function assignColumn(columns: Columns, field: OrderField, column: number | null): Columns {
	const freed = Object.entries(columns).map(([name, index]) => [name, index === column ? null : index]);
	return { ...(Object.fromEntries(freed) as Columns), [field]: column };
}

export const missingFields = (columns: Columns): readonly OrderField[] =>
	REQUIRED_FIELDS.filter((field) => columns[field] === null);

/** What is to be kept for the next file: what each heading was taken for, and which of those that are commonly taken for something say nothing here. */
export function headingsOf(header: readonly string[], columns: Columns): KnownHeadings {
	const usual = guessColumns(header, {});
	const fieldAt = (of: Columns, index: number): OrderField | undefined =>
		ORDER_FIELDS.find((name) => of[name] === index);
	return Object.fromEntries(
		header.flatMap((heading, index) => {
			const field = fieldAt(columns, index) ?? (fieldAt(usual, index) && 'none');
			return field === undefined || plainHeading(heading) === '' ? [] : [[plainHeading(heading), field]];
		})
	);
}
