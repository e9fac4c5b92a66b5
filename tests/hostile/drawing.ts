import { createSeededRandom } from '../contract/seeded-random.ts';

/** Draws what a hostile client sends, the same for the same seed. */
export interface Drawing {
	/** From 0 up to 1. */
	fraction(): number;
	/** A whole number from 0 up to `limit`. */
	below(limit: number): number;
	/** Whether something of this probability happens. */
	chance(probability: number): boolean;
	pick<Value>(values: readonly Value[]): Value;
	bytes(count: number): Buffer;
	/** Text of up to so many characters, of every kind that has made trouble somewhere. */
	text(longest: number): string;
	/** A JSON value. */
	json(depth?: number): unknown;
}

const CHARACTERS = [
	'a',
	'b',
	'Z',
	'0',
	'9',
	'_',
	'-',
	'/',
	'%',
	'"',
	'\\',
	'.',
	' ',
	':',
	'{',
	'[',
	'\n',
	'\0',
	'ä',
	'€',
	'😀',
	'\u202e',
	'\u2028',
	'\ufffe'
];

const NAMES = [
	'_id',
	'_rev',
	'_deleted',
	'_revisions',
	'_attachments',
	'a',
	'b',
	'constructor',
	'toString',
	'length',
	'',
	'name',
	'password',
	'roles',
	'type',
	'$gt'
];

const NUMBERS = [0, -0, 1, -1, 0.1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324, 255, 1_000_000];

export function createDrawing(seed: number): Drawing {
	const fraction = createSeededRandom(seed);
	const below = (limit: number): number => Math.floor(fraction() * limit);
	const chance = (probability: number): boolean => fraction() < probability;
	const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
	const text = (longest: number): string =>
		Array.from({ length: below(longest + 1) }, () =>
			chance(0.7) ? pick(['a', 'b', 'c', 'd', '1']) : pick(CHARACTERS)
		).join('');

	function json(depth = 4): unknown {
		switch (below(depth > 0 ? 9 : 6)) {
			case 0:
				return pick(NUMBERS);
			case 1:
				return text(12);
			case 2:
				return pick([null, true, false]);
			case 3:
				return '\ud800'.repeat(below(2));
			case 4:
				return below(100);
			case 5:
				return pick(['1-a', `1-${'a'.repeat(32)}`, 'now', '0', 'true', '[]']);
			case 6:
				return Array.from({ length: below(4) }, () => json(depth - 1));
			default:
				return Object.fromEntries(
					Array.from({ length: below(5) }, () => [chance(0.5) ? pick(NAMES) : text(6), json(depth - 1)])
				);
		}
	}

	return {
		fraction,
		below,
		chance,
		pick,
		bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
		text,
		json
	};
}
