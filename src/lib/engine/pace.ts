/** How many documents a transaction takes in. */
export interface Pace {
	readonly size: () => number;
	/** A transaction of `documents` took `milliseconds`. */
	readonly took: (documents: number, milliseconds: number) => void;
}

/** A page's documents when nobody is scanning. */
const UNHURRIED = 1_000;
const FIRST_HURRIED = 50;
/** Fewer are hardly faster: what a transaction costs by itself outweighs them, and a slow device would never catch up. */
const LEAST = 50;
/** Milliseconds: half of what a scan may have to wait behind another transaction, since it may meet the slowest. */
const AIM = 25;

/** As large as useful while nobody scans; while a scanner is open, so small that a scan never waits long behind one. */
export function createPace(scannerOpen: () => boolean): Pace {
	let hurried = FIRST_HURRIED;
	return {
		size: () => (scannerOpen() ? hurried : UNHURRIED),
		took(documents, milliseconds) {
			if (documents < LEAST || milliseconds <= 0) return;
			const fitting = (documents * AIM) / milliseconds;
			hurried = Math.round(Math.min(Math.max(fitting, LEAST), UNHURRIED));
		}
	};
}
