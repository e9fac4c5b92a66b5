import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startServer, type RunningServer } from '../support/server.ts';

// A plant's network without certificates: browsers keep camera, locks and service workers from such an address.
const HOST = 'floor.test';

/** Devices that were enrolled over plain http, by an earlier version, hold what nobody else has. */
const DRAINING = { ALLOW_PLAIN_HTTP: '1' };

test.use({
	launchOptions: {
		executablePath: chromiumPath,
		args: [...chromiumArguments, `--host-resolver-rules=MAP ${HOST} 127.0.0.1`]
	}
});

let server: RunningServer;
test.afterEach(() => server.stop());

async function start(env: NodeJS.ProcessEnv = {}): Promise<string> {
	server = await startServer({ env });
	return server.url.replace('127.0.0.1', HOST);
}

test('who comes over plain http is told that it needs https, and gets nothing of the site', async ({ page }) => {
	const url = await start();
	const answer = await page.goto(`${url}/scan`);
	expect(answer?.status()).toBe(403);
	await expect(page.getByRole('heading', { name: 'This address needs HTTPS' })).toBeVisible();
	for (const path of ['/couchdb', '/site', '/enrol', '/service-worker.js']) {
		const status = await page.evaluate(async (asked) => (await fetch(asked).catch(() => null))?.status, path);
		// the page's policy lets it ask for nothing
		expect(status).toBeUndefined();
		expect((await page.request.get(url.replace(HOST, '127.0.0.1') + path, { headers: { host: HOST } })).status()).toBe(
			403
		);
	}
});

test('a device that came over plain http gets the site and sends what it records', async ({ page }) => {
	const url = await start(DRAINING);
	await enrol(page, url, { name: 'Phone 1', code: server.code });
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await page.goto(`${url}/who`);
	await page.getByLabel('Name', { exact: true }).fill('Ana');
	await page.getByRole('button', { name: 'Add person' }).click();
	await expect(page.getByText('This is me')).toBeVisible();
	await page.goto(`${url}/sync`);
	await expect(page.getByText(/Nothing waits to be sent/)).toBeVisible();
});

test('a visitor who came over plain http gets into the sample factory and out again', async ({ page }) => {
	await page.goto(await start(DRAINING));
	await page.getByRole('button', { name: 'Try with a sample factory' }).click();
	await expect(page.getByRole('heading', { name: 'Sample factory' })).toBeVisible({ timeout: 30_000 });
	await page.getByRole('button', { name: 'Leave the demo' }).click();
	await expect(page.getByRole('button', { name: 'Try with a sample factory' })).toBeVisible();
});
