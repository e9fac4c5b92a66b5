import { describe, expect, test } from 'vitest';
import type { Confirmed } from '#engine/tables.ts';
import { inLocale } from '../../../tests/support/locale.ts';
import { confirmedSentence, confirmedTrouble } from './confirmed-words.ts';

const now = new Date(2026, 10, 20, 12, 0).getTime();
const serverKey = { alg: 'ES256', key: 'x'.repeat(87) };

const confirmed = (seq: number, received: number): Confirmed => {
	const receipt = { seq, received: new Date(received).toISOString().replace('Z', '+00:00') };
	return { name: 'receipt', serverKey, kept: [{ receipt }], trouble: null } as unknown as Confirmed;
};

describe('what the server confirmed', () => {
	test('is not spoken of before it confirmed anything', () => {
		expect(confirmedSentence(undefined, now)).toBeNull();
		expect(confirmedSentence({ name: 'receipt', serverKey, kept: [], trouble: null }, now)).toBeNull();
	});

	test('is told with the time of this place, in both languages', () => {
		const at = new Date(2026, 10, 20, 10, 42).getTime();
		expect(confirmedSentence(confirmed(214, at), now)).toBe(
			'The server confirmed everything up to record 214 at 10:42.'
		);
		inLocale('de', () =>
			expect(confirmedSentence(confirmed(214, at), now)).toBe('Vom Server bestätigt: alles bis Eintrag 214 (10:42).')
		);
	});
});

describe('what is wrong with it', () => {
	test.each(['ReceiptWrong', 'ServerKeyOther', 'KeyOther'] as const)(
		'%s: since when, and that nothing is lost',
		(type) => {
			const since = new Date(2026, 10, 20, 10, 42).getTime();
			const words = confirmedTrouble({ name: 'receipt', serverKey, kept: [], trouble: { type, since } }, now);
			expect(words?.title.split(' ').length).toBeLessThanOrEqual(6);
			expect(words?.line).toContain('10:42');
			expect(words?.tone).toBe('warning');
		}
	);

	test('nothing while nothing is', () => {
		expect(confirmedTrouble(confirmed(1, now), now)).toBeNull();
	});
});
