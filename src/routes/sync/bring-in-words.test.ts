import { expect, test } from 'vitest';
import { inLocale } from '../../../tests/support/locale.ts';
import { deviceNumber } from '#domain/kernel/code.ts';
import { err, ok } from '#domain/kernel/result.ts';
import { bringInWords } from './bring-in-words.ts';

const brought = (taken: number, known = 0, unread = 0) => bringInWords(ok({ taken, known, unread }));

test('what was taken is told, with what was not', () => {
	expect(brought(2)).toMatchObject({ tone: 'ok', title: '2 records taken' });
	expect(brought(1, 3, 0).line).toContain('3 records were here already.');
	expect(brought(1, 0, 1)).toMatchObject({ tone: 'warning', title: '1 record taken' });
	expect(brought(0, 5)).toMatchObject({ tone: 'neutral', title: 'Nothing new in this file' });
	expect(brought(0, 0, 2).tone).toBe('warning');
});

test('whoever may not bring something in is told whose it is', () => {
	const words = bringInWords(err({ type: 'NotCourier', devices: [deviceNumber(1), deviceNumber(31)] }));
	expect(words.line).toContain('001 and 00Z');
	inLocale('de', () =>
		expect(bringInWords(err({ type: 'OtherSite' })).title).toBe('Sicherung eines anderen Standorts')
	);
});
