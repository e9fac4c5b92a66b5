import type { Clock, StopSignal } from '#ports/clock.ts';
import type { Dice } from './random.ts';
import type { Timeline } from './timeline.ts';

/** A device's own clock: off by some time, and now and then set anew. Waiting takes the time it takes. */
export interface DeviceClock extends Clock {
	/** Somebody, or the network, sets it: `milliseconds` off the right time from now on. */
	readonly set: (milliseconds: number) => void;
	readonly offset: () => number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

const ZONES = [0, 60, 120, 330, -300, -480];

export function createDeviceClock(timeline: Timeline, dice: Dice, offset: number): DeviceClock {
	const zone = dice.pick(ZONES);
	let off = offset;
	return {
		now: () => timeline.now() + off,
		offsetMinutes: () => zone,
		sleep: (milliseconds, signal) => sleep(timeline, milliseconds, signal),
		set(milliseconds) {
			off = milliseconds;
		},
		offset: () => off
	};
}

const sleep = (timeline: Timeline, milliseconds: number, signal: StopSignal): Promise<void> =>
	new Promise((resolve) => {
		const done = (): void => {
			cancel();
			signal.removeEventListener('abort', done);
			resolve();
		};
		const cancel = timeline.after(milliseconds, done);
		signal.addEventListener('abort', done, { once: true });
		if (signal.aborted) done();
	});

/** How far a clock is off: most by seconds, some by up to thirty days either way. */
export function drawOffset(dice: Dice): number {
	switch (dice.weighted({ good: 6, minutes: 2, days: 3 })) {
		case 'good':
			return dice.between(-2_000, 2_000);
		case 'minutes':
			return dice.between(-20 * MINUTE, 20 * MINUTE);
		case 'days':
			return dice.between(-30 * DAY, 30 * DAY);
	}
}

/** Off so far that the clock shows some day of 2099. */
export const offsetTo2099 = (dice: Dice, now: number): number =>
	Date.UTC(2099, 0, 1) + dice.between(0, 360) * DAY - now;
