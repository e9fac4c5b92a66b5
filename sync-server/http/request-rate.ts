import { problem, type Problem } from './problem.ts';

export interface Rate {
	/** Requests a second that one may go on with. */
	readonly perSecond: number;
	/** How many may come at once after a rest. */
	readonly burst: number;
}

/** Why the next request of `key` is too many; undefined when it is not. */
export type RequestRate = (key: string) => Problem | undefined;

/** More devices than a site has; a device that was forgotten begins with a full measure. */
const REMEMBERED = 40_000;

/** A measure a key, filled at an even rate: who asks faster for long is told to wait, and nobody else notices. */
export function createRequestRate({ perSecond, burst }: Rate, now: () => number): RequestRate {
	const measures = new Map<string, { left: number; at: number }>();

	return (key) => {
		const known = measures.get(key) ?? { left: burst, at: now() };
		// a clock that was put back adds nothing and takes nothing
		const elapsed = Math.max(0, now() - known.at);
		const left = Math.min(burst, known.left + (elapsed * perSecond) / 1000);
		measures.delete(key);
		measures.set(key, { left: left >= 1 ? left - 1 : left, at: now() });
		const [oldest] = measures.keys();
		if (measures.size > REMEMBERED && oldest !== undefined) measures.delete(oldest);
		return left >= 1 ? undefined : tooFast;
	};
}

const tooFast: Problem = {
	...problem(429, 'too_many_requests', 'This device asks too often. Nothing was changed: send it again in a second.'),
	headers: { 'retry-after': '1' }
};
