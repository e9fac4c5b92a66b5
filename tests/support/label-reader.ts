import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule } from 'zxing-wasm/reader';
import { decodePixels } from '#adapters/camera/decode-pixels.ts';
import type { Pass } from '#adapters/camera/passes.ts';
import { fromGrey, greyPicture, type GreyPicture } from './label-picture.ts';

/** Gives the scanner's own reader its WebAssembly from disk, as there is no server under Node. */
export async function loadReader(): Promise<void> {
	const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
	await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
}

/** One pass of the scanner over a whole camera picture. */
export const readPass = (picture: GreyPicture, pass: Pass): Promise<string | undefined> =>
	decodePixels({ ...fromGrey(cut(picture, pass)), colorSpace: 'srgb' } as ImageData, pass).then(({ text }) => text);

/** What the worker's canvas does to the pixels of a pass: cuts them out and, where asked, enlarges them smoothly. */
function cut(picture: GreyPicture, { region, upscale }: Pass): GreyPicture {
	const result = greyPicture(region.width * upscale, region.height * upscale);
	const at = (x: number, y: number): number => {
		const column = region.x + Math.min(region.width - 1, Math.max(0, x));
		const row = region.y + Math.min(region.height - 1, Math.max(0, y));
		return picture.data[row * picture.width + column]!;
	};
	for (let y = 0; y < result.height; y++) {
		for (let x = 0; x < result.width; x++) {
			result.data[y * result.width + x] = upscale === 1 ? at(x, y) : smooth(at, (x - 0.5) / 2, (y - 0.5) / 2);
		}
	}
	return result;
}

/** Between the four pixels around a point. */
function smooth(at: (x: number, y: number) => number, x: number, y: number): number {
	const [left, top] = [Math.floor(x), Math.floor(y)];
	const [right, below] = [x - left, y - top];
	const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
	const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
	return upper * (1 - below) + lower * below;
}
