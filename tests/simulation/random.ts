/** Chance that a seed decides: the same seed gives the same history. */
export interface Dice {
	/** From 0 up to 1. */
	readonly next: () => number;
	readonly chance: (probability: number) => boolean;
	/** A whole number from `least` to `most`, both included. */
	readonly between: (least: number, most: number) => number;
	/** Any of a list that is not empty. */
	readonly pick: <Member>(list: readonly Member[]) => Member;
	/** A name, as likely as its weight says. */
	readonly weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => Name;
	readonly bytes: (count: number) => Uint8Array;
	/** Dice of their own, so that what one part of a history draws does not shift what another part draws. */
	readonly fork: () => Dice;
}

/** sfc32 (Chris Doty-Humphrey), its state filled by splitmix32 from the seed. */
export function createDice(seed: number): Dice {
	let mixed = seed | 0;
	const fill = (): number => {
		mixed = (mixed + 0x9e3779b9) | 0;
		let word = mixed ^ (mixed >>> 16);
		word = Math.imul(word, 0x21f0aaad);
		word ^= word >>> 15;
		word = Math.imul(word, 0x735a2d97);
		return word ^ (word >>> 15);
	};
	let [a, b, c, counter] = [fill(), fill(), fill(), 1];
	const word = (): number => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + sum;
		c |= 0;
		return sum >>> 0;
	};
	for (let round = 0; round < 12; round++) word();

	const next = (): number => word() / 2 ** 32;
	const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
	return {
		next,
		chance: (probability) => next() < probability,
		between,
		pick: <Member>(list: readonly Member[]) => list[between(0, list.length - 1)] as Member,
		weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => {
			const entries = Object.entries<number>(weights) as [Name, number][];
			let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
			for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
			return entries.at(-1)?.[0] as Name;
		},
		bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
		fork: () => createDice(word())
	};
}
