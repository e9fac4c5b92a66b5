import type { GetUserMedia } from './camera-stream.ts';

/** Absent where the page is not served safely, whatever the types say. */
const mediaDevices = (): MediaDevices | undefined => (navigator as Partial<Navigator>).mediaDevices;

export const browserCamera = (): GetUserMedia | undefined => {
	const devices = mediaDevices();
	return devices && ((constraints) => devices.getUserMedia(constraints));
};

/** Those of the device, as far as the browser tells. */
export async function cameras(): Promise<MediaDeviceInfo[]> {
	const devices = await mediaDevices()
		?.enumerateDevices()
		.catch(() => []);
	return (devices ?? []).filter(({ kind }) => kind === 'videoinput');
}

/** Undefined when there is no other. */
export async function nextCamera(current: string | undefined): Promise<string | undefined> {
	const all = await cameras();
	const index = all.findIndex(({ deviceId }) => deviceId === current);
	const next = all[(index + 1) % all.length];
	return next?.deviceId === current ? undefined : next?.deviceId;
}
