import type { ScannerTrouble } from '#ports/scanner.ts';
import type { Decoded } from './decoded.ts';
import type { Pass } from './passes.ts';

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
