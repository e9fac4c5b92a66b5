/** How an age compares with what is usual here. */
export type AgeLevel = 'normal' | 'slow' | 'stuck';

/** The ages that half, 85 % and 95 % of those before it did not exceed; in the unit of the ages compared with them. */
export type AgeMarks = readonly [half: number, most: number, nearlyAll: number];

/** Above the 85 % mark an age is slow, above the 95 % mark stuck. */
export function ageLevel(age: number, [, most, nearlyAll]: AgeMarks): AgeLevel {
	if (age > nearlyAll) return 'stuck';
	return age > most ? 'slow' : 'normal';
}
