import { ALPHABET } from '#domain/kernel/base32.ts';

/**
 * Hashes by their first 50 bits: eight bytes each, so that millions of them are held at once. Two of a million share them by a
 * chance of one in two thousand: good enough to notice that something is missing, where the chains tell it exactly.
 */
export interface HashSet {
	/** The first ten base 32 characters count. */
	readonly add: (base32: string) => void;
	/** To be asked when all were added: the first time sorts them. */
	readonly has: (base32: string) => boolean;
	/** How many different ones of this set the other one lacks. */
	readonly lackedBy: (other: HashSet) => number;
	/** Each once, in order. */
	readonly numbers: () => Float64Array;
}

export function createHashSet(): HashSet {
	let values = new Float64Array(1_024);
	let count = 0;
	let sorted = true;

	const numbers = (): Float64Array => {
		if (!sorted) {
			const inOrder = values.subarray(0, count).sort();
			let kept = 0;
			for (const value of inOrder) if (kept === 0 || inOrder[kept - 1] !== value) inOrder[kept++] = value;
			count = kept;
			sorted = true;
		}
		return values.subarray(0, count);
	};

	return {
		add(base32) {
			if (count === values.length) {
				const larger = new Float64Array(values.length * 2);
				larger.set(values);
				values = larger;
			}
			values[count++] = numberOf(base32);
			sorted = false;
		},
		has: (base32) => includes(numbers(), numberOf(base32)),
		lackedBy(other) {
			const there = other.numbers();
			let lacking = 0;
			for (const value of numbers()) if (!includes(there, value)) lacking++;
			return lacking;
		},
		numbers
	};
}

function numberOf(base32: string): number {
	let value = 0;
	for (let place = 0; place < 10; place++) value = value * 32 + ALPHABET.indexOf(base32.charAt(place));
	return value;
}

function includes(sorted: Float64Array, value: number): boolean {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return sorted[low] === value;
}
