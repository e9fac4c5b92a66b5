import { describe, expect, it } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { asOfText, hourText } from './board.ts';
import { wallTimeOf } from './time.ts';

const NOW = new Date(2026, 10, 19, 12, 0).getTime();
const MET = new Date(2026, 10, 19, 10, 42).getTime();

describe('how fresh a board is', () => {
	it('is as fresh as the last contact', () => {
		expect(asOfText({ phase: 'idle', lastSuccess: MET }, NOW)).toBe('Other devices: as of 10:42');
		expect(asOfText({ phase: 'offline', lastSuccess: MET }, NOW)).toBe(
			'Other devices: as of 10:42, offline since then'
		);
	});

	it('says when there was none yet', () => {
		expect(asOfText(undefined, NOW)).toBe('Other devices: nothing yet');
		expect(asOfText({ phase: 'offline', lastSuccess: null }, NOW)).toBe('Other devices: nothing yet');
	});

	it('is said in German as well', () => {
		inLocale('de', () =>
			expect(asOfText({ phase: 'offline', lastSuccess: MET }, NOW)).toBe('Andere Geräte: Stand 10:42, seitdem offline')
		);
	});
});

describe('an hour as a heading', () => {
	it('is that of the place where it happened, with the day when it is another one', () => {
		expect(hourText(wallTimeOf(MET), NOW)).toBe('10:00–11:00');
		expect(hourText('2026-11-17T23:10:00.000+01:00', NOW)).toBe('17 Nov 23:00–00:00');
	});
});
