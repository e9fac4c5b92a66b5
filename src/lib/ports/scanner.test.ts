import { describe, expect, it } from 'vitest';
import { CAMERA_QUIET_MS, createRepeatRule, isTooLong } from './scanner.ts';

const newScans = (quietMs: number, seen: readonly (readonly [string, number])[]): string[] => {
	const isNew = createRepeatRule(quietMs);
	return seen.filter(([text, at]) => isNew(text, at)).map(([text, at]) => `${text}@${at}`);
};

describe('repeats of one text', () => {
	it('a label that stays in view is one scan, however long it stays', () => {
		const everyFrame = Array.from({ length: 300 }, (_, frame) => ['A', frame * 33] as const);
		expect(newScans(CAMERA_QUIET_MS, everyFrame)).toEqual(['A@0']);
	});

	it('counts from the last sighting, not from the first', () => {
		const seen = [0, 1400, 2800].map((at) => ['A', at] as const);
		expect(newScans(1500, seen)).toEqual(['A@0']);
	});

	it('a label that was away for the quiet time is a new scan', () => {
		const seen = [0, 1499, 2999].map((at) => ['A', at] as const);
		expect(newScans(1500, seen)).toEqual(['A@0', 'A@2999']);
	});

	it('another text passes at once, and does not make the first one new', () => {
		const seen = ['A', 'B', 'A', 'B'].map((text, frame) => [text, frame * 33] as const);
		expect(newScans(1500, seen)).toEqual(['A@0', 'B@33']);
	});
});

describe('the length limit', () => {
	it('counts bytes of UTF-8', () => {
		expect(isTooLong('A'.repeat(256))).toBe(false);
		expect(isTooLong('A'.repeat(257))).toBe(true);
		expect(isTooLong('é'.repeat(128))).toBe(false);
		expect(isTooLong('é'.repeat(129))).toBe(true);
		expect(isTooLong('中'.repeat(85))).toBe(false);
		expect(isTooLong('😀'.repeat(64))).toBe(false);
		expect(isTooLong('😀'.repeat(65))).toBe(true);
	});
});
