import { expect, test } from 'vitest';
import { DEVICE_NUMBERS, deviceNumber, mintCode, SAMPLE_DEVICES } from '#domain/kernel/code.ts';
import { strangeLabelWords } from './demo.ts';

const real = mintCode('b', deviceNumber(DEVICE_NUMBERS - SAMPLE_DEVICES - 1), 7);
const sample = mintCode('b', deviceNumber(DEVICE_NUMBERS - SAMPLE_DEVICES), 7);

test('a sample label is refused at a real site, and a real one in the sample factory', () => {
	expect(strangeLabelWords(sample, false)?.title).toBe('A label of the sample factory');
	expect(strangeLabelWords(real, true)?.title).toBe('A label of a real site');
	expect(strangeLabelWords(real, false)).toBeNull();
	expect(strangeLabelWords(sample, true)).toBeNull();
});
