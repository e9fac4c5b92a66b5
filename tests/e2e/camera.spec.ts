import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { codeSymbol } from '#adapters/labels/qr.ts';
import { deviceNumber, mintCode, type Code } from '#domain/kernel/code.ts';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { expect, test } from '../support/journey.ts';
import { drawSymbol, fromGrey, type Picture } from '../support/label-picture.ts';
import { labelVideo } from '../support/video.ts';

const DPI = 203;
const first = mintCode('b', deviceNumber(1), 0);
const second = mintCode('b', deviceNumber(1), 1);

/** A page with nothing but the camera adapter, as the browser would load it in the app. */
const page = `<!doctype html><video></video><script type="module">
	import { createCamera } from '/src/lib/adapters/camera/camera.ts';
	import { createLensMemory } from '/src/lib/adapters/camera/lens-memory.ts';
	const camera = createCamera({ video: document.querySelector('video'), lensMemory: createLensMemory(localStorage) });
	window.scans = [];
	camera.onScan(({ text }) => window.scans.push(text));
	window.started = await camera.start();
</script>`;

let folder: string;
let server: ViteDevServer;
let browser: Browser;

test.beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'floorbook-camera-'));
	const video = join(folder, 'labels.mjpeg') as `${string}.mjpeg`;
	const label = (code: Code): Picture => fromGrey(drawSymbol(codeSymbol(code), 10));
	await labelVideo(
		video,
		[
			{ image: label(first), seconds: 1 },
			{ image: null, seconds: 2 },
			{ image: label(second), seconds: 1 },
			{ image: null, seconds: 1 }
		],
		{ dpi: DPI }
	);
	server = await createServer({
		configFile: false,
		logLevel: 'error',
		cacheDir: join(folder, 'vite'),
		optimizeDeps: { include: ['zxing-wasm/reader'] },
		server: { host: '127.0.0.1', port: 0 },
		plugins: [
			{
				name: 'camera-page',
				configureServer: ({ middlewares }) => {
					middlewares.use('/camera', (_request, response) => response.setHeader('Content-Type', 'text/html').end(page));
				}
			}
		]
	});
	await server.listen();
	browser = await chromium.launch({
		executablePath: chromiumPath,
		args: [...chromiumArguments, `--use-file-for-fake-video-capture=${video}`]
	});
});

test.afterAll(async () => {
	await browser.close();
	await server.close();
	await rm(folder, { recursive: true });
});

test('a label held before the camera is read, and nothing is asked of any other server', async () => {
	const origin = server.resolvedUrls!.local[0]!;
	const context = await browser.newContext({ permissions: ['camera'] });
	const requested = new Set<string>();
	context.on('request', (request) => requested.add(request.url()));
	const tab = await context.newPage();
	await tab.goto(`${origin}camera`);

	const scans = (): Promise<string[]> => tab.evaluate(() => (window as unknown as { scans: string[] }).scans);
	const texts = [first, second].map((code) => code.toUpperCase());
	// The video goes round, and every return of a label is a new scan.
	await expect.poll(async () => (await scans()).length, { timeout: 40_000 }).toBeGreaterThanOrEqual(3);
	const read = await scans();
	expect(new Set(read)).toEqual(new Set(texts));
	expect(read.filter((text, index) => text === read[index - 1])).toEqual([]);

	expect([...requested].some((url) => url.endsWith('.wasm'))).toBe(true);
	expect([...requested].filter((url) => !url.startsWith(origin))).toEqual([]);
	await context.close();
});
