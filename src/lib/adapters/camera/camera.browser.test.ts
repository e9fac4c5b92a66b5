import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScannerTrouble } from '#ports/scanner.ts';
import { createBench, type Bench } from '../../../../tests/support/label-bench.ts';
import { createCamera, type CameraScanner } from './camera.ts';
import type { GetUserMedia } from './camera-stream.ts';
import type { RememberedLens } from './lens-memory.ts';

let bench: Bench;
let video: HTMLVideoElement;
let camera: CameraScanner;
let scans: string[];
let troubles: ScannerTrouble[];
let remembered: RememberedLens | undefined;

function useCamera(getUserMedia: GetUserMedia = bench.getUserMedia, sleepAfterMs?: number): void {
	const lensMemory = { recall: () => remembered, remember: (lens: RememberedLens) => (remembered = lens) };
	camera = createCamera({ video, getUserMedia, lensMemory, sleepAfterMs });
	camera.onScan(({ text, source }) => scans.push(`${source} ${text}`));
	camera.onTrouble((trouble) => troubles.push(trouble));
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const untilScanned = (...expected: string[]): Promise<void> =>
	until(() => expect(scans).toEqual(expected.map((text) => `camera ${text}`)));

beforeEach(() => {
	bench = createBench();
	video = document.body.appendChild(document.createElement('video'));
	scans = [];
	troubles = [];
	remembered = undefined;
	useCamera();
});

afterEach(() => {
	camera.stop();
	bench.close();
	video.remove();
	vi.restoreAllMocks();
});

describe('reading labels', () => {
	it('a label in view is one scan, the next one another', async () => {
		expect(await camera.start()).toEqual({ ok: true, value: undefined });
		bench.show('B00100001X');
		await untilScanned('B00100001X');
		bench.show('B001000022');
		await untilScanned('B00100001X', 'B001000022');
	});

	it('off the middle of the picture too', async () => {
		await camera.start();
		bench.show({ text: 'B00100001X', x: 200, y: 180 });
		await untilScanned('B00100001X');
	});

	it('of two labels only the one aimed at', async () => {
		await camera.start();
		bench.show({ text: 'LEFT', x: 300, y: 360 }, { text: 'AIMED AT', x: 650, y: 350 });
		await untilScanned('AIMED AT');
		bench.show({ text: 'LEFT', x: 300, y: 360 });
		await untilScanned('AIMED AT', 'LEFT');
	});

	it('texts of others pass as they are, overlong ones never', async () => {
		await camera.start();
		bench.show('Wi-Fi: guest, "π" \u001d 01');
		await untilScanned('Wi-Fi: guest, "π" \u001d 01');
		bench.show('X'.repeat(257));
		await until(() => expect(troubles).toEqual([{ type: 'TextTooLong' }]));
		bench.show('B00100001X');
		await untilScanned('Wi-Fi: guest, "π" \u001d 01', 'B00100001X');
	});

	it('gives the time on the line of event times', async () => {
		const times: number[] = [];
		camera.onScan(({ at }) => times.push(at));
		const before = performance.now();
		await camera.start();
		bench.show('B00100001X');
		await until(() => expect(times).toHaveLength(1));
		expect(times[0]).toBeGreaterThanOrEqual(before);
		expect(times[0]).toBeLessThanOrEqual(performance.now());
	});

	it('goes on with a fresh worker after ten minutes', async () => {
		const spawn = vi.spyOn(globalThis, 'Worker');
		await camera.start();
		bench.show('B00100001X');
		await untilScanned('B00100001X');
		expect(spawn).toHaveBeenCalledTimes(1);

		const now = performance.now.bind(performance);
		vi.spyOn(performance, 'now').mockImplementation(() => now() + 10 * 60_000);
		bench.show('B001000022');
		await untilScanned('B00100001X', 'B001000022');
		expect(spawn).toHaveBeenCalledTimes(2);
	});
});

describe('starting and stopping', () => {
	it('lets go of the camera, and can start again', async () => {
		await camera.start();
		camera.stop();
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
		expect(video.srcObject).toBeNull();

		bench.show('B00100001X');
		await camera.start();
		await untilScanned('B00100001X');
	});

	it('starting twice opens one camera', async () => {
		await Promise.all([camera.start(), camera.start()]);
		expect(bench.opened).toHaveLength(1);
	});

	it('a stop while the person is still asked lets go of what was granted too late', async () => {
		let grant = (): void => undefined;
		const asked = new Promise<void>((resolve) => (grant = resolve));
		useCamera(async (constraints) => {
			await asked;
			return bench.getUserMedia(constraints);
		});
		const starting = camera.start();
		camera.stop();
		grant();
		expect(await starting).toEqual({ ok: true, value: undefined });
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
		expect(video.srcObject).toBeNull();
	});

	it('says no camera, and may be asked again', async () => {
		let isThere = false;
		useCamera((constraints) =>
			isThere ? bench.getUserMedia(constraints) : Promise.reject(new DOMException('', 'NotFoundError'))
		);
		expect(await camera.start()).toEqual({ ok: false, error: { type: 'NoCamera' } });
		isThere = true;
		expect(await camera.start()).toEqual({ ok: true, value: undefined });
	});
});

describe('a picture that goes away', () => {
	it('comes back by itself', async () => {
		await camera.start();
		bench.opened[0]!.dispatchEvent(new Event('ended'));
		bench.show('B00100001X');
		await untilScanned('B00100001X');
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
	});

	it('three times in a row is lost, and said so', async () => {
		// A camera that ends before its first picture.
		useCamera(async (constraints) => {
			const stream = await bench.getUserMedia(constraints);
			const [track] = stream.getVideoTracks();
			setTimeout(() => track!.dispatchEvent(new Event('ended')));
			return stream;
		});
		await camera.start();
		await until(() => expect(troubles).toEqual([{ type: 'CameraLost' }]));
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended', 'ended']);
	});

	it('is closed while nobody sees the page, and opened on return', async () => {
		await camera.start();
		const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
		document.dispatchEvent(new Event('visibilitychange'));
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);

		hidden.mockReturnValue(false);
		document.dispatchEvent(new Event('visibilitychange'));
		bench.show('B00100001X');
		await untilScanned('B00100001X');
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
	});
});

describe('what it says about itself', () => {
	/** A camera like a phone's: it has a light and a zoom, and remembers what was asked of it. */
	function usePhoneCamera(): MediaTrackConstraintSet[] {
		const applied: MediaTrackConstraintSet[] = [];
		useCamera(async () => {
			const stream = await bench.getUserMedia({});
			const [track] = stream.getVideoTracks();
			Object.assign(track!, {
				getCapabilities: () => ({ torch: true, zoom: { min: 1, max: 8 } }),
				getSettings: () => ({ deviceId: 'lens 1' }),
				applyConstraints: ({ advanced = [] }: MediaTrackConstraints) => {
					applied.push(...advanced);
					return Promise.resolve();
				}
			});
			return stream;
		});
		return applied;
	}

	it('what the camera can do, while it is open', async () => {
		usePhoneCamera();
		await camera.start();
		expect(camera.status()).toMatchObject({
			phase: 'live',
			lens: { hasTorch: true, zoom: { min: 1, max: 8 } },
			engine: 'zxing-wasm'
		});
		camera.stop();
		expect(camera.status()).toMatchObject({ phase: 'closed', lens: { hasTorch: false } });
	});

	it('light and zoom are kept for the next time on this device', async () => {
		usePhoneCamera();
		await camera.start();
		expect(await camera.change({ torch: true })).toBe(true);
		expect(await camera.change({ zoom: 2 })).toBe(true);
		expect(remembered).toEqual({ deviceId: 'lens 1', torch: true, zoom: 2 });
		camera.stop();

		const applied = usePhoneCamera();
		expect(camera.status().settings).toEqual({ torch: true, zoom: 2 });
		await camera.start();
		expect(applied[0]).toMatchObject({ torch: true, zoom: 2 });
	});

	it('a light that the camera refuses stays off', async () => {
		useCamera(async () => {
			const stream = await bench.getUserMedia({});
			Object.assign(stream.getVideoTracks()[0]!, {
				getCapabilities: () => ({ torch: true }),
				applyConstraints: () => Promise.reject(new DOMException('', 'OverconstrainedError'))
			});
			return stream;
		});
		await camera.start();
		expect(await camera.change({ torch: true })).toBe(false);
		expect(camera.status().settings.torch).toBe(false);
	});

	it('that it is too dark to read, until a label is read', async () => {
		await camera.start();
		bench.dim(0.1);
		await until(() => expect(camera.status().hint).toBe('dark'));
		bench.dim(1);
		bench.show('B00100001W');
		await untilScanned('B00100001W');
		expect(camera.status().hint).toBeNull();
	});

	it('that one of several labels has to be aimed at', async () => {
		await camera.start();
		bench.show({ text: 'LEFT', x: 300, y: 360 }, { text: 'RIGHT', x: 980, y: 360 });
		await until(() => expect(camera.status().hint).toBe('several'));
		expect(scans).toEqual([]);
	});

	it('that it fell asleep when nobody scanned, and wakes for the next label', async () => {
		useCamera(bench.getUserMedia, 1500);
		await camera.start();
		await until(() => expect(camera.status().phase).toBe('asleep'));
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);

		bench.show('B00100001W');
		camera.wake();
		await untilScanned('B00100001W');
		expect(camera.status().phase).toBe('live');
	});
});
