import { create } from 'qrcode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScannerTrouble } from '#ports/scanner.ts';
import { createCamera, type CameraScanner } from './camera.ts';
import type { GetUserMedia } from './camera-stream.ts';

interface Shown {
	readonly text: string;
	readonly x: number;
	readonly y: number;
}

/** A camera that looks at a bench on which labels can be laid: a canvas, redrawn 30 times a second. */
function createBench(): {
	show(...labels: (string | Shown)[]): void;
	getUserMedia: GetUserMedia;
	opened: MediaStreamTrack[];
	close(): void;
} {
	const canvas = document.createElement('canvas');
	canvas.width = 1280;
	canvas.height = 720;
	const context = canvas.getContext('2d')!;
	const opened: MediaStreamTrack[] = [];
	let shown: readonly Shown[] = [];
	let frames = 0;

	const draw = (): void => {
		context.fillStyle = '#787878';
		context.fillRect(0, 0, canvas.width, canvas.height);
		for (const label of shown) drawLabel(context, label);
		// Without any change there is no new frame.
		context.fillStyle = frames++ % 2 ? '#777' : '#787878';
		context.fillRect(0, 0, 8, 8);
	};
	draw();
	const timer = setInterval(draw, 33);

	return {
		opened,
		show(...labels) {
			shown = labels.map((label) => (typeof label === 'string' ? { text: label, x: 640, y: 360 } : label));
		},
		getUserMedia() {
			const stream = canvas.captureStream(30);
			opened.push(...stream.getVideoTracks());
			return Promise.resolve(stream);
		},
		close() {
			clearInterval(timer);
			opened.forEach((track) => track.stop());
		}
	};
}

function drawLabel(context: CanvasRenderingContext2D, { text, x, y }: Shown): void {
	const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
	const module = Math.max(3, Math.floor(200 / size));
	const side = (size + 8) * module;
	context.fillStyle = '#eee';
	context.fillRect(x - side / 2, y - side / 2, side, side);
	context.fillStyle = '#111';
	data.forEach((isDark, index) => {
		if (!isDark) return;
		const column = (index % size) + 4;
		const row = Math.floor(index / size) + 4;
		context.fillRect(x - side / 2 + column * module, y - side / 2 + row * module, module, module);
	});
}

let bench: ReturnType<typeof createBench>;
let video: HTMLVideoElement;
let camera: CameraScanner;
let scans: string[];
let troubles: ScannerTrouble[];

function useCamera(getUserMedia: GetUserMedia = bench.getUserMedia): void {
	camera = createCamera({ video, getUserMedia, lensMemory: { recall: () => undefined, remember: () => undefined } });
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
	useCamera();
});

afterEach(() => {
	camera.stop();
	bench.close();
	video.remove();
	vi.restoreAllMocks();
});

describe('reading labels', { timeout: 30_000 }, () => {
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

describe('starting and stopping', { timeout: 30_000 }, () => {
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

	it('says no decoder where there are no workers', async () => {
		vi.stubGlobal('Worker', undefined);
		expect(await camera.start()).toEqual({ ok: false, error: { type: 'NoDecoder' } });
		vi.unstubAllGlobals();
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
	});
});

describe('a picture that goes away', { timeout: 30_000 }, () => {
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
