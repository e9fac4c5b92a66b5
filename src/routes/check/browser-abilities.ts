/** What this browser gives this page. Nothing here throws: what cannot be told is `null`. */

/** Whether the app starts without a network; null while it is being put on the device. */
export async function isKeptOffline(): Promise<boolean | null> {
	const container = (navigator as Partial<Navigator>).serviceWorker;
	if (container === undefined) return false;
	const registration = await container.getRegistration().catch(() => undefined);
	return registration?.active?.state === 'activated' || null;
}

/** Makes a device's key as enrolment does, and uses it: one that no script can read. */
export async function canSign(): Promise<boolean> {
	const subtle = (crypto as Partial<Crypto>).subtle;
	if (subtle === undefined) return false;
	try {
		const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
		const { privateKey, publicKey } = await subtle.generateKey(algorithm, false, ['sign', 'verify']);
		const said = new TextEncoder().encode('floorbook');
		const signature = await subtle.sign(algorithm, privateKey, said);
		return !privateKey.extractable && (await subtle.verify(algorithm, publicKey, signature, said));
	} catch {
		return false;
	}
}

export type CameraState = 'missing' | 'refused' | 'unasked' | 'works';

/** Without asking the person: as far as the browser tells of itself. */
export async function cameraState(): Promise<CameraState> {
	const devices = (navigator as Partial<Navigator>).mediaDevices;
	const found = await devices?.enumerateDevices().catch(() => []);
	if (!found?.some(({ kind }) => kind === 'videoinput')) return 'missing';
	const permission = await navigator.permissions?.query({ name: 'camera' }).catch(() => undefined);
	if (permission?.state === 'denied') return 'refused';
	return 'unasked';
}

/** Opens the camera for a moment. A browser that was not told yet asks the person now. */
export async function tryCamera(): Promise<CameraState> {
	try {
		const stream = await navigator.mediaDevices.getUserMedia({ video: true });
		const isLive = stream.getVideoTracks().some(({ readyState }) => readyState === 'live');
		for (const track of stream.getTracks()) track.stop();
		return isLive ? 'works' : 'missing';
	} catch (error) {
		return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'missing';
	}
}
