import { err, ok, type Result } from '#domain/kernel/result.ts';
import { problem, type Problem } from './problem.ts';

/** Bounds guessing: so many attempts of one kind may fail, then the next ones are refused unheard for a while. */
export interface Attempts {
	/**
	 * What `attempt` answers. Attempts of one key are made one after the other, so that a thousand at once are no more than one
	 * by one. A Problem (429, with Retry-After) without having tried when too many failed.
	 */
	make<Outcome>(
		key: string,
		attempt: () => Promise<Outcome>,
		hasFailed: (outcome: Outcome) => boolean
	): Promise<Result<Outcome, Problem>>;
}

export interface AttemptLimits {
	readonly failures: number;
	/** Milliseconds from the first failure on. */
	readonly window: number;
}

interface Tally {
	failures: number;
	since: number;
	/** The latest attempt, and how many have not been made yet. */
	last: Promise<unknown>;
	waiting: number;
}

/** Who guesses under ever new names does not fill the memory: the oldest are forgotten. */
const REMEMBERED = 10_000;

export function createAttempts({ failures: most, window }: AttemptLimits, now: () => number): Attempts {
	const tallies = new Map<string, Tally>();

	function tallyOf(key: string): Tally {
		const known = tallies.get(key);
		if (known) return known;
		const fresh: Tally = { failures: 0, since: 0, last: Promise.resolve(), waiting: 0 };
		tallies.set(key, fresh);
		if (tallies.size > REMEMBERED) forgetOne();
		return fresh;
	}

	/** The oldest that shuts nobody out; where all do, the oldest of all: else ever new names would open a shut door. */
	function forgetOne(): void {
		let oldest: string | undefined;
		for (const [key, { waiting, failures }] of tallies) {
			if (waiting > 0) continue;
			if (failures < most) return void tallies.delete(key);
			oldest ??= key;
		}
		if (oldest !== undefined) tallies.delete(oldest);
	}

	/** Milliseconds until the next attempt is heard. A clock that was put back ends the wait. */
	function waitOf(tally: Tally): number {
		const elapsed = now() - tally.since;
		if (elapsed < 0 || elapsed >= window) tally.failures = 0;
		return tally.failures < most ? 0 : window - elapsed;
	}

	async function tryOnce<Outcome>(
		tally: Tally,
		attempt: () => Promise<Outcome>,
		hasFailed: (outcome: Outcome) => boolean
	): Promise<Result<Outcome, Problem>> {
		const wait = waitOf(tally);
		if (wait > 0) return err(tooManyAttempts(wait));
		const outcome = await attempt();
		if (hasFailed(outcome) && ++tally.failures === 1) tally.since = now();
		return ok(outcome);
	}

	return {
		async make(key, attempt, hasFailed) {
			const tally = tallyOf(key);
			tally.waiting++;
			const turn = tally.last.then(() => tryOnce(tally, attempt, hasFailed));
			tally.last = turn.catch(() => undefined);
			try {
				return await turn;
			} finally {
				tally.waiting--;
				if (tally.waiting === 0 && tally.failures === 0) tallies.delete(key);
			}
		}
	};
}

const tooManyAttempts = (wait: number): Problem => ({
	...problem(429, 'too_many_requests', 'Too many attempts failed. Try again in a few minutes.'),
	headers: { 'retry-after': String(Math.ceil(wait / 1000)) }
});
