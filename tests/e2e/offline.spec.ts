import type { Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { becomeReady, enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));

/** Addresses of everything the build wrote that a page may ask for; the rest is for the server or for the browser itself. */
function builtFiles(): string[] {
	const notKept =
		/(?:\.(?:br|gz)|\/index\.html|\/service-worker\.js|\/_app\/(?:version\.json|env\.js))$|^\/screenshots\//;
	return readdirSync(BUILD, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(BUILD.length))
		.filter((path) => !notKept.test(path));
}

/** One visit, as long as the app needs to become able to start without a network. */
async function visit(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await becomeReady(page);
}

/** The names of the caches and the addresses of all they hold. */
function kept(page: Page): Promise<{ caches: string[]; paths: string[] }> {
	return page.evaluate(async () => {
		const names = await caches.keys();
		const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
		return { caches: names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
	});
}

async function expectScreen(page: Page): Promise<void> {
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByText('There is no such page.')).toHaveCount(0);
}

test('after one visit every file of the app is kept, the decoder among them', async ({ page }) => {
	const server = await startServer();
	await visit(page, server.url);
	const { paths } = await kept(page);
	const files = builtFiles();
	expect(files.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
	expect(paths.toSorted()).toEqual(['/', ...files].toSorted());
	await server.stop();
});

test('after one visit the app starts, follows links and reloads with the server dead', async ({ context, page }) => {
	const server = await startServer();
	await visit(page, server.url);
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	// The server's own page is asked of the server; this device administers and sees what is how.
	await page.goto(`${server.url}/health`);
	await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible();
	await page.close();
	await server.kill();

	const tab = await context.newPage();
	const errors: Error[] = [];
	tab.on('pageerror', (error) => errors.push(error));

	const opened = await tab.goto(`${server.url}/runs/new`);
	expect(opened?.fromServiceWorker()).toBe(true);
	await expectScreen(tab);

	const reloaded = await tab.reload();
	expect(reloaded?.fromServiceWorker()).toBe(true);
	await expectScreen(tab);

	// A label's QR spells the address in capitals.
	await tab.goto(`${server.url}/B/B00100001X`);
	await expect(tab).toHaveURL(`${server.url}/b/b00100001x`);
	await expectScreen(tab);
	await tab.goto(`${server.url}/B/B00100001X/?from=label#top`);
	await expect(tab).toHaveURL(`${server.url}/b/b00100001x?from=label#top`);
	await expectScreen(tab);

	await tab.goto(`${server.url}/no/such/page`);
	await expect(tab.getByText('There is no such page').first()).toBeVisible();
	await tab.goBack();
	await expect(tab).toHaveURL(`${server.url}/b/b00100001x?from=label#top`);
	await expectScreen(tab);
	await tab.goForward();
	await expect(tab.getByText('There is no such page').first()).toBeVisible();

	// Nobody is left before an error of the browser, which a kiosk has no way back from.
	await tab.goto(`${server.url}/health`);
	await expect(tab.getByText('There is no such page').first()).toBeVisible();

	// The page behind the link is loaded only now.
	await tab.goto(server.url);
	const [loaded] = await Promise.all([
		tab.waitForResponse((response) => /\/_app\/immutable\/nodes\//.test(response.url())),
		tab.getByRole('link', { name: 'Runs' }).first().click()
	]);
	expect(loaded.fromServiceWorker()).toBe(true);
	await expect(tab).toHaveURL(`${server.url}/runs`);
	await expectScreen(tab);
	expect(errors).toEqual([]);
});

test('with the app thrown away and no server there, the page says so; with a server it mends itself', async ({
	page
}) => {
	const server = await startServer();
	await visit(page, server.url);
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	const whole = await kept(page);
	const clear = (): Promise<unknown> =>
		page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));

	await clear();
	await server.kill();
	await page.goto(`${server.url}/runs`);
	await expect(page.getByRole('heading', { level: 1, name: 'Floorbook is not on this device any more' })).toBeVisible();
	await expect(page.getByText('Browserdaten nicht löschen')).toBeVisible();

	await server.restart();
	await page.getByRole('link', { name: 'Try again' }).click();
	await expectScreen(page);
	await expect(page).toHaveURL(`${server.url}/runs`);
	// Enough of it for the screens that were seen since.
	expect((await kept(page)).paths).toContain('/');
	expect(whole.paths).toEqual(expect.arrayContaining((await kept(page)).paths));
	await server.kill();
	await page.reload();
	await expectScreen(page);
});
