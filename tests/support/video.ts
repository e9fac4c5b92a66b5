import { writeFile } from 'node:fs/promises';
import { encode } from 'jpeg-js';
import { photograph, steadyShot, type Shot } from './label-camera.ts';
import { fromGrey, toGrey, type Picture } from './label-picture.ts';
import { createRandom, type Random } from './label-random.ts';

/** What the camera sees for a while: a label as rasterised, or the bare bench. */
export interface Scene {
	readonly image: Picture | null;
	readonly seconds: number;
}

export interface VideoOptions {
	/** Of the images in the scenes. */
	readonly dpi: number;
	readonly width?: number;
	readonly height?: number;
	/** How often the picture changes. A divisor of 30, the rate at which Chromium plays the file whatever one asks for. */
	readonly fps?: number;
	readonly seed?: number;
}

const PLAYED_FPS = 30;
const JPEG_QUALITY = 85;

/**
 * Writes a motion JPEG for Chromium's `--use-file-for-fake-video-capture=<file>`, which plays it in a loop from the moment
 * the camera is opened. The label is held by a hand at about 20 cm: a little turned, a little soft, never quite still.
 */
export async function labelVideo(
	file: `${string}.mjpeg`,
	scenes: readonly Scene[],
	{ dpi, width = 1280, height = 720, fps = 3, seed = 1 }: VideoOptions
): Promise<void> {
	if (PLAYED_FPS % fps !== 0) throw new RangeError(`${fps} is not a divisor of ${PLAYED_FPS}`);
	const random = createRandom(seed);
	const frames: Uint8Array[] = [];
	for (const { image, seconds } of scenes) {
		const print = image ? { picture: toGrey(image), dpi } : undefined;
		for (let picture = 0; picture < Math.round(seconds * fps); picture++) {
			const seen = fromGrey(photograph(print, heldShot(random), { width, height }, random));
			const { data } = encode(seen, JPEG_QUALITY);
			for (let repeat = 0; repeat < PLAYED_FPS / fps; repeat++) frames.push(data);
		}
	}
	await writeFile(file, frames);
}

const heldShot = (random: Random): Shot => ({
	...steadyShot,
	distanceMm: random.between(190, 230),
	rollDegrees: random.between(-8, 8),
	shift: [random.between(-20, 20), random.between(-12, 12)],
	blur: random.between(0.6, 1),
	noise: 3
});
