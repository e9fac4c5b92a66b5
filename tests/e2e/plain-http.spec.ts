import { expect, test } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { enrol } from '../support/floor-screens.ts';
import { startServer, type RunningServer } from '../support/server.ts';

// A plant's network without certificates: browsers keep camera, locks and service workers from such an address.
const HOST = 'floor.test';

test.use({
	launchOptions: {
		executablePath: chromiumPath,
		args: [...chromiumArguments, `--host-resolver-rules=MAP ${HOST} 127.0.0.1`]
	}
});

let server: RunningServer;
let url: string;
test.beforeEach(async () => {
	server = await startServer();
	url = server.url.replace('127.0.0.1', HOST);
});
test.afterEach(() => server.stop());

test('a device that came over plain http gets the site and sends what it records', async ({ page }) => {
	await enrol(page, url, { name: 'Phone 1', code: server.code });
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await page.goto(`${url}/who`);
	await page.getByLabel('Name', { exact: true }).fill('Ana');
	await page.getByRole('button', { name: 'Add person' }).click();
	await expect(page.getByText('This is me')).toBeVisible();
	await page.goto(`${url}/sync`);
	await expect(page.getByText(/Nothing waits to be sent/)).toBeVisible({ timeout: 20_000 });
});

test('a visitor who came over plain http gets into the sample factory and out again', async ({ page }) => {
	await page.goto(url);
	await page.getByRole('button', { name: 'Try with a sample factory' }).click();
	await expect(page.getByRole('heading', { name: 'Sample factory' })).toBeVisible({ timeout: 20_000 });
	await page.getByRole('button', { name: 'Leave the demo' }).click();
	await expect(page.getByRole('button', { name: 'Try with a sample factory' })).toBeVisible();
});
