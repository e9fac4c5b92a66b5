import type { Grade } from '#domain/batch/goods.ts';
import { hasEnded, type BatchRow } from '#domain/batch/views.ts';

const HOUR = 3_600_000;
export const HOURS = 24;

/** What came to its end within one hour of this device's clock. */
export interface FinishedHour {
	/** Its beginning, in milliseconds since 1970. */
	readonly from: number;
	readonly grades: Readonly<Record<Grade, number>>;
	readonly total: number;
}

/** 24 hours, the earliest first, that end with the hour of `now`, or with the last hour in which something was finished. */
export interface FinishedHours {
	readonly hours: readonly FinishedHour[];
	readonly total: number;
	/** It all lies more than 24 hours back. */
	readonly isPast: boolean;
}

/**
 * Batches that came to the end of their flow or were closed by hand, by the hour. Null when there are none. Hours are those of the
 * clock here: records from elsewhere carry their own zone.
 */
export function finishedByHour(rows: readonly BatchRow[], now: number): FinishedHours | null {
	const finished = rows
		.filter(hasEnded)
		.flatMap(({ closed, grade }) => (closed === null ? [] : [{ at: Date.parse(closed.at), grade }]));
	if (finished.length === 0) return null;
	const latest = finished.reduce((last, { at }) => Math.max(last, at), 0);
	const isPast = latest < hourOf(now) - (HOURS - 1) * HOUR;
	const end = hourOf(isPast ? latest : Math.max(now, latest)) + HOUR;
	const start = end - HOURS * HOUR;
	const hours = Array.from({ length: HOURS }, (_, index) => ({
		from: start + index * HOUR,
		grades: { firsts: 0, seconds: 0, waste: 0 },
		total: 0
	}));
	for (const { at, grade } of finished) {
		const hour = hours[Math.floor((at - start) / HOUR)];
		if (hour === undefined) continue;
		hour.grades[grade]++;
		hour.total++;
	}
	return { hours, total: hours.reduce((sum, { total }) => sum + total, 0), isPast };
}

/** The beginning of the hour on this device's clock; zones that are half an hour off have theirs in between. */
const hourOf = (at: number): number => new Date(at).setMinutes(0, 0, 0);
