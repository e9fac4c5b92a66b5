import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { ScannerTrouble } from '#ports/scanner.ts';
import type { Decoded } from './decoded.ts';
import type { Pass } from './passes.ts';
import { openWorkerDecoder } from './worker-decoder.ts';

/** Reads labels in pictures, one at a time: frames that come meanwhile are dropped, never queued. */
export interface Decoder {
	/** What reads now. */
	engine(): Engine;
	/** False while a picture is being read, or no other one can be taken yet. */
	isIdle(): boolean;
	/** Reads one pass of a picture, which stays the caller's. Undefined when it could not be looked at. */
	decode(source: PictureSource, pass: Pass): Promise<Decoded | undefined>;
	close(): void;
}

export type NoDecoder = Extract<ScannerTrouble, { readonly type: 'NoDecoder' }>;
export type Engine = 'zxing-wasm' | 'html5-qrcode';
export type PictureSource = HTMLVideoElement | ImageBitmap;

/**
 * The worker's decoder, or html5-qrcode where that is not to be had: it is slower, sees less, works in the page itself, and
 * is loaded only then. It takes over as well when the worker dies for good. `onLost`: nothing reads any more.
 */
export async function openDecoder(onLost: () => void): Promise<Result<Decoder, NoDecoder>> {
	let isClosed = false;
	let current = (await openWorkerDecoder(() => void fallBack())) ?? (await openFallback());
	if (!current) return err({ type: 'NoDecoder' });

	async function fallBack(): Promise<void> {
		const fallback = await openFallback();
		if (isClosed) return fallback?.close();
		current = fallback;
		if (!fallback) onLost();
	}

	return ok({
		engine: () => current?.engine() ?? 'html5-qrcode',
		isIdle: () => current?.isIdle() ?? false,
		decode: (source, pass) => current?.decode(source, pass) ?? Promise.resolve(undefined),
		close() {
			isClosed = true;
			current?.close();
			current = undefined;
		}
	});
}

/** Undefined when its file is not to be had: no network, and not kept in this browser. */
async function openFallback(): Promise<Decoder | undefined> {
	try {
		const { createCanvasDecoder } = await import('../html5-qrcode/canvas-decoder.ts');
		return createCanvasDecoder();
	} catch {
		return undefined;
	}
}
