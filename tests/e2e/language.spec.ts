import type { Page } from '@playwright/test';
import { enrol } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';

test.use(ALWAYS_ONLINE);

const languageOf = (page: Page) => page.locator('html').getAttribute('lang');

test('a device speaks the language of its browser until somebody chooses', async ({ browser }) => {
	const server = await startServer();
	const page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
	await page.goto(server.url);
	await expect(page.getByRole('link', { name: 'Dieses Gerät anmelden' })).toBeVisible();
	expect(await languageOf(page)).toBe('de');
	await page.context().close();
	await server.stop();
});

test('the language switches in place, and is still chosen after a reload', async ({ page }) => {
	const server = await startServer();
	await enrol(page, server.url, { name: 'Kiosk 3', code: server.code });
	await page.goto(`${server.url}/settings`);
	const document = await page.evaluateHandle(() => window.document);

	await page.getByRole('radio', { name: 'Deutsch', exact: true }).check();
	await expect(page.getByRole('heading', { level: 1, name: 'Dieses Gerät' })).toBeVisible();
	await expect(page.getByRole('navigation', { name: 'Bereiche' }).first().getByText('Läufe')).toBeVisible();
	await expect(page).toHaveTitle('Dieses Gerät · Floorbook');
	expect(await languageOf(page)).toBe('de');
	expect(await document.evaluate((before) => before === window.document)).toBe(true);

	await page.reload();
	await expect(page.getByRole('heading', { level: 1, name: 'Dieses Gerät' })).toBeVisible();
	await page.getByRole('radio', { name: 'English', exact: true }).check();
	await expect(page.getByRole('heading', { level: 1, name: 'This device' })).toBeVisible();
	await server.stop();
});
