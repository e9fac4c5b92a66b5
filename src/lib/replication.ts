import { NUDGE_CHANNEL } from './names.ts';

/** The worker loads the engine once more and writes to the same database: the first screen is read before that. */
const FIRST_SCREEN_MS = 500;

/**
 * The worker of every page queues for the one lock; the page's own signs of life wake whichever has it. Returns what tries to
 * reach the server at once.
 */
export function startReplication(): () => void {
	const nudges = new BroadcastChannel(NUDGE_CHANNEL);
	const sendNow = (): void => nudges.postMessage('nudge');
	setTimeout(
		() => new Worker(new URL('./replication.worker.ts', import.meta.url), { type: 'module' }),
		FIRST_SCREEN_MS
	);
	addEventListener('online', sendNow);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') sendNow();
	});
	return sendNow;
}
