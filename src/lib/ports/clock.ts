/** Tells a waiting call to give up; an `AbortSignal` is one. */
export interface StopSignal {
	readonly aborted: boolean;
	readonly addEventListener: (type: 'abort', listener: () => void, options?: { once?: boolean }) => void;
	readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** Time, handed in so that rules and tests can fix it. */
export interface Clock {
	/** Milliseconds since 1970, as wrong as this device's clock is. */
	readonly now: () => number;
	/** Minutes east of UTC at that time. */
	readonly offsetMinutes: () => number;
	/** Resolves after `milliseconds`, or at once when `signal` aborts. */
	readonly sleep: (milliseconds: number, signal: StopSignal) => Promise<void>;
}
