import { readBarcodes } from 'zxing-wasm/reader';
import { aimedText } from './aimed-text.ts';
import { readerOptions, type Pass } from './passes.ts';

/** The text aimed at in the pixels of one pass, if any. The reader must have been given its WebAssembly before. */
export async function decodePixels(pixels: ImageData, pass: Pick<Pass, 'denoise'>): Promise<string | undefined> {
	const symbols = await readBarcodes(pixels, readerOptions(pass));
	return aimedText(symbols, { x: pixels.width / 2, y: pixels.height / 2 });
}

/** Mean brightness from 0 to 255, from every 64th pixel's green, which carries most of it. */
export function brightnessOf({ data }: ImageData): number {
	const step = 64 * 4;
	let sum = 0;
	let count = 0;
	for (let green = 1; green < data.length; green += step) {
		sum += data[green] ?? 0;
		count++;
	}
	return count === 0 ? 0 : sum / count;
}
