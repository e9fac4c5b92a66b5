import { isDate } from '#domain/kernel/timestamp.ts';

/** How dates with slashes are meant: `30/11/2026` or `11/30/2026`. */
export const SLASH_ORDERS = ['day first', 'month first'] as const;
export type SlashOrder = (typeof SLASH_ORDERS)[number];

/** What the dates of a file tell of how they are written. */
export interface DateEvidence {
	/** Null: nothing that would tell, or some dates are written one way and some the other. */
	readonly order: SlashOrder | null;
	/** A date that reads differently by the order, `03/04/2026`; null when none does. */
	readonly doubtful: string | null;
}

/** A time behind the day, as exports write it, says nothing of an order. */
const TIME = /(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s*[AP]M)?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const SLASHED = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/;

export function dateEvidence(cells: Iterable<string>): DateEvidence {
	const seen = new Set<SlashOrder>();
	let doubtful: string | null = null;
	for (const cell of cells) {
		const [, first, , second] = SLASHED.exec(cell.replace(TIME, '')) ?? [];
		if (first === undefined || second === undefined) continue;
		if (Number(first) > 12) seen.add('day first');
		else if (Number(second) > 12) seen.add('month first');
		else if (Number(first) !== Number(second)) doubtful ??= cell;
	}
	const [only, other] = [...seen];
	return {
		order: only !== undefined && other === undefined ? only : null,
		doubtful: seen.size === 1 ? null : doubtful
	};
}

/** `2026-11-30`; undefined when it is no day of the calendar, or written in a way that nobody said how to read. */
export function readDate(cell: string, order: SlashOrder): string | undefined {
	const text = cell.replace(TIME, '');
	const [, year, , month, day] = YEAR_FIRST.exec(text) ?? [];
	if (year !== undefined) return dayOf(year, month, day);
	const [, dottedDay, dottedMonth, dottedYear] = DOTTED.exec(text) ?? [];
	if (dottedYear !== undefined) return dayOf(dottedYear, dottedMonth, dottedDay);
	const [, first, , second, slashedYear] = SLASHED.exec(text) ?? [];
	return order === 'day first' ? dayOf(slashedYear, second, first) : dayOf(slashedYear, first, second);
}

function dayOf(year = '', month = '', day = ''): string | undefined {
	const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return isDate(date) ? date : undefined;
}
