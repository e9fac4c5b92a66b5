import { describe, expect, it } from 'vitest';
import { createHints, type CameraHint } from './hints.ts';

const bench = { text: undefined, isUndecided: false, light: { brightness: 120, isUnclear: false } };
const dark = { ...bench, light: { brightness: 20, isUnclear: false } };
const dusk = { ...bench, light: { brightness: 55, isUnclear: false } };
const soft = { ...bench, light: { brightness: 120, isUnclear: true } };
const read = { ...bench, text: 'B00100001W' };
const two = { ...bench, isUndecided: true };

/** Ten frames a second; the last answer. */
function watch(...scenes: readonly (readonly [typeof bench | typeof read, seconds: number])[]): CameraHint | null {
	const hints = createHints();
	hints.reset(0);
	let at = 0;
	let hint: CameraHint | null = null;
	for (const [frame, seconds] of scenes) {
		for (const until = at + seconds * 1000; at < until; at += 100) hint = hints.see(frame, at);
	}
	return hint;
}

describe('what is said to somebody whose label is not read', () => {
	it('nothing for three seconds, then that it is dark', () => {
		expect(watch([dark, 3])).toBeNull();
		expect(watch([dark, 3.2])).toBe('dark');
	});

	it('dusk does not switch it on and off', () => {
		expect(watch([dusk, 10])).toBeNull();
		expect(watch([dark, 4], [dusk, 5])).toBe('dark');
		expect(watch([dark, 4], [bench, 0.2])).toBeNull();
	});

	it('that the label is unclear, when most frames of a while were', () => {
		expect(watch([soft, 3.2])).toBe('unclear');
		expect(watch([bench, 3], [soft, 0.3])).toBeNull();
		expect(watch([soft, 4], [bench, 1])).toBeNull();
	});

	it('that one of several labels has to be aimed at, after a second, and only while they are there', () => {
		expect(watch([two, 1])).toBeNull();
		expect(watch([two, 1.2])).toBe('several');
		// Only every third way of looking sees the whole picture.
		expect(watch([two, 0.1], [bench, 0.2], [two, 0.1], [bench, 0.2], [two, 0.1], [bench, 0.2], [two, 0.3])).toBe(
			'several'
		);
		expect(watch([two, 2], [bench, 1.2])).toBeNull();
	});

	it('nothing once a label was read, and for three seconds after it', () => {
		expect(watch([dark, 4], [read, 0.1])).toBeNull();
		expect(watch([dark, 4], [read, 0.1], [dark, 2.5])).toBeNull();
	});
});
