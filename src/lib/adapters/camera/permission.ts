/**
 * Calls back once when the person allows the camera after all, in the browser's settings and without coming back to us.
 * Returns the function that stops waiting. Where the browser does not tell, nothing happens: trying again by hand remains.
 */
export function onceCameraAllowed(callback: () => void): () => void {
	let status: PermissionStatus | undefined;
	let isOver = false;

	const look = (): void => {
		if (isOver || status?.state !== 'granted') return;
		stop();
		callback();
	};
	const stop = (): void => {
		isOver = true;
		status?.removeEventListener('change', look);
	};

	void query().then((found) => {
		status = found;
		if (!isOver) found?.addEventListener('change', look);
	});
	return stop;
}

/** Undefined where the browser has no such question, or does not know it for cameras. */
async function query(): Promise<PermissionStatus | undefined> {
	try {
		return await (navigator as Partial<Navigator>).permissions?.query({ name: 'camera' });
	} catch {
		return undefined;
	}
}
