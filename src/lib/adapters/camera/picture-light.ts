/** What a picture's pixels say about why nothing could be read in it. */
export interface PictureLight {
	/** Mean, from 0 to 255. */
	readonly brightness: number;
	/** There are light and dark things, but no edge between them is sharp, or paper shines white: tilting or moving helps. */
	readonly isUnclear: boolean;
}

/** Edges go in all directions, so a few rows tell of all. */
const ROWS_APART = 8;
/** The least difference between light and dark that a label makes; a bare bench stays below. */
const LEAST_RANGE = 48;
/** Of the range: what the steepest hundredth of neighbours differ by. Labels stop being read at about this softness. */
const SHARP_STEP_SHARE = 0.2;
const WHITE = 250;
/** Of all pixels: with more, a lamp is mirrored in the label. */
const GLARE_SHARE = 0.15;

/** From the green of every eighth row, which carries most of the light. */
export function pictureLight({ data, width, height }: ImageData): PictureLight {
	const levels = new Uint32Array(256);
	const steps = new Uint32Array(256);
	for (let row = 0; row < height; row += ROWS_APART) {
		let before = data[row * width * 4 + 1] ?? 0;
		for (let column = 0; column < width; column++) {
			const level = data[(row * width + column) * 4 + 1] ?? 0;
			levels[level] = (levels[level] ?? 0) + 1;
			const step = Math.abs(level - before);
			steps[step] = (steps[step] ?? 0) + 1;
			before = level;
		}
	}
	const count = Math.ceil(height / ROWS_APART) * width;
	if (count === 0) return { brightness: 0, isUnclear: false };

	const range = quantile(levels, 0.98 * count) - quantile(levels, 0.02 * count);
	const isSoft = range >= LEAST_RANGE && quantile(steps, 0.99 * count) < SHARP_STEP_SHARE * range;
	const white = levels.subarray(WHITE).reduce((sum, some) => sum + some, 0);
	const brightness = levels.reduce((sum, some, level) => sum + some * level, 0) / count;
	return { brightness, isUnclear: isSoft || white > GLARE_SHARE * count };
}

/** The value that `rank` of all values do not exceed. */
function quantile(counts: Uint32Array, rank: number): number {
	let passed = 0;
	const value = counts.findIndex((count) => (passed += count) >= rank);
	return value < 0 ? counts.length - 1 : value;
}
