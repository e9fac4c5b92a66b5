import type { ReaderOptions } from 'zxing-wasm/reader';

/** What one frame is tried with: which part of the picture, at which scale, how hard. Pixels are the camera's own. */
export interface Pass {
	readonly region: Region;
	/** The region is drawn this many times larger before it is read. */
	readonly upscale: 1 | 2;
	/** Worth its time only on the whole frame: mends scratches across a finder pattern, and halves big soft modules. */
	readonly denoise: boolean;
}

export interface Region {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

const CENTRE_SHARE = 0.6;
const CROP_PIXELS = 480;

/**
 * Three ways of looking, one a frame, over and over. No single one reads as many labels as the three together: the centre
 * is fast and is where people aim, the whole frame finds what is off centre or scratched, and the enlarged crop reads
 * symbols of down to 1.75 pixels a module (2.5 otherwise).
 */
export function passFor(frame: number, width: number, height: number): Pass {
	const shortSide = Math.min(width, height);
	switch (frame % 3) {
		case 0:
			return { region: centre(width, height, Math.round(shortSide * CENTRE_SHARE)), upscale: 1, denoise: false };
		case 1:
			return { region: { x: 0, y: 0, width, height }, upscale: 1, denoise: true };
		default:
			return { region: centre(width, height, Math.min(CROP_PIXELS, shortSide)), upscale: 2, denoise: false };
	}
}

/**
 * `Plain`, because the default rewrites GS1 texts for human readers. Formats by name: looking for all of them costs eight
 * times as much on an empty frame. Several symbols, to be able to tell which one is aimed at.
 */
export const readerOptions = ({ denoise }: Pick<Pass, 'denoise'>): ReaderOptions => ({
	formats: ['QRCode'],
	textMode: 'Plain',
	tryInvert: true,
	maxNumberOfSymbols: 8,
	...(denoise && { tryDenoise: true, tryDownscale: true, downscaleFactor: 2, downscaleThreshold: 300 })
});

const centre = (width: number, height: number, side: number): Region => ({
	x: Math.round((width - side) / 2),
	y: Math.round((height - side) / 2),
	width: side,
	height: side
});
