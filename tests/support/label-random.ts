/** Repeatable randomness: the same seed makes the same pictures. */
export interface Random {
	/** At least 0, less than 1. */
	unit(): number;
	between(low: number, high: number): number;
	/** Mean 0, standard deviation 1. */
	normal(): number;
}

export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	// The 32-bit generator known as mulberry32.
	const unit = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		unit,
		between: (low, high) => low + (high - low) * unit(),
		// Twelve uniform numbers have a variance of one.
		normal() {
			let sum = -6;
			for (let draw = 0; draw < 12; draw++) sum += unit();
			return sum;
		}
	};
}
