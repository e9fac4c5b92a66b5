import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { ScannerTrouble } from '#ports/scanner.ts';

export type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/** Symbols are read in camera pixels, so every pixel is reach: full HD reads from half as far again as 720 lines. */
const PICTURE = { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 30 } } as const;
const BUSY_RETRY_MS = 500;

/**
 * Opens the camera with `deviceId`, or the one that looks away from the person when there is none or it is gone. A camera
 * that is busy is asked a second time, since another page may just be letting go of it.
 */
export async function openCameraStream(
	getUserMedia: GetUserMedia | undefined,
	deviceId: string | undefined
): Promise<Result<MediaStream, ScannerTrouble>> {
	if (!getUserMedia) return err({ type: 'InsecureContext' });
	const opened = await open(getUserMedia, deviceId);
	if (opened.ok) return opened;
	if (opened.error.type === 'NoCamera' && deviceId !== undefined) return open(getUserMedia, undefined);
	if (opened.error.type !== 'CameraBusy') return opened;
	await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS));
	return open(getUserMedia, deviceId);
}

export const stopTracks = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

async function open(
	getUserMedia: GetUserMedia,
	deviceId: string | undefined
): Promise<Result<MediaStream, ScannerTrouble>> {
	const which = deviceId === undefined ? { facingMode: { ideal: 'environment' } } : { deviceId: { exact: deviceId } };
	try {
		return ok(await getUserMedia({ video: { ...PICTURE, ...which }, audio: false }));
	} catch (reason) {
		return err(troubleFrom(reason));
	}
}

/** The names are those of the media capture standard; what it does not name is a camera that cannot be had now. */
function troubleFrom(reason: unknown): ScannerTrouble {
	switch (reason instanceof DOMException ? reason.name : '') {
		case 'NotAllowedError':
			return { type: 'PermissionDenied' };
		case 'SecurityError':
			return { type: 'InsecureContext' };
		case 'NotFoundError':
		case 'OverconstrainedError':
			return { type: 'NoCamera' };
		default:
			return { type: 'CameraBusy' };
	}
}
