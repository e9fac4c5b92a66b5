import { err, ok, type Result } from '#domain/kernel/result.ts';
import { isTooLong, type PhotoTrouble, type Scan } from '#ports/scanner.ts';
import type { Decoder } from './decoder.ts';
import { openDecoder } from './open-decoder.ts';
import type { Pass } from './passes.ts';

/** Pixels on the long side. A photo of 48 megapixels takes 192 MB, and a decoder's memory never shrinks. */
const SMALL = 1600;
const LARGE = 3264;
/** A label that was photographed from afar shows in the photo's own pixels only. */
const CROP = 2400;

/**
 * Reads the label in a photo, which never leaves the device. It needs neither a camera of ours nor a safe address: where
 * those are missing, the phone's own camera app takes the picture.
 */
export async function readPhoto(photo: Blob): Promise<Result<Scan, PhotoTrouble>> {
	const opened = await openPhoto(photo);
	if (!opened) return err({ type: 'NotAPicture' });
	const decoding = await openDecoder(() => undefined);
	try {
		return decoding.ok ? await readImage(decoding.value, opened.image) : decoding;
	} finally {
		if (decoding.ok) decoding.value.close();
		opened.close();
	}
}

async function readImage(decoder: Decoder, image: HTMLImageElement): Promise<Result<Scan, PhotoTrouble>> {
	let isUndecided = false;
	for (const look of looksAt(image)) {
		const decoded = await decode(decoder, image, look);
		isUndecided ||= decoded?.isUndecided === true;
		const text = decoded?.text;
		if (text === undefined) continue;
		return isTooLong(text) ? err({ type: 'TextTooLong' }) : ok({ text, source: 'camera', at: performance.now() });
	}
	return err({ type: isUndecided ? 'SeveralLabels' : 'NoLabel' });
}

/** One way of looking at the photo: a part of it, and how large it is drawn. */
interface Look {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly scale: number;
	readonly denoise: boolean;
}

/** From cheap to dear; what a small photo would show twice alike is left out. */
function looksAt({ naturalWidth: width, naturalHeight: height }: HTMLImageElement): Look[] {
	const longSide = Math.max(width, height);
	const whole = { x: 0, y: 0, width, height };
	const crop = { width: Math.min(width, CROP), height: Math.min(height, CROP) };
	return [
		{ ...whole, scale: Math.min(1, SMALL / longSide), denoise: true },
		{ ...whole, scale: Math.min(1, LARGE / longSide), denoise: false },
		...(longSide > LARGE
			? [{ x: (width - crop.width) >> 1, y: (height - crop.height) >> 1, ...crop, scale: 1, denoise: false }]
			: [])
	];
}

async function decode(
	decoder: Decoder,
	image: HTMLImageElement,
	{ x, y, width, height, scale, denoise }: Look
): ReturnType<Decoder['decode']> {
	const drawn = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
	const picture = await createImageBitmap(image, x, y, width, height, {
		imageOrientation: 'from-image',
		resizeWidth: drawn.width,
		resizeHeight: drawn.height,
		resizeQuality: 'medium'
	}).catch(() => undefined);
	if (!picture) return undefined;
	const pass: Pass = { region: { x: 0, y: 0, ...drawn }, upscale: 1, denoise };
	const decoded = await decoder.decode(picture, pass);
	picture.close();
	return decoded;
}

/** Undefined for a file that the browser cannot show. */
async function openPhoto(photo: Blob): Promise<{ readonly image: HTMLImageElement; close(): void } | undefined> {
	const address = URL.createObjectURL(photo);
	const image = new Image();
	const close = (): void => {
		// Lets go of the pixels as well, which the element keeps once they were drawn.
		image.removeAttribute('src');
		URL.revokeObjectURL(address);
	};
	const isShown = await new Promise<boolean>((resolve) => {
		image.onload = () => resolve(image.naturalWidth > 0);
		image.onerror = () => resolve(false);
		image.src = address;
	});
	if (isShown) return { image, close };
	close();
	return undefined;
}
