import { describe, expect, test } from 'vitest';
import { datedTime } from '#state/words/time.ts';
import { hearingWords, type Hearing } from './trace-words.ts';
import type { HeardDevice } from './read-heard.ts';
import type { TraceLine } from './read-trace.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const device = (name: string, heard: string | null, out: string | null = null): HeardDevice => ({
	device: name,
	heard: heard && `2026-11-20T${heard}:00.000+00:00`,
	out: out && `2026-11-20T${out}:00.000+00:00`
});
const nameOf = (id: string | null): string => id ?? '';
const hearing = (devices: readonly HeardDevice[], changes: Partial<Hearing> = {}): Hearing => ({
	devices,
	status: { phase: 'idle', lastSuccess: NOW },
	firstSync: false,
	received: 0,
	...changes
});
const beganAt = (at: string) => [{ row: { began: { at: `2026-11-20T${at}:00.000+00:00` } } }] as unknown as TraceLine[];
const said = (heard: Hearing, lines: readonly TraceLine[] = []) => hearingWords(heard, lines, nameOf, NOW);

describe('how far an answer can be relied on', () => {
	test('devices that said nothing for an hour are named, those longest silent first, the others counted', () => {
		const silent = ['one', 'two', 'three', 'four', 'five'].map((name, hour) => device(name, `0${hour + 1}:00`));
		const { title, line, tone } = said(hearing([device('new', null), ...silent, device('live', '11:30')]));
		expect(title).toBe('6 devices not heard from');
		expect(line).toMatch(
			/may be incomplete: new never yet, one since .*01:00, two since .*02:00, three since .*, 2 more\./
		);
		expect(line).not.toContain('live');
		expect(tone).toBe('warning');
	});

	test('in a file each time has its day', () => {
		const heard = hearing([device('one', '03:00')]);
		const { line } = hearingWords(heard, [], nameOf, NOW, datedTime);
		expect(line).toContain('one since 2026-11-20 03:00 +00:00');
		expect(line).toContain(datedTime(NOW));
	});

	test('it never says that nothing is missing', () => {
		const { title, line, tone } = said(hearing([device('live', '11:30')]));
		expect(title).toBe('All devices heard from within the hour');
		expect(line).toContain('What a device recorded since its last word is not in this answer.');
		expect(tone).toBe('neutral');
		expect(said(hearing([])).line).toContain('This answer holds what this device knows.');
	});

	test('a device that is out of use counts where it may have recorded something of the traced batches', () => {
		const lost = [device('lost', '08:00', '09:00')];
		expect(said(hearing(lost), beganAt('08:30')).title).toBe('1 device not heard from');
		expect(said(hearing(lost), beganAt('10:00')).title).toBe('All devices heard from within the hour');
	});

	test('what this device itself lacks is said, too', () => {
		const alone = said(hearing([], { status: { phase: 'offline', lastSuccess: null } }));
		expect(alone).toMatchObject({ tone: 'warning' });
		expect(alone.line).toContain('This device has had no contact with the server yet');
		expect(said(hearing([], { firstSync: true, received: 2 })).line).toMatch(/still coming.*2 records came here/);
		expect(said(hearing([], { status: { phase: 'offline', lastSuccess: NOW } })).line).toContain('is offline since');
	});
});
