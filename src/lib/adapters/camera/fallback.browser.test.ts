import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScannerTrouble } from '#ports/scanner.ts';
import { createBench, type Bench } from '../../../../tests/support/label-bench.ts';
import { createCamera, type CameraScanner } from './camera.ts';

/** What a page without something its scanner wants still reads. */

let bench: Bench;
let video: HTMLVideoElement;
let camera: CameraScanner;
let scans: string[];
let troubles: ScannerTrouble[];

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const loadedFiles = (): string[] => performance.getEntriesByType('resource').map(({ name }) => name);

beforeEach(() => {
	bench = createBench();
	video = document.body.appendChild(document.createElement('video'));
	scans = [];
	troubles = [];
	camera = createCamera({
		video,
		getUserMedia: bench.getUserMedia,
		lensMemory: { recall: () => undefined, remember: () => undefined }
	});
	camera.onScan(({ text }) => scans.push(text));
	camera.onTrouble((trouble) => troubles.push(trouble));
});

afterEach(() => {
	camera.stop();
	bench.close();
	video.remove();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

async function expectReading(engine: string): Promise<void> {
	bench.show('B00100001W');
	await until(() => expect(scans).toEqual(['B00100001W']));
	bench.show('B001000006');
	await until(() => expect(scans).toEqual(['B00100001W', 'B001000006']));
	expect(camera.status().engine).toBe(engine);
	expect(troubles).toEqual([]);
}

// First, since a module that was loaded once stays loaded.
it('with everything there, the file to fall back to is not even loaded', async () => {
	await camera.start();
	await expectReading('zxing-wasm');
	expect(loadedFiles().filter((name) => /html5-qrcode|canvas-decoder/.test(name))).toEqual([]);
});

describe('labels are read by html5-qrcode', () => {
	it.each(['Worker', 'WebAssembly'])('without %s', async (missing) => {
		vi.stubGlobal(missing, undefined);
		expect(await camera.start()).toEqual({ ok: true, value: undefined });
		await expectReading('html5-qrcode');
	});

	it('when the decoder does not load in the worker', async () => {
		const { postMessage } = Worker.prototype;
		vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message: { type: string }) {
			// A file that is there and is no WebAssembly.
			postMessage.call(this, message.type === 'load' ? { ...message, wasmUrl: location.href } : message);
		});
		await camera.start();
		await expectReading('html5-qrcode');
	});

	it('when the worker has to be renewed and no other can be had', async () => {
		await camera.start();
		bench.show('B001000006');
		await until(() => expect(scans).toEqual(['B001000006']));

		const refuse = vi.fn(function () {
			throw new DOMException('', 'SecurityError');
		});
		vi.stubGlobal('Worker', refuse);
		const now = performance.now.bind(performance);
		vi.spyOn(performance, 'now').mockImplementation(() => now() + 10 * 60_000);
		bench.show('B00100001W');
		await until(() => expect(scans).toEqual(['B001000006', 'B00100001W']));
		expect(refuse).toHaveBeenCalled();
		expect(camera.status().engine).toBe('html5-qrcode');
	});

	it('off the middle, and small: the camera’s pixels are read, not those on the screen', async () => {
		vi.stubGlobal('Worker', undefined);
		video.style.inlineSize = '120px';
		await camera.start();
		bench.show({ text: 'B00100001W', x: 180, y: 160, side: 90 });
		await until(() => expect(scans).toEqual(['B00100001W']));
	});

	it('and a stop while it starts leaves neither camera nor scan behind', async () => {
		vi.stubGlobal('Worker', undefined);
		bench.show('B00100001W');
		const starting = camera.start();
		camera.stop();
		await starting;
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended']);
		await camera.start();
		await until(() => expect(scans).toEqual(['B00100001W']));
		camera.stop();
		expect(bench.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
	});
});

it('a browser that does not tell of its frames is read all the same', async () => {
	Object.defineProperty(video, 'requestVideoFrameCallback', { value: undefined });
	await camera.start();
	await expectReading('zxing-wasm');
});
