import { expect, test } from 'vitest';
import { deviceNumber, mintCode, printCode } from '#domain/kernel/code.ts';
import { isWallTime } from '#domain/kernel/timestamp.ts';
import { fieldsOf, readPaperEntry } from './paper-entry.ts';

const NOW = Date.UTC(2026, 10, 20, 14, 30, 20);
const HOUR = 3_600_000;
const batch = mintCode('b', deviceNumber(1), 7);

test('a code and a time, as the paper has them', () => {
	const read = readPaperEntry({ code: printCode(batch), ...fieldsOf(NOW - HOUR) }, NOW);
	expect(read).toMatchObject({ ok: true, value: { code: batch } });
	const happened = read.ok ? read.value.happened : '';
	expect(isWallTime(happened)).toBe(true);
	expect(Date.parse(happened)).toBe(NOW - HOUR - 20_000);
});

test('now is not the future', () => {
	expect(readPaperEntry({ code: batch, ...fieldsOf(NOW) }, NOW).ok).toBe(true);
});

test('what is wrong stands beside its field', () => {
	const damaged = `${batch.slice(0, 9)}${batch.endsWith('0') ? '1' : '0'}`;
	const run = mintCode('r', deviceNumber(1), 7);
	const faultsOf = (code: string, at: { day: string; time: string }): object => {
		const read = readPaperEntry({ code, ...at }, NOW);
		return read.ok ? {} : read.error;
	};
	expect(faultsOf('', { day: '', time: '' })).toEqual({
		code: 'Type the characters under the square first.',
		time: 'Enter the day and the time.'
	});
	expect(faultsOf(batch.slice(0, 7), fieldsOf(NOW))).toEqual({
		code: 'No code yet: 3 of 10 characters are missing.',
		time: ''
	});
	expect(faultsOf(damaged, fieldsOf(NOW + HOUR))).toEqual({
		code: 'A character is wrong. Compare it with the label.',
		time: 'That is later than now.'
	});
	expect(faultsOf(run, fieldsOf(NOW))).toEqual({ code: `${printCode(run)} is not the code of a batch.`, time: '' });
});
