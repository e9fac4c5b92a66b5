import { zipSync, type AsyncZippable, type FlateCallback } from 'fflate/browser';

export * from 'fflate/browser';

/**
 * Packs right here. The library would start workers from text that it puts together, which the page's policy refuses; and it
 * is in a worker already. Takes the library's place for whoever asks for its name (vite.config.ts).
 */
export function zip(files: AsyncZippable, done: FlateCallback): () => void {
	try {
		done(null, zipSync(files));
	} catch (error) {
		done(error as Parameters<FlateCallback>[0], new Uint8Array());
	}
	return () => undefined;
}
