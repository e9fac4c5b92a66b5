import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../../tests/golden/read-golden.ts';
import { base32OfNumber } from '../../../../tests/golden/second-opinion.ts';
import {
	advanceClock,
	END_OF_TIME,
	hlc,
	hlcCounter,
	hlcMilliseconds,
	isBeyondFollowing,
	isDate,
	isHlc,
	isWallTime,
	MAX_DRIFT,
	nextHlc,
	stampAfter,
	wallTime,
	ZERO_HLC,
	type Hlc
} from './timestamp.ts';

const golden = readGolden<{
	readonly stamps: readonly { readonly milliseconds: number; readonly counter: number; readonly text: string }[];
	readonly refused: readonly string[];
}>('timestamps');

const NOW = Date.UTC(2026, 2, 2, 6);

const anyTime = fc.nat(END_OF_TIME - 1);
const anyCounter = fc.nat(65_535);
const anyStamp = fc.tuple(anyTime, anyCounter).map(([milliseconds, counter]) => hlc(milliseconds, counter));
/** Any reading a broken clock gives. */
const anyNow = fc.oneof(
	anyTime,
	fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
	fc.double({ min: 0, max: 1e13, noNaN: true })
);

describe('timestamps are what their golden file says', () => {
	test.each(golden.stamps)('$milliseconds and $counter: $text', ({ milliseconds, counter, text }) => {
		expect(hlc(milliseconds, counter)).toBe(text);
		expect(isHlc(text)).toBe(true);
		expect(hlcMilliseconds(text as Hlc)).toBe(milliseconds);
		expect(hlcCounter(text as Hlc)).toBe(counter);
		expect(base32OfNumber((BigInt(milliseconds) << 16n) | BigInt(counter), 13)).toBe(text);
	});

	test.each(golden.refused)('malformed: "%s"', (text) => {
		expect(isHlc(text)).toBe(false);
	});
});

describe('a timestamp', () => {
	test('is read as it was written', () => {
		fc.assert(
			fc.property(anyTime, anyCounter, (milliseconds, counter) => {
				const stamp = hlc(milliseconds, counter);
				expect([hlcMilliseconds(stamp), hlcCounter(stamp)]).toEqual([milliseconds, counter]);
				expect(stamp).toBe(base32OfNumber((BigInt(milliseconds) << 16n) | BigInt(counter), 13));
			})
		);
	});

	test("text order is time order, then the counter's", () => {
		fc.assert(
			fc.property(anyTime, anyCounter, anyTime, anyCounter, (time, counter, otherTime, otherCounter) => {
				const earlier = time < otherTime || (time === otherTime && counter < otherCounter);
				expect(hlc(time, counter) < hlc(otherTime, otherCounter)).toBe(earlier);
			})
		);
	});

	test('the next one is the smallest after it', () => {
		fc.assert(
			fc.property(anyStamp, (stamp) => {
				const value = (BigInt(hlcMilliseconds(stamp)) << 16n) + BigInt(hlcCounter(stamp)) + 1n;
				expect(nextHlc(stamp)).toBe(base32OfNumber(value, 13));
			})
		);
	});

	test('a full counter carries into the milliseconds', () => {
		expect(nextHlc(hlc(NOW, 65_535))).toBe(hlc(NOW + 1, 0));
	});
});

describe('[case 20] stamping an event', () => {
	test('is after every head and after the own clock, however far ahead those are', () => {
		fc.assert(
			fc.property(anyNow, anyStamp, fc.array(anyStamp), (now, clock, heads) => {
				const stamp = stampAfter(now, clock, heads);
				for (const known of [clock, ...heads]) expect(stamp > known).toBe(true);
			})
		);
	});

	test('takes the time of day when that is after all of them', () => {
		expect(stampAfter(NOW, hlc(NOW - 1, 9), [hlc(NOW - 5, 0)])).toBe(hlc(NOW, 0));
	});

	test('takes the least stamp after a head from the future', () => {
		const head = hlc(Date.UTC(2099, 0), 3);
		expect(stampAfter(NOW, ZERO_HLC, [hlc(NOW, 0), head])).toBe(nextHlc(head));
	});

	test('works with any clock, and leaves room for what follows', () => {
		fc.assert(
			fc.property(fc.oneof(anyNow, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1)), (now) => {
				const stamp = stampAfter(now, ZERO_HLC, []);
				expect(isHlc(stamp)).toBe(true);
				expect(isBeyondFollowing(stamp)).toBe(false);
				expect(isWallTime(wallTime(now, 60))).toBe(true);
			})
		);
	});

	test('takes a clock between two milliseconds for the earlier one', () => {
		expect(stampAfter(NOW + 0.7, ZERO_HLC, [])).toBe(hlc(NOW, 0));
	});
});

describe('a stamp at the end of time', () => {
	test('leaves its follower no room; any that a clock gives leaves it', () => {
		expect(isBeyondFollowing(hlc(END_OF_TIME - 1, 65_535))).toBe(true);
		expect(isBeyondFollowing(hlc(Date.UTC(2099, 0), 0))).toBe(false);
		const last = stampAfter(Number.POSITIVE_INFINITY, ZERO_HLC, []);
		expect(isHlc(stampAfter(Number.POSITIVE_INFINITY, last, [last]))).toBe(true);
	});
});

describe('[case 20] receiving an event', () => {
	test('moves the clock to what was seen', () => {
		const seen = hlc(NOW + 60_000, 5);
		expect(advanceClock(NOW, hlc(NOW, 0), seen)).toBe(seen);
	});

	test('moves it at most five minutes ahead of the own time', () => {
		expect(advanceClock(NOW, hlc(NOW, 0), hlc(Date.UTC(2099, 0), 0))).toBe(hlc(NOW + 5 * 60_000, 0));
	});

	test('never moves it back, and never past both what was seen and five minutes', () => {
		fc.assert(
			fc.property(anyTime, anyStamp, anyStamp, (now, clock, seen) => {
				const moved = advanceClock(now, clock, seen);
				expect(moved >= clock).toBe(true);
				expect(moved === clock || moved === seen || hlcMilliseconds(moved) <= now + MAX_DRIFT).toBe(true);
				if (moved > clock) expect(hlcMilliseconds(moved)).toBeLessThanOrEqual(now + MAX_DRIFT);
			})
		);
	});
});

describe('wall time', () => {
	test.each([
		[60, '2026-03-02T07:00:00.000+01:00'],
		[0, '2026-03-02T06:00:00.000+00:00'],
		[-270, '2026-03-02T01:30:00.000-04:30'],
		[825, '2026-03-02T19:45:00.000+13:45']
	])('%s minutes east: %s', (offset, text) => {
		expect(wallTime(NOW, offset)).toBe(text);
	});

	test('of a zone between two minutes is written in whole ones', () => {
		expect(wallTime(NOW, 0.6)).toBe('2026-03-02T06:01:00.000+00:01');
	});

	test('names the moment it was made at, in every zone', () => {
		fc.assert(
			fc.property(fc.nat(Date.UTC(2199, 11)), fc.integer({ min: -14 * 60, max: 14 * 60 }), (now, offset) => {
				const text = wallTime(now, offset);
				expect(isWallTime(text)).toBe(true);
				expect(Date.parse(text)).toBe(now);
			})
		);
	});

	test.each([
		'',
		'2026-03-02',
		'2026-03-02T24:00:00.000+01:00',
		'2026-03-02T07:60:00.000+01:00',
		'2026-03-02T07:00:60.000+01:00',
		'2026-03-02T07:00:00.000+15:00',
		'2026-03-02T07:00:00.000+01:60',
		'2026-02-30T07:00:00.000+01:00',
		'2026-03-02T07:00:00Z',
		'2026-03-02T07:00:00.000Z',
		'2026-13-02T07:00:00.000+01:00',
		' 2026-03-02T07:00:00.000+01:00'
	])('"%s" is none', (text) => {
		expect(isWallTime(text)).toBe(false);
	});
});

describe('a day of the calendar', () => {
	test('is what the calendar says, in every year', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32), (year, month, day) => {
				const two = (value: number): string => String(value).padStart(2, '0');
				const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
				const date = new Date(0);
				date.setUTCFullYear(year, month - 1, day);
				expect(isDate(text)).toBe(date.getUTCMonth() === month - 1 && date.getUTCDate() === day);
			}),
			{ numRuns: 300 }
		);
	});

	test.each(['2024-02-29', '2000-02-29', '2026-12-31'])('%s is one', (text) => {
		expect(isDate(text)).toBe(true);
	});

	test.each(['2026-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-1-1', '2026-11-30T00:00', '', '30.11.2026'])(
		'"%s" is none',
		(text) => {
			expect(isDate(text)).toBe(false);
		}
	);
});
