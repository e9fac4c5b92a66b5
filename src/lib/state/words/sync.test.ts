import { describe, expect, it } from 'vitest';
import { inLocale } from '../../../../tests/support/locale.ts';
import { chipWords, type ChipWords, type SyncFigures } from './sync.ts';

const NOW = new Date(2026, 2, 2, 10, 42).getTime();
const MINUTE = 60_000;

const look = (figures: Partial<SyncFigures>): ChipWords =>
	chipWords(
		{
			status: { name: 'sync', phase: 'idle', lastSuccess: NOW, trouble: null, pending: 0 },
			waiting: 0,
			oldest: null,
			needsYou: 0,
			notSaving: false,
			online: true,
			...figures
		},
		NOW
	);

const chip = (figures: Partial<SyncFigures>): string => look(figures).text;

const offline = { name: 'sync', phase: 'offline', lastSuccess: NOW, trouble: null, pending: 0 } as const;

describe('the status chip', () => {
	it('says when everything was last sent, also offline', () => {
		expect(chip({})).toBe('All sent 10:42');
		expect(chip({ status: offline })).toBe('All sent 10:42');
	});

	it('claims nothing before the first exchange', () => {
		expect(chip({ status: undefined })).toBe('Nothing to send');
	});

	it('counts what waits, and says that it is being sent only while it is fresh and the server answers', () => {
		expect(chip({ waiting: 3, oldest: NOW })).toBe('Sending 3');
		expect(chip({ waiting: 3, oldest: NOW - 4 * MINUTE })).toBe('3 waiting, oldest 4 min');
		expect(chip({ waiting: 12, oldest: NOW, status: offline })).toBe('12 waiting');
		expect(chip({ waiting: 12, oldest: NOW, online: false })).toBe('12 waiting');
	});

	it('turns amber from an hour on: age tells loss, number does not', () => {
		const waits = (minutes: number) => look({ waiting: 1, oldest: NOW - minutes * MINUTE, status: offline });
		expect(waits(59)).toMatchObject({ text: '1 waiting, oldest 59 min', tone: 'neutral' });
		expect(waits(60)).toMatchObject({ text: '1 waiting, oldest 1 h', tone: 'warning' });
		expect(chip({ waiting: 1, oldest: NOW - 245 * MINUTE })).toBe('1 waiting, oldest 4 h 05');
	});

	it('never hides what waits behind what needs somebody', () => {
		expect(look({ needsYou: 2 })).toMatchObject({ text: '2 need you', tone: 'choose' });
		expect(chip({ needsYou: 1, waiting: 2, oldest: NOW - 4 * MINUTE })).toBe('1 needs you · 2 waiting');
		expect(look({ needsYou: 2, waiting: 3, oldest: NOW - 120 * MINUTE })).toMatchObject({
			text: '2 need you · 3 waiting, oldest 2 h',
			tone: 'warning'
		});
	});

	it('puts a storage that does not save before everything else', () => {
		expect(chip({ needsYou: 2, waiting: 3, oldest: 0, notSaving: true })).toBe('NOT SAVING');
	});

	it('says the same in the language of the device', () => {
		inLocale('de', () => {
			expect(chip({})).toBe('Alles gesendet 10:42');
			expect(chip({ waiting: 1, oldest: NOW - 60 * MINUTE, status: offline })).toBe('1 wartet, seit 1 h');
			expect(chip({ waiting: 3, oldest: NOW - 4 * MINUTE })).toBe('3 warten, längste 4 min');
			expect(chip({ needsYou: 1, waiting: 2, oldest: NOW - 4 * MINUTE })).toBe('1 zu klären · 2 warten');
		});
	});
});
