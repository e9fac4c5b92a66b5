import type { Decoded } from './decoded.ts';

/** What would help the person whose label is not read. */
export type CameraHint =
	/** Too dark: turn on the light. */
	| 'dark'
	/** Soft or shining: tilt the label, or hold it elsewhere. */
	| 'unclear'
	/** Several labels, and none of them under the middle of the box. */
	| 'several';

/** Nothing is said to somebody who has only just raised the camera. */
const PATIENCE_MS = 3000;
/** With two labels in view somebody waits for an answer: that is said earlier. */
const UNDECIDED_PATIENCE_MS = 1000;
const DARK_BELOW = 50;
const LIGHT_ABOVE = 60;
/** Each frame counts this much against those before it, so that one alone changes nothing. */
const WEIGHT = 0.15;
const MOSTLY = 0.6;
const RARELY = 0.3;

/** Looks at what became of each frame. `at` in milliseconds, of any clock that only goes forward. */
export function createHints(): {
	/** Forgets everything: the picture is a new one. */
	reset(at: number): void;
	see(decoded: Pick<Decoded, 'text' | 'isUndecided' | 'light'>, at: number): CameraHint | null;
} {
	let lastReadAt = 0;
	let undecided: { readonly since: number; readonly last: number } | undefined;
	let unclear = 0;
	let hint: CameraHint | null = null;

	function reset(at: number): void {
		lastReadAt = at;
		undecided = undefined;
		unclear = 0;
		hint = null;
	}

	function judge({ isUndecided, light }: Pick<Decoded, 'isUndecided' | 'light'>, at: number): CameraHint | null {
		if (undecided && at - undecided.last > UNDECIDED_PATIENCE_MS) undecided = undefined;
		if (isUndecided) undecided = { since: undecided?.since ?? at, last: at };
		if (undecided && at - undecided.since >= UNDECIDED_PATIENCE_MS) return 'several';
		if (at - lastReadAt < PATIENCE_MS) return null;
		if (light.brightness < (hint === 'dark' ? LIGHT_ABOVE : DARK_BELOW)) return 'dark';
		return unclear > (hint === 'unclear' ? RARELY : MOSTLY) ? 'unclear' : null;
	}

	return {
		reset,
		see(decoded, at) {
			if (decoded.text !== undefined) reset(at);
			unclear += WEIGHT * ((decoded.light.isUnclear ? 1 : 0) - unclear);
			hint = decoded.text === undefined ? judge(decoded, at) : null;
			return hint;
		}
	};
}
