import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { codeSymbol } from '#adapters/labels/qr.ts';
import { deviceNumber, mintCode, printCode } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import { becomeReady, enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { drawSymbol, fromGrey } from '../support/label-picture.ts';
import { startServer, temporaryFolder } from '../support/server.ts';
import { labelVideo } from '../support/video.ts';

const BUILT = fileURLToPath(new URL('../../build/_app/immutable', import.meta.url));
const DPI = 203;
/** Of no batch here: it is read and looked up all the same. */
const label = mintCode('b', deviceNumber(1), 7);

/** The file with html5-qrcode in it, by a word of its own that no minifier touches. */
function fallbackFile(): string {
	const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
	const found = files.filter((path) => readFileSync(join(BUILT, path), 'utf8').includes('ZXingHtml5QrcodeShim'));
	expect(found).toHaveLength(1);
	return basename(found[0]!);
}

/** What the page asks for; the service worker's own requests are not among them. */
function requestsOf(page: Page): Set<string> {
	const files = new Set<string>();
	page.on('request', (request) => files.add(basename(new URL(request.url()).pathname)));
	return files;
}

async function expectRead(page: Page): Promise<void> {
	await expect(page.getByText(printCode(label)).first()).toBeVisible({ timeout: 30_000 });
}

test('html5-qrcode is loaded only where WebAssembly is missing, and then reads with a dead network too', async () => {
	const file = fallbackFile();
	const video = join(temporaryFolder(), 'label.mjpeg') as `${string}.mjpeg`;
	await labelVideo(
		video,
		[
			{ image: fromGrey(drawSymbol(codeSymbol(label), 10)), seconds: 2 },
			{ image: null, seconds: 1 }
		],
		{ dpi: DPI }
	);
	const server = await startServer();
	const browser = await createProfile().launch({ camera: video });
	const requested = requestsOf(browser.page);
	await enrol(browser.page, server.url, { name: 'Phone 1', code: server.code });
	await browser.page.goto(`${server.url}/scan`);
	await expectRead(browser.page);
	expect([...requested].some((name) => name.endsWith('.wasm'))).toBe(true);
	expect([...requested]).not.toContain(file);

	await becomeReady(browser.page);
	await browser.page.close();
	await server.kill();

	const page = await browser.context.newPage();
	await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
	const errors: Error[] = [];
	page.on('pageerror', (error) => errors.push(error));
	const [loaded] = await Promise.all([
		page.waitForResponse((response) => response.url().endsWith(`/${file}`)),
		page.goto(`${server.url}/scan`)
	]);
	expect(loaded.fromServiceWorker()).toBe(true);
	await expectRead(page);
	expect(errors).toEqual([]);
	await browser.close();
});
