import { BaseLoggger, Html5QrcodeSupportedFormats } from 'html5-qrcode/esm/core.js';
import { ZXingHtml5QrcodeDecoder } from 'html5-qrcode/esm/zxing-html5-qrcode-decoder.js';
import type { Decoder } from '../camera/decoder.ts';
import { pictureLight } from '../camera/picture-light.ts';

/** Frames a second at most: more would heat the phone without reading more. */
const LEAST_PAUSE_MS = 100;
/** The page works too, on the same thread: reading gets this share of its time. */
const SHARE_OF_TIME = 0.5;

/**
 * html5-qrcode's decoder on our own camera's pixels, in the page's thread. Its camera half is left aside: that reads what is
 * shown and not what the camera sees, decodes every failed frame twice, cannot be stopped while it starts, and keeps the
 * camera when nobody clears it. Both modules are parts of 2.3.8, its last version.
 */
export function createCanvasDecoder(): Decoder {
	const engine = new ZXingHtml5QrcodeDecoder([Html5QrcodeSupportedFormats.QR_CODE], false, new BaseLoggger(false));
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	let isBusy = false;
	let idleFrom = 0;

	return {
		engine: () => 'html5-qrcode',
		isIdle: () => !isBusy && performance.now() >= idleFrom,
		async decode(source, { region, upscale }) {
			if (!context || isBusy) return undefined;
			isBusy = true;
			const begun = performance.now();
			canvas.width = region.width * upscale;
			canvas.height = region.height * upscale;
			const { x, y, width, height } = region;
			context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
			// It rejects whenever there is nothing to read.
			const text = await engine.decodeAsync(canvas).then(
				(result) => result.text,
				() => ''
			);
			const light = pictureLight(context.getImageData(0, 0, canvas.width, canvas.height));
			const now = performance.now();
			idleFrom = Math.max(begun + LEAST_PAUSE_MS, now + (now - begun) * (1 / SHARE_OF_TIME - 1));
			isBusy = false;
			return { text: text === '' ? undefined : text, isUndecided: false, light };
		},
		close() {
			// Frees its memory at once; browsers keep a limited amount for all canvases.
			canvas.width = 0;
			canvas.height = 0;
		}
	};
}
