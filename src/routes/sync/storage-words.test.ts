import { expect, test } from 'vitest';
import { inLocale } from '../../../tests/support/locale.ts';
import { lowSpaceWords, mayClearWords, sizeText } from './storage-words.ts';

test('a browser that may clear its data is a warning only while something is nowhere else', () => {
	expect(mayClearWords(0).tone).toBe('neutral');
	expect(mayClearWords(1).tone).toBe('warning');
});

test('the room that is left is a warning when it gets little, and nothing where it is not known', () => {
	expect(lowSpaceWords(1e9, 10e9)).toBeUndefined();
	expect(lowSpaceWords(null, 10e9)).toBeUndefined();
	expect(lowSpaceWords(1e9, null)).toBeUndefined();
	expect(lowSpaceWords(9.95e9, 10e9)?.line).toBe(
		'50.0\u00a0MB are left for this app. Send now, or save a backup file.'
	);
	expect(lowSpaceWords(11e9, 10e9)?.line).toContain('0.0\u00a0MB');
});

test('sizes are written as the language does', () => {
	expect(sizeText(12_345_678)).toBe('12.3\u00a0MB');
	inLocale('de', () => expect(sizeText(1_234_567_890)).toBe('1,2\u00a0GB'));
});
