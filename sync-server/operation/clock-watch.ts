import { execFile } from 'node:child_process';

/** What is known of this machine's clock. */
export interface ClockState {
	/** Whether the system says that it follows a time server; null where it says nothing. */
	readonly isSynchronised: boolean | null;
	/** How often it was set, by more than it may drift, since the start. */
	readonly jumps: number;
	/** Milliseconds since 1970, and by how many it went forward. */
	readonly lastJump: { readonly at: number; readonly by: number } | null;
}

export interface ClockWatch {
	state(): ClockState;
	/** Looks whether the clock was set since the last look. */
	look(): void;
	/** Looks again and again. Returns the end of it. */
	watch(): () => void;
}

export interface ClockWatchOptions {
	/** Milliseconds since 1970, as the clock has them. */
	readonly now: () => number;
	/** Milliseconds since any moment, that nobody can set. */
	readonly elapsed: () => number;
	/** Told by how many milliseconds the clock went forward (back: less than 0). */
	readonly jumped?: (by: number) => void;
}

const LOOK_EVERY = 30_000;
const ASK_EVERY = 15 * 60_000;

/** A time server moves a clock by less than this between two looks. */
const JUMP = 2_000;

export function createClockWatch({ now, elapsed, jumped = () => {} }: ClockWatchOptions): ClockWatch {
	let isSynchronised: boolean | null = null;
	let jumps = 0;
	let lastJump: ClockState['lastJump'] = null;
	let ahead = now() - elapsed();

	function look(): void {
		const at = now();
		const by = at - elapsed() - ahead;
		if (Math.abs(by) < JUMP) return;
		ahead += by;
		jumps++;
		lastJump = { at, by };
		jumped(by);
	}

	async function ask(): Promise<void> {
		isSynchronised = await askSystem();
	}

	return {
		state: () => ({ isSynchronised, jumps, lastJump }),
		look,
		watch() {
			void ask();
			const timers = [setInterval(look, LOOK_EVERY).unref(), setInterval(() => void ask(), ASK_EVERY).unref()];
			return () => timers.forEach(clearInterval);
		}
	};
}

/** systemd knows, whichever program follows the time server; elsewhere, and in containers, nobody is asked. */
function askSystem(): Promise<boolean | null> {
	return new Promise((resolve) => {
		const args = ['show', '--property=NTPSynchronized', '--value'];
		execFile('timedatectl', args, { timeout: 5_000 }, (error, text) =>
			resolve(error ? null : ({ yes: true, no: false }[text.trim()] ?? null))
		);
	});
}
