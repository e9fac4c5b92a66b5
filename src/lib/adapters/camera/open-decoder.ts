import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { Decoder, NoDecoder } from './decoder.ts';
import { openWorkerDecoder } from './worker-decoder.ts';

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
