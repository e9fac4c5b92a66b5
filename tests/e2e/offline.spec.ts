import { expect, type Page, test } from '@playwright/test';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enrol } from '../support/floor-screens.ts';
import { startServer, temporaryFolder } from '../support/server.ts';

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));

/** Addresses of everything the build wrote that a page may ask for; the rest is for the server or for the browser itself. */
function builtFiles(): string[] {
	const notKept = /(?:\.(?:br|gz)|\/index\.html|\/service-worker\.js|\/_app\/(?:version\.json|env\.js))$/;
	return readdirSync(BUILD, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(BUILD.length))
		.filter((path) => !notKept.test(path));
}

/** One visit, as long as the app needs to become able to start without a network. */
async function visit(page: Page, url: string): Promise<void> {
	await page.goto(url);
	const state = (): Promise<string | undefined> =>
		page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
	await expect.poll(state, { message: 'the service worker is active', timeout: 20_000 }).toBe('activated');
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

	// The page behind the link is loaded only now.
	await tab.goto(server.url);
	const loaded = tab.waitForResponse((response) => /\/_app\/immutable\/nodes\//.test(response.url()));
	await tab.getByRole('link', { name: 'Runs' }).first().click();
	expect((await loaded).fromServiceWorker()).toBe(true);
	await expect(tab).toHaveURL(`${server.url}/runs`);
	await expectScreen(tab);
	expect(errors).toEqual([]);
});

test('a newer version waits until it is accepted, and then replaces the older one whole', async ({ page }) => {
	const appFolder = temporaryFolder();
	const build = join(appFolder, 'build');
	cpSync(BUILD, build, { recursive: true });
	const server = await startServer({ appFolder });
	await visit(page, server.url);
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await page.goto(server.url);
	const version = JSON.parse(readFileSync(join(build, '_app/version.json'), 'utf8')).version as string;
	expect((await kept(page)).caches).toEqual([`shell-${version}`]);

	/** Rewrites a file of the build, and drops the compressed copies that would be served in its place. */
	function rewrite(path: string, change: (text: string) => string): void {
		const file = join(build, path);
		const text = readFileSync(file, 'utf8');
		expect(change(text)).not.toBe(text);
		writeFileSync(file, change(text));
		for (const suffix of ['.br', '.gz']) rmSync(file + suffix, { force: true });
	}
	rewrite('service-worker.js', (text) => text.replaceAll(version, `${version}-next`));
	rewrite('index.html', (text) => text.replace('<html lang="en"', '<html lang="en" data-next'));
	await server.restart();

	const next = page.locator('html[data-next]');
	const update = page.getByRole('button', { name: /update/i });
	await page.reload();
	await expect(update).toBeVisible();
	await expect(next).toHaveCount(0);

	await update.click();
	await expect(next).toHaveCount(1);
	await expectScreen(page);
	await expect(update).toHaveCount(0);
	expect((await kept(page)).caches).toEqual([`shell-${version}-next`]);
	await server.stop();
});
