import { wallTime } from '#domain/kernel/timestamp.ts';
import { m } from '#paraglide/messages.js';
import { regional } from './regional.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dayOfYear = regional((region) => dateFormat(region, { day: 'numeric', month: 'short' }));
const dayWithYear = regional((region) => dateFormat(region, { day: 'numeric', month: 'short', year: 'numeric' }));

/** Days are written as they stand in the record: counted in UTC, they are the same in every zone. */
const dateFormat = (region: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
	new Intl.DateTimeFormat(region, { ...parts, timeZone: 'UTC' });

/** Wall time with zone, as events carry it, of a moment of this device's clock. */
export const wallTimeOf = (milliseconds: number): string =>
	wallTime(milliseconds, -new Date(milliseconds).getTimezoneOffset());

/**
 * `10:42` today, `19 Nov 10:42` on another day. Events carry the wall time of the place where they happened, and that is what
 * is shown: nobody has to convert a time of the floor.
 *
 * @param at wall time with zone, or milliseconds since 1970 by this device's clock
 */
export function clockTime(at: string | number, now = Date.now()): string {
	const wall = typeof at === 'number' ? wallTimeOf(at) : at;
	const time = wall.slice(11, 16);
	return wall.slice(0, 10) === wallTimeOf(now).slice(0, 10) ? time : `${dayText(wall, now)} ${time}`;
}

/** `2026-11-30 10:42 +01:00`, for what is read on another day: alike in every language, and sorted by itself. */
export function datedTime(at: string | number): string {
	const wall = typeof at === 'number' ? wallTimeOf(at) : at;
	return `${wall.slice(0, 10)} ${wall.slice(11, 16)} ${wall.slice(23)}`;
}

/** `30 Nov`, with the year when it is another one. `date` starts with `2026-11-30`. */
export function dayText(date: string, now = Date.now()): string {
	const [year, month, day] = date.slice(0, 10).split('-').map(Number) as [number, number, number];
	const format = date.slice(0, 4) === wallTimeOf(now).slice(0, 4) ? dayOfYear : dayWithYear;
	return format().format(Date.UTC(year, month - 1, day));
}

/** `under 1 min`, `20 min`, `2 h 10`, `3 d`. */
export function ageText(milliseconds: number): string {
	if (milliseconds < MINUTE) return m.words_age_under_a_minute();
	if (milliseconds < HOUR) return m.words_age_minutes({ minutes: Math.floor(milliseconds / MINUTE) });
	if (milliseconds >= DAY) return m.words_age_days({ days: Math.floor(milliseconds / DAY) });
	const hours = Math.floor(milliseconds / HOUR);
	const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
	return minutes === 0
		? m.words_age_hours({ hours })
		: m.words_age_hours_minutes({ hours, minutes: String(minutes).padStart(2, '0') });
}
