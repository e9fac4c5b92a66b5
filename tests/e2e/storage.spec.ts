import { enrol } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';

test.use(ALWAYS_ONLINE);

test('the browser is asked to keep the data once there is some, and its answer is shown', async ({ context, page }) => {
	const server = await startServer();
	await page.addInitScript(() => {
		const storage = navigator.storage;
		const ask = storage.persist.bind(storage);
		storage.persist = () => {
			sessionStorage.setItem('asked', String(Number(sessionStorage.getItem('asked') ?? 0) + 1));
			return ask();
		};
	});
	const asked = (): Promise<number> => page.evaluate(() => Number(sessionStorage.getItem('asked') ?? 0));

	await page.goto(server.url);
	await expect(page.getByRole('link', { name: 'Enrol this device' })).toBeVisible();
	expect(await asked()).toBe(0);
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await expect.poll(asked).toBe(1);

	await page.goto(`${server.url}/sync`);
	const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Storage' }) });
	await expect(card.getByText(/MB of .*GB/)).toBeVisible();
	await expect(card.getByText('This browser may clear data')).toBeVisible();
	await card.getByRole('button', { name: 'Why' }).click();
	await expect(card.getByText(/What an installed app keeps stays/)).toBeVisible();
	await card.getByRole('button', { name: 'Keep data' }).click();
	await expect(card.getByText('The browser did not agree')).toBeVisible();

	// As after the app was installed.
	const browser = await context.browser()!.newBrowserCDPSession();
	const client = await context.newCDPSession(page);
	const { targetInfo } = await client.send('Target.getTargetInfo');
	await browser.send('Browser.grantPermissions', {
		permissions: ['durableStorage'],
		origin: server.url,
		...(targetInfo.browserContextId && { browserContextId: targetInfo.browserContextId })
	});
	await card.getByRole('button', { name: 'Keep data' }).click();
	await expect(card.getByText('Data is kept')).toBeVisible();
	await expect(card.getByText('yes, until somebody clears it')).toBeVisible();
	await page.goto(`${server.url}/settings`);
	await expect(page.getByText('yes, until somebody clears it')).toBeVisible();
	await server.stop();
});
