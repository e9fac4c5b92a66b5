import { describe, expect, test } from 'vitest';
import { faultsOf, readKeys, readText, type TrialKey } from './scanner-trial.ts';

const SAMPLE = 'D00700000X';

const typed = (keys: readonly string[], gap: number): TrialKey[] =>
	keys.map((key, index) => ({ key, at: 1_000 + index * gap }));

describe('a trial of a hand scanner', () => {
	test('that types every 8 ms and ends with Enter is all well', () => {
		const trial = readKeys(typed([...SAMPLE, 'Enter'], 8));
		expect(trial).toEqual({ text: SAMPLE, as: 'keys', gap: 8, end: 'Enter' });
		expect(faultsOf(trial, SAMPLE)).toEqual([]);
	});

	test('small letters and a Tab at the end are as good', () => {
		expect(faultsOf(readKeys(typed([...SAMPLE.toLowerCase(), 'Tab'], 20)), SAMPLE)).toEqual([]);
	});

	test('of which the page sees the end key alone has to send characters as events', () => {
		expect(faultsOf(readKeys(typed(['Enter'], 0)), SAMPLE)).toEqual(['only the end']);
	});

	test('set to another keyboard, without an end key, or slow, is told so', () => {
		expect(faultsOf(readKeys(typed([...'D007ßßßßßX'], 8)), SAMPLE)).toEqual(['other text', 'no end']);
		expect(faultsOf(readKeys(typed([...SAMPLE, 'Enter'], 60)), SAMPLE)).toEqual(['slow']);
	});

	test('that pastes is understood', () => {
		expect(readText(`${SAMPLE}\r\n`)).toEqual({ text: SAMPLE, as: 'text', gap: null, end: 'Enter' });
		expect(faultsOf(readText(SAMPLE), SAMPLE)).toEqual(['no end', 'as text']);
	});

	test('keys that write nothing count as none of it', () => {
		expect(readKeys(typed(['Shift', 'A', 'Shift', 'B', 'Enter'], 4)).text).toBe('AB');
	});
});
