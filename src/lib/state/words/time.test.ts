import { describe, expect, it } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { ageText, clockTime, dayText, wallTimeOf } from './time.ts';

const NOW = new Date(2026, 10, 20, 14, 5).getTime();
const MINUTE = 60_000;

describe('times of the floor', () => {
	it('show the wall time of the place where it happened, not this device’s zone', () => {
		const today = wallTimeOf(NOW).slice(0, 10);
		expect(clockTime(`${today}T10:42:07.123+05:30`, NOW)).toBe('10:42');
		expect(clockTime(`${today}T10:42:07.123-11:00`, NOW)).toBe('10:42');
	});

	it('name the day when it is another one, and the year when it is another one', () => {
		expect(clockTime('2026-11-19T23:59:00.000+00:00', NOW)).toBe('19 Nov 23:59');
		expect(clockTime('2025-01-02T03:04:00.000+00:00', NOW)).toBe('2 Jan 2025 03:04');
		expect(dayText('2026-11-30', NOW)).toBe('30 Nov');
	});

	it('are written as the language writes days', () => {
		inLocale('de', () => {
			expect(clockTime('2026-11-19T23:59:00.000+00:00', NOW)).toBe('19. Nov. 23:59');
			expect(dayText('2025-01-02', NOW)).toBe('2. Jan. 2025');
		});
	});

	it('read this device’s clock as its person does', () => {
		expect(clockTime(NOW - 65 * MINUTE, NOW)).toBe('13:00');
	});
});

describe('ages', () => {
	it.each([
		[-5, 'under 1 min'],
		[59_999, 'under 1 min'],
		[MINUTE, '1 min'],
		[59 * MINUTE, '59 min'],
		[60 * MINUTE, '1 h'],
		[130 * MINUTE, '2 h 10'],
		[125 * MINUTE, '2 h 05'],
		[24 * 60 * MINUTE, '1 d'],
		[80 * 60 * MINUTE, '3 d']
	])('%d ms is %s', (age, text) => expect(ageText(age)).toBe(text));

	it('say days in the language of the device', () => {
		inLocale('de', () => {
			expect(ageText(24 * 60 * MINUTE)).toBe('1 Tag');
			expect(ageText(80 * 60 * MINUTE)).toBe('3 Tage');
			expect(ageText(130 * MINUTE)).toBe('2 h 10');
		});
	});
});
