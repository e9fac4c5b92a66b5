import { readBarcodes } from 'zxing-wasm/reader';
import { aimedLabel, type AimedLabel } from './aimed-label.ts';
import { readerOptions, type Pass } from './passes.ts';

/** The label aimed at in the pixels of one pass, if any. The reader must have been given its WebAssembly before. */
export async function decodePixels(pixels: ImageData, pass: Pick<Pass, 'denoise'>): Promise<AimedLabel> {
	const symbols = await readBarcodes(pixels, readerOptions(pass));
	return aimedLabel(symbols, { x: pixels.width / 2, y: pixels.height / 2 });
}
