import type { Page } from '@playwright/test';
import { createProfile } from '../support/browser-profile.ts';
import { enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';

interface Picture {
	readonly src: string;
	readonly sizes: string;
	readonly type: string;
	readonly purpose?: string;
	readonly form_factor?: string;
}

interface Manifest {
	readonly icons: readonly Picture[];
	readonly screenshots: readonly Picture[];
	readonly shortcuts: readonly { readonly name: string; readonly url: string; readonly icons: readonly Picture[] }[];
}

/** Width and height stand in the first chunk of a PNG. */
async function sizeOf(page: Page, url: string): Promise<string> {
	const response = await page.request.get(url);
	expect(response.status(), url).toBe(200);
	expect(response.headers()['content-type'], url).toBe('image/png');
	const bytes = await response.body();
	expect(bytes.toString('latin1', 1, 4), url).toBe('PNG');
	return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test('Chromium finds nothing that keeps the app from being installed', async () => {
	const server = await startServer();
	// A profile on disk: where nothing is kept, nothing can be installed.
	const { page, close } = await createProfile().launch();
	await page.goto(server.url);
	const session = await page.context().newCDPSession(page);
	const { url, errors, data } = await session.send('Page.getAppManifest');
	expect(url).toBe(`${server.url}/manifest.webmanifest`);
	expect(errors).toEqual([]);
	const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
	expect(installabilityErrors).toEqual([]);

	const manifest = JSON.parse(data ?? '') as Manifest;
	const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap(({ icons }) => icons)];
	for (const { src, sizes, type } of pictures) {
		if (type === 'image/png') expect(await sizeOf(page, server.url + src), src).toBe(sizes);
	}
	const purposes = new Set(manifest.icons.map(({ purpose }) => purpose));
	expect([...purposes].sort()).toEqual(['any', 'maskable', 'monochrome']);
	const kinds = new Set(manifest.screenshots.map(({ form_factor }) => form_factor));
	expect([...kinds].sort()).toEqual(['narrow', 'wide']);
	const touchIcon = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
	expect(await sizeOf(page, new URL(touchIcon ?? '', page.url()).href)).toBe('180x180');

	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	for (const { name, url: path } of manifest.shortcuts) {
		await page.goto(server.url + path);
		await expect(page.getByRole('heading', { level: 1 }), name).toBeAttached();
		await expect(page.getByText('There is no such page'), name).toHaveCount(0);
	}
	await close();
	await server.stop();
});
