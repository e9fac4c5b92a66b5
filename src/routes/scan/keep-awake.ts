/** Keeps the screen on while somebody scans. Browsers drop the lock when the page is hidden, so it is taken again. */
export function keepAwake(): () => void {
	// Absent without a secure context, whatever the types say.
	const { wakeLock } = navigator as Partial<Navigator>;
	let held: WakeLockSentinel | undefined;
	let ended = false;

	async function take(): Promise<void> {
		if (document.visibilityState !== 'visible') return;
		// Refused on low battery: the screen goes dark as it always does.
		const lock = await wakeLock?.request('screen').catch(() => undefined);
		if (ended) void lock?.release();
		else held = lock;
	}

	const onVisibility = (): void => void take();
	document.addEventListener('visibilitychange', onVisibility);
	void take();
	return () => {
		ended = true;
		document.removeEventListener('visibilitychange', onVisibility);
		void held?.release();
	};
}
