import { err, ok, type Result } from '#domain/kernel/result.ts';
import {
	CAMERA_QUIET_MS,
	createRepeatRule,
	isTooLong,
	type Scan,
	type Scanner,
	type ScannerTrouble
} from '#ports/scanner.ts';
import { openCameraStream, type GetUserMedia } from './camera-stream.ts';
import { openDecoder, type Decoded, type Decoder } from './decoder.ts';
import { applyLensSettings, lensOf, type Lens, type LensSettings } from './lens.ts';
import type { LensMemory } from './lens-memory.ts';
import { passFor } from './passes.ts';

export interface CameraScanner extends Scanner {
	/** What the open camera can do; nothing while it is closed. */
	lens(): Lens;
	/** False when the camera refused. Kept until `stop`, also while the page is hidden. */
	torch(on: boolean): Promise<boolean>;
	/** As `torch`. Above 1 the hand can stay back where a wide lens is able to focus. */
	zoom(factor: number): Promise<boolean>;
	/** Goes on to the device's next camera, and uses that one from then on. */
	switchLens(): Promise<Result<void, ScannerTrouble>>;
	/** Whether it is so dark that nothing has been read for a while: the moment to offer the light. */
	onDark(listener: (isDark: boolean) => void): () => void;
}

export interface CameraOptions {
	/** Shows the preview. Frames are read at the camera's resolution, whatever its size on the screen. */
	readonly video: HTMLVideoElement;
	readonly lensMemory: LensMemory;
	/** The browser's own when absent. */
	readonly getUserMedia?: GetUserMedia | undefined;
}

const SECOND_FOCUS_MS = 700;
const MUTE_PATIENCE_MS = 1000;
const REOPEN_PAUSE_MS = 1000;
const LOSSES_IN_A_ROW = 3;
const DARK_BELOW = 50;
const LIGHT_ABOVE = 60;
const DARK_AFTER_MS = 3000;

/** Reads labels from the device's camera. The picture never leaves the device. */
export function createCamera({ video, lensMemory, getUserMedia = browserCamera() }: CameraOptions): CameraScanner {
	const scanListeners = new Set<(scan: Scan) => void>();
	const troubleListeners = new Set<(trouble: ScannerTrouble) => void>();
	const darkListeners = new Set<(isDark: boolean) => void>();
	const isNew = createRepeatRule(CAMERA_QUIET_MS);

	let started: Promise<Result<void, ScannerTrouble>> | undefined;
	let decoder: Decoder | undefined;
	let track: MediaStreamTrack | undefined;
	let settings: LensSettings = { torch: false, zoom: undefined };
	/** Goes up with each start and stop. */
	let session = 0;
	/** Goes up whenever the picture goes: what is under way for it, opening or decoding, has lost its meaning. */
	let generation = 0;
	let frameRequest = 0;
	let frame = 0;
	let isLooking = false;
	let losses = 0;
	let lastReadAt = 0;
	let isDark = false;

	async function begin(): Promise<Result<void, ScannerTrouble>> {
		const mine = ++session;
		const [opened, decoding] = await Promise.all([
			openStream(generation),
			openDecoder(() => fail({ type: 'NoDecoder' }))
		]);
		if (mine === session && opened.ok && decoding.ok) {
			decoder = decoding.value;
			document.addEventListener('visibilitychange', onVisibility);
			if (document.hidden) closeStream();
			return ok(undefined);
		}
		if (decoding.ok) decoding.value.close();
		if (mine !== session) return ok(undefined);
		stop();
		return decoding.ok ? opened : decoding;
	}

	async function openStream(mine: number, deviceId = lensMemory.recall()): Promise<Result<void, ScannerTrouble>> {
		const opened = await openCameraStream(getUserMedia, deviceId);
		if (!opened.ok) return opened;
		const stream = opened.value;
		const [fresh] = stream.getVideoTracks();
		if (mine !== generation || !fresh) {
			stopTracks(stream);
			return fresh ? ok(undefined) : err({ type: 'NoCamera' });
		}
		track = fresh;
		fresh.addEventListener('ended', () => lose(mine));
		fresh.addEventListener('mute', () => {
			// Short silences are ordinary; a phone call or another app keeps the picture for good.
			setTimeout(() => fresh.muted && lose(mine), MUTE_PATIENCE_MS);
		});
		const granted = fresh.getSettings().deviceId;
		if (granted) lensMemory.remember(granted);
		void applyLensSettings(fresh, settings);
		// Many cameras ignore the first request, made before their first picture.
		setTimeout(() => mine === generation && void applyLensSettings(fresh, settings), SECOND_FOCUS_MS);

		video.muted = true;
		video.playsInline = true;
		video.srcObject = stream;
		lastReadAt = performance.now();
		requestFrame(mine);
		// Refused when the element goes away meanwhile, and then there is nothing to read.
		await video.play().catch(() => undefined);
		return ok(undefined);
	}

	function closeStream(): void {
		generation++;
		video.cancelVideoFrameCallback(frameRequest);
		if (video.srcObject instanceof MediaStream) stopTracks(video.srcObject);
		video.srcObject = null;
		track = undefined;
		showDark(false);
	}

	async function reopen(): Promise<void> {
		closeStream();
		const mine = generation;
		const opened = await openStream(mine);
		if (mine === generation && !opened.ok) fail(opened.error);
	}

	function lose(mine: number): void {
		if (mine !== generation) return;
		closeStream();
		losses++;
		if (losses >= LOSSES_IN_A_ROW) return fail({ type: 'CameraLost' });
		const closed = generation;
		setTimeout(() => closed === generation && void reopen(), REOPEN_PAUSE_MS);
	}

	function onVisibility(): void {
		losses = 0;
		if (document.hidden) closeStream();
		else void reopen();
	}

	function requestFrame(mine: number): void {
		frameRequest = video.requestVideoFrameCallback((now) => {
			if (mine !== generation) return;
			requestFrame(mine);
			if (!isLooking && decoder?.isIdle()) void look(decoder, mine, now);
		});
	}

	async function look(eye: Decoder, mine: number, at: number): Promise<void> {
		isLooking = true;
		const pass = passFor(frame++, video.videoWidth, video.videoHeight);
		const { x, y, width, height } = pass.region;
		const picture = await createImageBitmap(video, x, y, width, height).catch(() => undefined);
		const decoded = picture && (await eye.decode(picture, pass));
		isLooking = false;
		if (decoded && mine === generation) hear(decoded, at);
	}

	function hear({ text, brightness }: Decoded, at: number): void {
		losses = 0;
		if (text === undefined) {
			if (brightness > LIGHT_ABOVE) showDark(false);
			else if (brightness < DARK_BELOW && at - lastReadAt > DARK_AFTER_MS) showDark(true);
			return;
		}
		lastReadAt = at;
		showDark(false);
		if (!isNew(text, at)) return;
		if (isTooLong(text)) report({ type: 'TextTooLong' });
		else scanListeners.forEach((listener) => listener({ text, source: 'camera', at }));
	}

	function showDark(dark: boolean): void {
		if (dark === isDark) return;
		isDark = dark;
		darkListeners.forEach((listener) => listener(dark));
	}

	function stop(): void {
		session++;
		started = undefined;
		document.removeEventListener('visibilitychange', onVisibility);
		settings = { torch: false, zoom: undefined };
		losses = 0;
		closeStream();
		decoder?.close();
		decoder = undefined;
	}

	function fail(trouble: ScannerTrouble): void {
		stop();
		report(trouble);
	}

	const report = (trouble: ScannerTrouble): void => troubleListeners.forEach((listener) => listener(trouble));

	const set = async (change: Partial<LensSettings>): Promise<boolean> => {
		settings = { ...settings, ...change };
		return track ? applyLensSettings(track, settings) : false;
	};

	return {
		start: () => (started ??= begin()),
		stop,
		lens: () => lensOf(track),
		torch: (on) => set({ torch: on }),
		zoom: (factor) => set({ zoom: factor }),
		async switchLens() {
			if (!track) return ok(undefined);
			const next = await nextCamera(track.getSettings().deviceId);
			if (next === undefined) return ok(undefined);
			closeStream();
			const mine = generation;
			const opened = await openStream(mine, next);
			if (mine === generation && !opened.ok) stop();
			return opened;
		},
		onScan: subscribe(scanListeners),
		onTrouble: subscribe(troubleListeners),
		onDark: subscribe(darkListeners)
	};
}

const subscribe =
	<Value>(listeners: Set<(value: Value) => void>) =>
	(listener: (value: Value) => void) => {
		listeners.add(listener);
		return () => void listeners.delete(listener);
	};

/** Absent where the page is not served safely, whatever the types say. */
const browserCamera = (): GetUserMedia | undefined => {
	const devices = (navigator as Partial<Navigator>).mediaDevices;
	return devices && ((constraints) => devices.getUserMedia(constraints));
};

const stopTracks = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

/** Undefined when there is no other. */
async function nextCamera(current: string | undefined): Promise<string | undefined> {
	const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
	const index = cameras.findIndex(({ deviceId }) => deviceId === current);
	const next = cameras[(index + 1) % cameras.length];
	return next?.deviceId === current ? undefined : next?.deviceId;
}
