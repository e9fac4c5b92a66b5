import type { Clock } from '#ports/clock.ts';

/** The time of the browser, on a page or in a worker. */
export const browserClock: Clock = {
	now: () => Date.now(),
	offsetMinutes: () => -new Date().getTimezoneOffset(),
	sleep: (milliseconds, signal) =>
		new Promise((resolve) => {
			const finish = (): void => {
				clearTimeout(timer);
				signal.removeEventListener('abort', finish);
				resolve();
			};
			const timer = setTimeout(finish, milliseconds);
			signal.addEventListener('abort', finish, { once: true });
			if (signal.aborted) finish();
		})
};
