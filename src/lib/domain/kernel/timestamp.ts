import { decodeNumber, encodeNumber, isBase32 } from './base32.ts';

/**
 * A hybrid logical timestamp: 48-bit milliseconds since 1970 and a 16-bit counter, as 13 base 32 characters whose text
 * order is their time order. (Kulkarni et al., "Logical Physical Clocks", 2014.)
 */
export type Hlc = string & { readonly __hlc: true };

/** 2200-01-01T00:00:00Z: a stamp at or past it is malformed. */
export const END_OF_TIME = 7_258_118_400_000;

/** How far merely receiving an event may move a device's clock ahead of its own time, so that one wrong clock taints only its own genealogy. */
export const MAX_DRIFT = 5 * 60_000;

const COUNTERS = 65_536;

export const ZERO_HLC = '0000000000000' as Hlc;

/** 64 bits do not fit a number: the low 50 bits (34 of the milliseconds, 16 of the counter) and the high 14 are written apart. */
export function hlc(milliseconds: number, counter: number): Hlc {
	const high = Math.floor(milliseconds / 2 ** 34);
	const low = (milliseconds % 2 ** 34) * COUNTERS + counter;
	return (encodeNumber(high, 3) + encodeNumber(low, 10)) as Hlc;
}

export function hlcMilliseconds(stamp: Hlc): number {
	return decodeNumber(stamp.slice(0, 3)) * 2 ** 34 + Math.floor(decodeNumber(stamp.slice(3)) / COUNTERS);
}

export const hlcCounter = (stamp: Hlc): number => decodeNumber(stamp.slice(3)) % COUNTERS;

export const isHlc = (text: string): text is Hlc => isBase32(text, 13) && hlcMilliseconds(text as Hlc) < END_OF_TIME;

/** The stamp right after `stamp`: a full counter carries into the milliseconds. */
export function nextHlc(stamp: Hlc): Hlc {
	const milliseconds = hlcMilliseconds(stamp);
	const counter = hlcCounter(stamp) + 1;
	return counter < COUNTERS ? hlc(milliseconds, counter) : hlc(milliseconds + 1, 0);
}

/**
 * The stamp of a new event: after everything its author knew of what it touches (`heads`, without cap, so the key never
 * contradicts the heads), after this device's own clock, and not before `now`.
 */
export function stampAfter(now: number, clock: Hlc, heads: readonly Hlc[]): Hlc {
	let latest = clock;
	for (const head of heads) if (head > latest) latest = head;
	const wall = hlc(clampTime(now), 0);
	return wall > latest ? wall : nextHlc(latest);
}

/** The device's clock after it saw `seen` at its own time `now`: ahead of its own time by at most five minutes. */
export function advanceClock(now: number, clock: Hlc, seen: Hlc): Hlc {
	const cap = hlc(clampTime(now) + MAX_DRIFT, 0);
	const moved = seen < cap ? seen : cap;
	return moved > clock ? moved : clock;
}

const DAY = 24 * 3_600_000;

/** A clock from before 1970 or after 2199 still lets the floor work, and leaves room for what follows its events. */
const clampTime = (now: number): number => Math.min(Math.max(Math.trunc(now) || 0, 0), END_OF_TIME - 2 * DAY);

/**
 * A head this late leaves its follower no room before the end of time. It can only be forged: it is left out of the heads of
 * new events, which are then concurrent with it, instead of making its entity unrecordable.
 */
export const isBeyondFollowing = (stamp: Hlc): boolean => hlcMilliseconds(stamp) >= END_OF_TIME - DAY;

/** Wall time for people: ISO 8601 with the zone's offset in minutes east of UTC, milliseconds always written. */
export function wallTime(now: number, offsetMinutes: number): string {
	const offset = Math.round(offsetMinutes);
	const local = new Date(clampTime(now) + offset * 60_000).toISOString().slice(0, -1);
	const size = Math.abs(offset);
	const two = (value: number): string => String(value).padStart(2, '0');
	return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const WALL_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}[+-](\d\d):(\d\d)$/;

/** By arithmetic and not by `Date`, whose engines disagree about the 30th of February. */
export function isWallTime(text: string): boolean {
	const [, date = '', ...parts] = WALL_TIME.exec(text) ?? [];
	const [hour = 99, minute = 99, second = 99, offsetHour = 99, offsetMinute = 99] = parts.map(Number);
	return isDate(date) && hour < 24 && minute < 60 && second < 60 && offsetHour <= 14 && offsetMinute < 60;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of the calendar, `2026-11-30`. */
export function isDate(text: string): boolean {
	const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
	const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	const length = month === 2 && isLeap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
	return day >= 1 && day <= length;
}
