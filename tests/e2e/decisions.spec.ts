import type { Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import { createOffice } from '../support/floor-device.ts';
import { enrol, openStation, scanUntil, tickOf, turnCameraOff, waitForBatch } from '../support/floor-screens.ts';
import { initialise, line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { startNetwork } from '../support/network.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const sendNow = async (page: Page, url: string): Promise<void> => {
	await page.goto(`${url}/sync`);
	await page.getByRole('button', { name: 'Send now' }).click();
	await expect(page.getByText('Nothing waits to be sent.')).toBeVisible({ timeout: 30_000 });
};

test('two devices move one batch offline, and a lead decides that both took a part', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing } = await mill(office);
	const lea = await define.person('Lea', ['lead']);
	const [batch] = (await plan(office, line(items.knitted, 1))).batches as [Code];
	await office.record(initialise(batch, knitting));
	const server = await startServer();
	const admin = siteAdmin(server);
	await admin.push(await office.documents());

	// Each behind its own stretch of network, and then with none.
	const devices = await Promise.all(
		['Phone 1', 'Phone 2'].map(async (name) => {
			const network = await startNetwork(server.url);
			const browser = await createProfile().launch({ viewport: { width: 390, height: 844 } });
			await enrol(browser.page, network.url, { name, code: await admin.issueCode() });
			await turnCameraOff(browser.page, network.url);
			await waitForBatch(browser.page, network.url, batch);
			await openStation(browser.page, network.url, dyeing, 'Dyeing');
			return { ...browser, network, url: network.url, wedge: await plugInWedge(browser.page) };
		})
	);
	for (const { page, wedge, network } of devices) {
		network.turn('down');
		await scanUntil(wedge, batch, tickOf(page, batch));
	}
	for (const { page, url, network } of devices) {
		network.turn('clear');
		await sendNow(page, url);
	}

	const [first, second] = devices as [(typeof devices)[number], (typeof devices)[number]];
	const { page } = first;
	await page.goto(`${first.url}/decisions`);
	await page.getByRole('link', { name: printCode(batch) }).click();
	await expect(page.getByText('Record A', { exact: true })).toBeVisible();
	await expect(page.getByText('Record B', { exact: true })).toBeVisible();

	// Without a network too: what it will do is shown before it is done.
	first.network.turn('down');
	await page.getByRole('button', { name: 'Both took a part' }).click();
	await page.getByLabel('Record B took').fill('20');
	const effect = page.getByRole('region', { name: 'What it changes' });
	await expect(effect.getByText('0 pcs, then 20 pcs').first()).toBeAttached();
	await expect(effect.getByText('50 pcs, then 30 pcs').first()).toBeAttached();
	await page.getByRole('button', { name: 'Asked both' }).click();
	await page.getByRole('button', { name: 'Decide this' }).click();
	await expect(page.getByText('Nobody allowed it yet')).toBeVisible();
	await scanUntil(first.wedge, lea, page.getByText('Lea allows it'));
	await page.getByRole('button', { name: 'Decide this' }).click();
	await expect(page.getByText('Both took a part. Nothing else waits.')).toBeVisible();
	first.network.turn('clear');

	for (const device of [first, second]) {
		await sendNow(device.page, device.url);
		await device.page.goto(`${device.url}/decisions`);
		await expect(device.page.getByText('Nothing waits for a lead.')).toBeVisible();
		await device.page.goto(`${device.url}/b/${batch}`);
		await expect(device.page.getByRole('main')).toContainText('20 pcs');
		await expect(device.page.getByRole('main')).toContainText('30 pcs');
	}
	await page.getByRole('main').getByRole('link').filter({ hasText: '20 pcs' }).click();
	await expect(page.getByRole('main')).toContainText('A lead decided · It took 20 pcs');
	for (const { network, close } of devices) {
		await close();
		await network.close();
	}
	await server.stop();
});
