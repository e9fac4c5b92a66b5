import { prepareZXingModule } from 'zxing-wasm/reader';
import { decodePixels } from './decode-pixels.ts';
import type { FromDecoder, ToDecoder } from './messages.ts';
import type { Pass } from './passes.ts';
import { pictureLight } from './picture-light.ts';
import { SELF_TEST_TEXT, selfTestPicture } from './self-test.ts';

const canvas = new OffscreenCanvas(1, 1);
// Pixels are read back from every frame, so they are better off never going to the graphics card.
const context = canvas.getContext('2d', { willReadFrequently: true });

addEventListener('message', ({ data }: MessageEvent<ToDecoder>) => {
	void (data.type === 'load' ? load(data.wasmUrl) : decode(data.picture, data.pass));
});

async function load(wasmUrl: string): Promise<void> {
	try {
		// The library's own default is a public CDN, which no factory with a dead network can reach.
		await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
		const { text } = await decodePixels(selfTestPicture(), { denoise: false });
		answer(text === SELF_TEST_TEXT ? { type: 'loaded' } : { type: 'failed', reason: 'the self-test was not read' });
	} catch (reason) {
		answer({ type: 'failed', reason: String(reason) });
	}
}

async function decode(picture: ImageBitmap, pass: Pass): Promise<void> {
	try {
		const pixels = draw(picture, pass.upscale);
		answer({ type: 'decoded', ...(await decodePixels(pixels, pass)), light: pictureLight(pixels) });
	} catch (reason) {
		answer({ type: 'failed', reason: String(reason) });
	} finally {
		picture.close();
	}
}

function draw(picture: ImageBitmap, upscale: number): ImageData {
	if (!context) throw new Error('no 2d context in this worker');
	const width = picture.width * upscale;
	const height = picture.height * upscale;
	if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
	context.drawImage(picture, 0, 0, width, height);
	return context.getImageData(0, 0, width, height);
}

const answer = (message: FromDecoder): void => postMessage(message);
