import { wallTime } from '#domain/kernel/timestamp.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

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

/** `30 Nov`, with the year when it is another one. `date` starts with `2026-11-30`. */
export function dayText(date: string, now = Date.now()): string {
	const day = `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''}`;
	return date.slice(0, 4) === wallTimeOf(now).slice(0, 4) ? day : `${day} ${date.slice(0, 4)}`;
}

/** `under 1 min`, `20 min`, `2 h 10`, `3 d`. */
export function ageText(milliseconds: number): string {
	if (milliseconds < MINUTE) return 'under 1 min';
	if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
	if (milliseconds >= DAY) return `${Math.floor(milliseconds / DAY)} d`;
	const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
	const hours = `${Math.floor(milliseconds / HOUR)} h`;
	return minutes === 0 ? hours : `${hours} ${String(minutes).padStart(2, '0')}`;
}
