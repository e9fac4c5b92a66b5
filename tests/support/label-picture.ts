import { outerSize, QUIET_ZONE, type QrSymbol } from '#adapters/labels/qr.ts';

/** RGBA pixels, row by row: the shape of the DOM's ImageData. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** One number a pixel, 0 black to 255 white. Labels are black on white, and so is all the work on them here. */
export interface GreyPicture {
	readonly width: number;
	readonly height: number;
	readonly data: Float32Array<ArrayBuffer>;
}

export const greyPicture = (width: number, height: number): GreyPicture => ({
	width,
	height,
	data: new Float32Array(width * height)
});

export function toGrey({ width, height, data }: Picture): GreyPicture {
	const grey = greyPicture(width, height);
	for (let pixel = 0, at = 0; pixel < grey.data.length; pixel++, at += 4) {
		grey.data[pixel] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
	}
	return grey;
}

export function fromGrey({ width, height, data }: GreyPicture): Picture {
	const rgba = new Uint8ClampedArray(width * height * 4);
	for (let pixel = 0, at = 0; pixel < data.length; pixel++, at += 4) {
		rgba[at] = rgba[at + 1] = rgba[at + 2] = data[pixel]!;
		rgba[at + 3] = 255;
	}
	return { width, height, data: rgba };
}

/** A part of a picture; its edges in whole pixels. */
export function cutOut(
	{ width: wide, data }: Picture,
	part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
): Picture {
	const [left, top, width, height] = [part.x, part.y, part.width, part.height].map(Math.floor) as [
		number,
		number,
		number,
		number
	];
	const cut = new Uint8ClampedArray(width * height * 4);
	for (let row = 0; row < height; row++) {
		const from = ((top + row) * wide + left) * 4;
		cut.set(data.subarray(from, from + width * 4), row * width * 4);
	}
	return { width, height, data: cut };
}

/** A symbol with its quiet zone, as a printer would put it on paper. */
export function drawSymbol(symbol: QrSymbol, pixelsAModule: number): GreyPicture {
	const side = outerSize(symbol) * pixelsAModule;
	const drawn = greyPicture(side, side);
	for (let y = 0; y < side; y++) {
		for (let x = 0; x < side; x++) {
			const row = Math.floor(y / pixelsAModule) - QUIET_ZONE;
			const column = Math.floor(x / pixelsAModule) - QUIET_ZONE;
			const isInside = row >= 0 && column >= 0 && row < symbol.size && column < symbol.size;
			drawn.data[y * side + x] = isInside && symbol.isDark(row, column) ? 0 : 255;
		}
	}
	return drawn;
}
