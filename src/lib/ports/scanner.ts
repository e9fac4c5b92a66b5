import type { Result } from '#domain/kernel/result.ts';

/**
 * Everything that turns a label into raw text: the camera, a hardware scanner that types, a person at the keypad. They all
 * end in one function that takes a `Scan`; what the text means is decided there, not here.
 *
 * What every source guarantees:
 * - `text` is exactly what was read (the wedge upper-cases it, since keyboard layouts mangle case), never empty and never
 *   longer than `MAX_TEXT_BYTES`; nothing else is filtered, so foreign and hostile text does arrive.
 * - Repeats of one text are held back until it has not been seen for the source's quiet time, counted from the last
 *   sighting and not from the first: a label left in view is one scan. Another text passes at once.
 * - Scans arrive in the order in which they were read.
 */
export interface Scanner {
	/** Resolves when labels can be read. Starting twice is the same as once. */
	start(): Promise<Result<void, ScannerTrouble>>;
	/** Takes effect at once, also while a start is still under way; no scan arrives after it. */
	stop(): void;
	/** Returns the function that ends the subscription. */
	onScan(listener: (scan: Scan) => void): () => void;
	/** Troubles that come up after a successful start. All but `TextTooLong` have stopped the scanner: start it to try again. */
	onTrouble(listener: (trouble: ScannerTrouble) => void): () => void;
}

export type ScanSource = 'camera' | 'wedge' | 'typed';

export interface Scan {
	readonly text: string;
	readonly source: ScanSource;
	/** Milliseconds since the page's time origin, as in `Event.timeStamp`: when it was read, not when a busy page got to it. */
	readonly at: number;
}

export type ScannerTrouble =
	/** Browsers hand out cameras to pages served by HTTPS or from this machine only. */
	| { readonly type: 'InsecureContext' }
	| { readonly type: 'PermissionDenied' }
	| { readonly type: 'NoCamera' }
	/** Another page or program holds the camera. */
	| { readonly type: 'CameraBusy' }
	/** The picture stopped and did not come back by itself. */
	| { readonly type: 'CameraLost' }
	/** Neither the decoder nor the one to fall back to could be loaded. */
	| { readonly type: 'NoDecoder' }
	/** A label was read, but no label of ours is that long; scanning goes on. */
	| { readonly type: 'TextTooLong' };

/** Why a photo was no scan. None of them stops anything. */
export type PhotoTrouble =
	| { readonly type: 'NotAPicture' }
	| { readonly type: 'NoLabel' }
	/** Which one is meant is not for us to guess. */
	| { readonly type: 'SeveralLabels' }
	| { readonly type: 'NoDecoder' }
	| { readonly type: 'TextTooLong' };

export const CAMERA_QUIET_MS = 1500;
export const WEDGE_QUIET_MS = 400;

/** In UTF-8. The longest text of ours, the link form on a large label, has 47. */
export const MAX_TEXT_BYTES = 256;

export function isTooLong(text: string): boolean {
	let bytes = 0;
	for (const character of text) {
		const point = character.codePointAt(0) ?? 0;
		bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
		if (bytes > MAX_TEXT_BYTES) return true;
	}
	return false;
}

/**
 * The rule for repeats, for one source. Call it with every sighting, in order; true says that this one is a new scan.
 * `at` and `quietMs` in milliseconds.
 */
export function createRepeatRule(quietMs: number): (text: string, at: number) => boolean {
	const lastSeen = new Map<string, number>();
	return (text, at) => {
		for (const [seen, when] of lastSeen) if (at - when >= quietMs) lastSeen.delete(seen);
		const isNew = !lastSeen.has(text);
		lastSeen.set(text, at);
		return isNew;
	};
}
