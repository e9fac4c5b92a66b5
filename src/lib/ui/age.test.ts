import { expect, test } from 'vitest';
import { ageLevel } from './age.ts';

test('an age is judged by the marks it has passed, and reaching one is not passing it', () => {
	const marks = [10, 20, 40] as const;
	const levels = [0, 10, 20, 20.1, 40, 41].map((age) => ageLevel(age, marks));
	expect(levels).toEqual(['normal', 'normal', 'normal', 'slow', 'slow', 'stuck']);
});

test('where nothing has ever taken time, any age is stuck and none is normal', () => {
	expect(ageLevel(0, [0, 0, 0])).toBe('normal');
	expect(ageLevel(1, [0, 0, 0])).toBe('stuck');
});
