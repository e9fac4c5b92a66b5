import { greyPicture, type GreyPicture } from './label-picture.ts';
import type { Random } from './label-random.ts';

/** How a label is held before a phone's camera. */
export interface Shot {
	readonly distanceMm: number;
	/** Turned in the picture plane. */
	readonly rollDegrees: number;
	/** Of the label's middle from the picture's, in pixels. */
	readonly shift: readonly [number, number];
	/** Radius of the soft focus, in pixels; 0 is sharp. */
	readonly blur: number;
	/** Length of the horizontal smear of a moving hand, in pixels. */
	readonly motion: number;
	/** Of the print, from 0 to 1: a thermal label fades. */
	readonly contrast: number;
	/** Share of full daylight. */
	readonly light: number;
	/** Standard deviation, in grey levels. */
	readonly noise: number;
}

export const steadyShot: Shot = {
	distanceMm: 200,
	rollDegrees: 0,
	shift: [0, 0],
	blur: 0.6,
	motion: 0,
	contrast: 1,
	light: 1,
	noise: 2
};

export interface Print {
	readonly picture: GreyPicture;
	readonly dpi: number;
}

const MM_AN_INCH = 25.4;
const BENCH_GREY = 120;
const PAPER_WHITE = 235;

/**
 * What a camera sees of a label on a grey bench, or of the bench alone. A main camera of a phone: 65 degrees across the
 * wide side, which makes a focal length of 1004 pixels in a picture 1280 wide.
 */
export function photograph(
	print: Print | undefined,
	shot: Shot,
	size: { readonly width: number; readonly height: number },
	random: Random
): GreyPicture {
	const scene = greyPicture(size.width, size.height);
	for (let y = 0; y < size.height; y++) {
		// Light falls off across the bench.
		scene.data.fill(BENCH_GREY + (30 * y) / size.height, y * size.width, (y + 1) * size.width);
	}
	if (print) blurWithin(scene, place(scene, print, shot), shot);
	addNoise(scene, shot, random);
	return scene;
}

/** In pixels of the camera; `right` and `bottom` are not part of it. */
interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Returns where the label is. */
function place(scene: GreyPicture, { picture, dpi }: Print, shot: Shot): Box {
	const focalPixels = (1004 / 1280) * scene.width;
	const dotsAPixel = ((dpi / MM_AN_INCH) * shot.distanceMm) / focalPixels;
	const roll = (shot.rollDegrees * Math.PI) / 180;
	const cos = Math.cos(roll) * dotsAPixel;
	const sin = Math.sin(roll) * dotsAPixel;
	const middleX = scene.width / 2 + shot.shift[0];
	const middleY = scene.height / 2 + shot.shift[1];
	const reach = Math.hypot(picture.width, picture.height) / dotsAPixel / 2 + 1;
	const box = {
		left: Math.max(0, Math.floor(middleX - reach)),
		top: Math.max(0, Math.floor(middleY - reach)),
		right: Math.min(scene.width, Math.ceil(middleX + reach)),
		bottom: Math.min(scene.height, Math.ceil(middleY + reach))
	};
	// A pixel of the camera gathers several dots of the print: a few points of it stand for all.
	const points = Math.min(4, Math.max(2, Math.ceil(dotsAPixel)));

	for (let y = box.top; y < box.bottom; y++) {
		for (let x = box.left; x < box.right; x++) {
			const bench = scene.data[y * scene.width + x]!;
			let sum = 0;
			for (let point = 0; point < points * points; point++) {
				const dx = x + ((point % points) + 0.5) / points - middleX;
				const dy = y + (Math.floor(point / points) + 0.5) / points - middleY;
				const column = Math.floor(picture.width / 2 + dx * cos + dy * sin);
				const row = Math.floor(picture.height / 2 - dx * sin + dy * cos);
				const isOnLabel = column >= 0 && row >= 0 && column < picture.width && row < picture.height;
				if (isOnLabel) {
					const ink = 1 - picture.data[row * picture.width + column]! / 255;
					sum += PAPER_WHITE * (1 - 0.92 * shot.contrast * ink);
				} else {
					sum += bench;
				}
			}
			scene.data[y * scene.width + x] = sum / (points * points);
		}
	}
	return box;
}

/** Soft focus and the smear of a moving hand. Around the label the bench is smooth, so that nothing is lost by leaving it. */
function blurWithin(scene: GreyPicture, box: Box, { blur, motion }: Shot): void {
	if (blur > 0) {
		// Three box filters in a row come close to the bell of an unfocused lens.
		for (let round = 0; round < 3; round++) {
			average(scene, box, blur / 1.7, 'x');
			average(scene, box, blur / 1.7, 'y');
		}
	}
	if (motion > 0) average(scene, box, motion / 2, 'x');
}

/** Mean over `reach` pixels to either side, the outermost counted in part. */
function average({ width, data }: GreyPicture, box: Box, reach: number, axis: 'x' | 'y'): void {
	const whole = Math.floor(reach);
	const [step, length] = axis === 'x' ? [1, box.right - box.left] : [width, box.bottom - box.top];
	const [across, lines] = axis === 'x' ? [width, box.bottom - box.top] : [1, box.right - box.left];
	const line = new Float32Array(length);
	for (let index = 0; index < lines; index++) {
		const start = box.top * width + box.left + index * across;
		for (let along = 0; along < length; along++) line[along] = data[start + along * step]!;
		for (let along = 0; along < length; along++) {
			let sum = 0;
			for (let offset = -whole - 1; offset <= whole + 1; offset++) {
				const share = Math.abs(offset) > whole ? reach - whole : 1;
				sum += share * line[Math.min(length - 1, Math.max(0, along + offset))]!;
			}
			data[start + along * step] = sum / (2 * reach + 1);
		}
	}
}

/** Rows take their noise from one strip, each from another place in it: a fresh draw for each pixel takes too long. */
function addNoise({ width, height, data }: GreyPicture, { light, noise }: Shot, random: Random): void {
	const strip = Float32Array.from({ length: 4 * width }, () => noise * random.normal());
	for (let y = 0; y < height; y++) {
		const from = Math.floor(random.between(0, strip.length - width));
		for (let x = 0; x < width; x++) data[y * width + x] = data[y * width + x]! * light + strip[from + x]!;
	}
}
