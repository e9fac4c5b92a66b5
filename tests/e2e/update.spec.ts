import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import { becomeReady, enrol, scanUntil, tickOf, turnCameraOff } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { createOtherDevices } from '../support/other-devices.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

// A new version takes charge in its own time on a machine with more to do.
const patient = expect.configure({ timeout: 60_000 });
test.describe.configure({ timeout: 300_000 });

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));
const MINUTE = 60_000;

/** A server whose app can become a newer one. */
interface Shipping {
	readonly server: RunningServer;
	/** Of the app as it is at first. */
	readonly version: string;
	/** From now on the server has a newer version, told by `data-next` on its root. */
	readonly ship: () => Promise<void>;
}

async function startShipping(): Promise<Shipping> {
	const appFolder = temporaryFolder();
	const build = join(appFolder, 'build');
	cpSync(BUILD, build, { recursive: true });
	const server = await startServer({ appFolder });
	const version = JSON.parse(readFileSync(join(build, '_app/version.json'), 'utf8')).version as string;

	/** Rewrites a file of the build, and drops the compressed copies that would be served in its place. */
	function rewrite(path: string, change: (text: string) => string): void {
		const file = join(build, path);
		const text = readFileSync(file, 'utf8');
		expect(change(text)).not.toBe(text);
		writeFileSync(file, change(text));
		for (const suffix of ['.br', '.gz']) rmSync(file + suffix, { force: true });
	}
	return {
		server,
		version,
		async ship() {
			rewrite('service-worker.js', (text) => text.replaceAll(version, `${version}-next`));
			rewrite('index.html', (text) => text.replace('<html lang="en"', '<html lang="en" data-next'));
			await server.restart();
		}
	};
}

/** The page runs the newer version. */
const next = (page: Page): Locator => page.locator('html[data-next]');
const offer = (page: Page): Locator => page.getByRole('button', { name: /update/i });

const shells = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());

/** Looks for a newer version now, as every page does by itself each hour, and waits until it is downloaded. */
async function lookForUpdate(page: Page): Promise<void> {
	await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
	const waits = (): Promise<boolean> =>
		page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
	await patient.poll(waits, { message: 'the newer version waits' }).toBe(true);
}

test('a newer version waits until it is accepted, and then replaces the older one whole', async ({ page }) => {
	const { server, version, ship } = await startShipping();
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await becomeReady(page);
	await page.goto(server.url);
	expect(await shells(page)).toEqual([`shell-${version}`]);

	await ship();
	await page.reload();
	await patient(offer(page)).toBeVisible();
	await expect(next(page)).toHaveCount(0);

	await offer(page).click();
	await patient(next(page)).toHaveCount(1);
	await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
	await expect(offer(page)).toHaveCount(0);
	expect(await shells(page)).toEqual([`shell-${version}-next`]);
	await server.stop();
});

/** A planned run, and the station where its batches start. */
async function planRun(server: RunningServer): Promise<{ readonly station: Code; readonly code: Code }> {
	const others = createOtherDevices();
	const workshop = others.workshop({ item: 'Sock', step: 'Knit', station: 'Knitting' });
	const { batches } = others.run(workshop, 2);
	await siteAdmin(server).push(others.take());
	return { station: workshop.station, code: batches[0]!.code };
}

test('a newer version is not offered where people work, and takes nothing half done from other tabs', async ({
	context,
	page
}) => {
	const { server, ship } = await startShipping();
	const { station, code } = await planRun(server);
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await turnCameraOff(page, server.url);
	await becomeReady(page);
	await page.clock.install();
	await page.goto(`${server.url}/stations/${station}`);
	await expect(page.getByRole('heading', { level: 1, name: 'Knitting' })).toBeAttached();
	const writing = await context.newPage();
	await writing.goto(`${server.url}/runs/new`);
	const field = writing.locator('main input:not([type=search]):not([type=hidden])').first();
	await field.fill('7');

	await ship();
	await lookForUpdate(page);
	const home = await context.newPage();
	await home.goto(server.url);
	await expect(offer(home)).toBeVisible();
	await expect(offer(page)).toHaveCount(0);
	await expect(offer(writing)).toHaveCount(0);

	await offer(home).click();
	await patient(next(home)).toHaveCount(1);
	// The tab with the half-filled form keeps it, however long nobody looks at it.
	await expect(field).toHaveValue('7');
	await expect(next(writing)).toHaveCount(0);
	// Who goes on from it gets there in the newer version.
	await writing.getByRole('link', { name: 'Runs' }).first().click();
	await patient(next(writing)).toHaveCount(1);
	await expect(writing).toHaveURL(`${server.url}/runs`);

	// The station still records, and reloads only when it is left alone.
	await page.bringToFront();
	await expect(next(page)).toHaveCount(0);
	await scanUntil(await plugInWedge(page), code, tickOf(page, code));
	await expect(next(page)).toHaveCount(0);
	await page.clock.runFor(2 * MINUTE);
	await patient(next(page)).toHaveCount(1);
	await expect(page).toHaveURL(`${server.url}/stations/${station}`);
	await server.stop();
});

test('a kiosk takes a newer version by itself after a quarter of an hour without anybody', async ({ page }) => {
	const { server, ship } = await startShipping();
	const { station } = await planRun(server);
	await page.clock.install();
	await page.goto(`${server.url}/enrol`);
	await page.locator('select:has(option[value=kiosk])').selectOption('kiosk');
	await page.getByLabel('One-time code').fill(server.code ?? '');
	await page.getByLabel('Name of this device').fill('Kiosk 3');
	await page.getByRole('button', { name: 'Enrol this device' }).click();
	await expect(page).toHaveURL(/\/$/);
	await becomeReady(page);
	await page.goto(`${server.url}/stations/${station}`);
	await expect(page.getByRole('heading', { level: 1, name: 'Knitting' })).toBeAttached();

	await ship();
	await lookForUpdate(page);
	await page.clock.runFor(14 * MINUTE);
	await expect(next(page)).toHaveCount(0);
	await page.clock.runFor(2 * MINUTE);
	await patient(next(page)).toHaveCount(1);
	await expect(page).toHaveURL(`${server.url}/stations/${station}`);
	await server.stop();
});
