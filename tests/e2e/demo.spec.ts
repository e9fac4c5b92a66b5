import type { Page } from '@playwright/test';
import { parseCode, type Code } from '#domain/kernel/code.ts';
import { DEMO_FLAG, DEMO_PREFIX } from '../../src/lib/names.ts';
import { createProfile } from '../support/browser-profile.ts';
import { becomeReady, cardOf, enrol, scanUntil, tickOf } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';
import { countStored, storedEvents, storedTables } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const TRY = 'Try with a sample factory';

/** Everything this browser keeps of the app: databases, small memory, caches. */
const kept = (page: Page) =>
	page.evaluate(async () => ({
		databases: (await indexedDB.databases()).map(({ name }) => name).toSorted(),
		memory: Object.entries(localStorage).toSorted(),
		caches: (await caches.keys()).toSorted()
	}));

const band = (page: Page) => page.getByRole('complementary', { name: 'Sample factory' });

async function enterDemo(page: Page, button: string): Promise<void> {
	await page.getByRole('button', { name: button }).click();
	await expect(band(page)).toBeVisible({ timeout: 30_000 });
}

/** The codes on the sample labels that are shown. */
async function shownLabels(page: Page): Promise<readonly Code[]> {
	const labels = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Scan it here' }) });
	await expect(labels.first()).toBeVisible();
	return (await labels.allInnerTexts()).map((text) => {
		const code = parseCode(/B[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(text)?.[0] ?? '');
		if (!code.ok) throw new Error(`no code in ${text}`);
		return code.value;
	});
}

test('the sample factory is one tap away, works without a network, and is left without a trace', async () => {
	const server = await startServer();
	const browser = await createProfile().launch({ viewport: { width: 360, height: 740 } });
	const { page, context } = browser;
	await page.goto(server.url);
	await becomeReady(page);
	const before = await kept(page);

	// Nobody enrolled anything, and from here on there is no server.
	await server.kill();
	await enterDemo(page, TRY);
	await page.getByRole('link', { name: 'Scan a first batch' }).click();
	const [first, second] = await shownLabels(page);
	if (!first || !second) throw new Error('there are no sample labels');
	await page.getByRole('button', { name: 'Scan it here' }).first().click();
	await expect(tickOf(page, first)).toBeVisible();
	const wedge = await plugInWedge(page);
	await scanUntil(wedge, second, tickOf(page, second));

	// It is still there after a reload, and in another tab.
	await page.reload();
	await expect(band(page)).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await scanUntil(wedge, second, cardOf(page, second).filter({ hasText: 'Already' }));
	const tab = await context.newPage();
	await tab.goto(`${server.url}/runs`);
	await expect(band(tab)).toBeVisible();
	await expect(tab.getByText('In progress').first()).toBeVisible();
	await expect(tab.getByRole('link', { name: 'Stays here' })).toBeVisible();

	await band(tab).getByRole('button', { name: 'Leave the demo' }).click();
	for (const open of [tab, page]) {
		await expect(open.getByRole('button', { name: TRY })).toBeVisible();
		await expect(band(open)).toHaveCount(0);
	}
	await expect.poll(() => kept(page)).toEqual(before);
	await browser.close();
});

test('a real device practises: its unsent work goes out meanwhile, and nothing of it changes', async () => {
	const server = await startServer();
	const browser = await createProfile().launch();
	const { page } = browser;
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await becomeReady(page);
	await server.kill();
	await page.goto(`${server.url}/who`);
	await page.getByLabel('Name', { exact: true }).fill('Ana');
	await page.getByRole('button', { name: 'Add person' }).click();
	await expect.poll(() => countStored(page, 'outbox')).toBeGreaterThan(0);
	const events = storedEvents(await storedTables(page));
	const before = await kept(page);

	await page.goto(`${server.url}/demo`);
	await enterDemo(page, 'Practise in the sample factory');
	await expect(page.getByText(/wait(s)? to be sent/)).toBeVisible();
	await server.restart();
	await expect(page.getByText('Everything recorded on this device is sent.')).toBeVisible({ timeout: 40_000 });
	expect(await countStored(page, 'outbox')).toBe(0);

	await band(page).getByRole('button', { name: 'Leave the demo' }).click();
	await expect(band(page)).toHaveCount(0);
	await expect(page.getByRole('navigation', { name: 'Screens' }).first()).toBeVisible();
	await expect.poll(() => kept(page)).toEqual(before);
	expect(storedEvents(await storedTables(page))).toEqual(events);
	await browser.close();
	await server.stop();
});

test('what a browser that died in the sample factory left behind goes at the next start', async () => {
	const server = await startServer();
	const profile = createProfile();
	let browser = await profile.launch();
	await browser.page.goto(server.url);
	await expect(browser.page.getByRole('button', { name: TRY })).toBeVisible();
	const before = (await kept(browser.page)).databases;
	await enterDemo(browser.page, TRY);
	// As the tap on "Leave the demo" begins; the rest of it never comes.
	await browser.page.evaluate((flag) => localStorage.setItem(flag, 'leaving'), DEMO_FLAG);
	await browser.close();

	browser = await profile.launch();
	await browser.page.goto(server.url);
	await expect(browser.page.getByRole('button', { name: TRY })).toBeVisible();
	await expect.poll(async () => (await kept(browser.page)).databases).toEqual(before);
	const { memory } = await kept(browser.page);
	expect(memory.filter(([key]) => key.startsWith(DEMO_PREFIX))).toEqual([]);
	await browser.close();
	await server.stop();
});
