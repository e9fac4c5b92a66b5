import { err, ok, type Result } from '#domain/kernel/result.ts';
import {
	CAMERA_QUIET_MS,
	createRepeatRule,
	isTooLong,
	type Scan,
	type Scanner,
	type ScannerTrouble
} from '#ports/scanner.ts';
import { openCameraStream, stopTracks, type GetUserMedia } from './camera-stream.ts';
import type { Decoded } from './decoded.ts';
import type { Decoder, Engine } from './decoder.ts';
import { browserCamera, cameras, nextCamera } from './devices.ts';
import { readFrames } from './frames.ts';
import { createHints, type CameraHint } from './hints.ts';
import { applyLensSettings, lensOf, noLens, type Lens, type LensSettings } from './lens.ts';
import type { LensMemory } from './lens-memory.ts';
import { openDecoder } from './open-decoder.ts';

export interface CameraScanner extends Scanner {
	status(): CameraStatus;
	onStatus(listener: (status: CameraStatus) => void): () => void;
	/** False when the camera refused. Kept for the next time on this device. */
	change(settings: Partial<LensSettings>): Promise<boolean>;
	/** Goes on to the device's next camera, and uses that one from then on. */
	switchLens(): Promise<void>;
	/** Somebody is here: puts the next sleep off, and opens a camera that fell asleep. */
	wake(): void;
}

export interface CameraStatus {
	readonly phase: CameraPhase;
	/** What the open camera can do; nothing while it is closed. */
	readonly lens: Lens;
	readonly settings: LensSettings;
	/** How many cameras the device has, as far as it tells. */
	readonly lenses: number;
	readonly hint: CameraHint | null;
	/** What reads the labels; null until something does. */
	readonly engine: Engine | null;
}

export type CameraPhase =
	| 'closed'
	/** The browser may be asking the person. */
	| 'opening'
	| 'live'
	/** Closed, since nobody scanned for a while: it heats the phone and empties its battery. */
	| 'asleep';

export interface CameraOptions {
	/** Shows the preview. Frames are read at the camera's resolution, whatever its size on the screen. */
	readonly video: HTMLVideoElement;
	readonly lensMemory: LensMemory;
	/** The browser's own when absent. */
	readonly getUserMedia?: GetUserMedia | undefined;
	/** Without a scan for so long, the camera falls asleep; a minute when absent. */
	readonly sleepAfterMs?: number | undefined;
}

const SLEEP_AFTER_MS = 60_000;
const SECOND_FOCUS_MS = 700;
const MUTE_PATIENCE_MS = 1000;
const REOPEN_PAUSE_MS = 1000;
const LOSSES_IN_A_ROW = 3;

/** Reads labels from the device's camera. The picture never leaves the device. */
export function createCamera({
	video,
	lensMemory,
	getUserMedia = browserCamera(),
	sleepAfterMs = SLEEP_AFTER_MS
}: CameraOptions): CameraScanner {
	const scanListeners = new Set<(scan: Scan) => void>();
	const troubleListeners = new Set<(trouble: ScannerTrouble) => void>();
	const statusListeners = new Set<(status: CameraStatus) => void>();
	const isNew = createRepeatRule(CAMERA_QUIET_MS);
	const hints = createHints();

	const remembered = lensMemory.recall();
	let status: CameraStatus = {
		phase: 'closed',
		lens: noLens,
		settings: { torch: remembered?.torch ?? false, zoom: remembered?.zoom ?? null },
		lenses: 1,
		hint: null,
		engine: null
	};
	let started: Promise<Result<void, ScannerTrouble>> | undefined;
	let decoder: Decoder | undefined;
	let track: MediaStreamTrack | undefined;
	/** Goes up with each start and stop. */
	let session = 0;
	/** Goes up whenever the picture goes: what is under way for it, opening or decoding, has lost its meaning. */
	let generation = 0;
	let stopReading = (): void => undefined;
	let sleepTimer: ReturnType<typeof setTimeout> | undefined;
	let losses = 0;

	async function begin(): Promise<Result<void, ScannerTrouble>> {
		const mine = ++session;
		const [opened, decoding] = await Promise.all([
			openStream(generation),
			openDecoder(() => fail({ type: 'NoDecoder' }))
		]);
		if (mine === session && opened.ok && decoding.ok) {
			decoder = decoding.value;
			document.addEventListener('visibilitychange', onVisibility);
			if (document.hidden) closeStream('closed');
			else read();
			return ok(undefined);
		}
		if (decoding.ok) decoding.value.close();
		if (mine !== session) return ok(undefined);
		stop();
		return decoding.ok ? opened : decoding;
	}

	async function openStream(
		mine: number,
		deviceId = lensMemory.recall()?.deviceId
	): Promise<Result<void, ScannerTrouble>> {
		tell({ phase: 'opening' });
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
		remember();
		void applyLensSettings(fresh, status.settings);
		// Many cameras ignore the first request, made before their first picture.
		setTimeout(() => mine === generation && void applyLensSettings(fresh, status.settings), SECOND_FOCUS_MS);

		video.muted = true;
		video.playsInline = true;
		video.srcObject = stream;
		stayAwake();
		// Refused when the element goes away meanwhile, and then there is nothing to read.
		await video.play().catch(() => undefined);
		if (mine !== generation) return ok(undefined);
		tell({ phase: 'live', lens: lensOf(fresh), lenses: (await cameras()).length });
		return ok(undefined);
	}

	function closeStream(phase: CameraPhase): void {
		generation++;
		stopReading();
		clearTimeout(sleepTimer);
		if (video.srcObject instanceof MediaStream) stopTracks(video.srcObject);
		video.srcObject = null;
		track = undefined;
		tell({ phase, lens: noLens, hint: null });
	}

	/** Opens the picture again, after it went or for another lens. */
	async function reopen(deviceId?: string): Promise<void> {
		closeStream('opening');
		const mine = generation;
		const opened = await openStream(mine, deviceId);
		if (mine !== generation) return;
		if (opened.ok) read();
		else fail(opened.error);
	}

	function lose(mine: number): void {
		if (mine !== generation) return;
		closeStream('opening');
		losses++;
		if (losses >= LOSSES_IN_A_ROW) return fail({ type: 'CameraLost' });
		const closed = generation;
		setTimeout(() => closed === generation && void reopen(), REOPEN_PAUSE_MS);
	}

	function onVisibility(): void {
		losses = 0;
		if (document.hidden) closeStream('closed');
		else void reopen();
	}

	function stayAwake(): void {
		clearTimeout(sleepTimer);
		sleepTimer = setTimeout(() => closeStream('asleep'), sleepAfterMs);
	}

	function read(): void {
		if (!decoder || !track) return;
		hints.reset(performance.now());
		tell({ engine: decoder.engine() });
		stopReading = readFrames(video, decoder, hear);
	}

	function hear(decoded: Decoded, at: number): void {
		losses = 0;
		const hint = hints.see(decoded, at);
		const engine = decoder?.engine() ?? null;
		if (hint !== status.hint || engine !== status.engine) tell({ hint, engine });
		const { text } = decoded;
		if (text === undefined || !isNew(text, at)) return;
		stayAwake();
		if (isTooLong(text)) report({ type: 'TextTooLong' });
		else scanListeners.forEach((listener) => listener({ text, source: 'camera', at }));
	}

	function stop(): void {
		session++;
		started = undefined;
		document.removeEventListener('visibilitychange', onVisibility);
		losses = 0;
		closeStream('closed');
		decoder?.close();
		decoder = undefined;
	}

	function fail(trouble: ScannerTrouble): void {
		stop();
		report(trouble);
	}

	function tell(change: Partial<CameraStatus>): void {
		status = { ...status, ...change };
		statusListeners.forEach((listener) => listener(status));
	}

	function remember(): void {
		const deviceId = track?.getSettings().deviceId;
		if (deviceId) lensMemory.remember({ deviceId, ...status.settings });
	}

	const report = (trouble: ScannerTrouble): void => troubleListeners.forEach((listener) => listener(trouble));

	return {
		start: () => (started ??= begin()),
		stop,
		status: () => status,
		async change(settings) {
			const before = status.settings;
			tell({ settings: { ...before, ...settings } });
			stayAwake();
			if (track && (await applyLensSettings(track, status.settings))) {
				remember();
				return true;
			}
			tell({ settings: before });
			return false;
		},
		async switchLens() {
			const next = await nextCamera(track?.getSettings().deviceId);
			if (!track || next === undefined) return;
			// A zoom belongs to its lens.
			tell({ settings: { ...status.settings, zoom: null } });
			await reopen(next);
		},
		wake() {
			if (status.phase === 'asleep') void reopen();
			else if (track) stayAwake();
		},
		onScan: subscribe(scanListeners),
		onTrouble: subscribe(troubleListeners),
		onStatus: subscribe(statusListeners)
	};
}

const subscribe =
	<Value>(listeners: Set<(value: Value) => void>) =>
	(listener: (value: Value) => void) => {
		listeners.add(listener);
		return () => void listeners.delete(listener);
	};
