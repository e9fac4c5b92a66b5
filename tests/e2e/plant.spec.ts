import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import type { PersonalText } from '#domain/kernel/personal.ts';
import { createProfile } from '../support/browser-profile.ts';
import { createOffice } from '../support/floor-device.ts';
import {
	becomeReady,
	enrol,
	meetServer,
	openStation,
	scanUntil,
	tickOf,
	turnCameraOff,
	waitForBatch
} from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { storedTables } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const PIN = '271828';

/** A PIN takes a browser as much work as a thief: seconds on a busy machine. */
const CHECKED = { timeout: 30_000 };

test('over the plant’s own HTTPS two browsers enrol, somebody signs in offline, scans and hands over, and one of them is put out', async () => {
	test.setTimeout(300_000);
	const site = await createOffice();
	const { define, items, knitting } = await mill(site);
	const [ada, ben] = [await define.person('Ada', ['admin']), await define.person('Ben')];
	const [first, second] = (await plan(site, line(items.knitted, 2))).batches as [Code, Code];
	const before = await startServer();
	await siteAdmin(before).push(await site.documents());
	await before.stop();
	const server = await startServer({ dataDir: before.dataDir, args: ['--lan'], env: { HOST: '127.0.0.1' } });
	const trusts = join(server.dataDir, 'tls', 'authority.crt');

	const office = await createProfile({ trusts }).launch({ viewport: { width: 1440, height: 900 } });
	await enrol(office.page, server.url, { name: 'Office', code: server.code, use: 'Office' });
	await office.page.goto(`${server.url}/sign-in/first`);
	await office.page.getByRole('button', { name: 'Ada' }).click();
	for (const label of ['The new PIN', 'The new PIN once more']) {
		await office.page.getByRole('textbox', { name: label, exact: true }).fill(PIN, CHECKED);
	}
	await expect(office.page.getByText('Ada administers this site.')).toBeVisible(CHECKED);

	const kiosk = await createProfile({ trusts }).launch();
	const { page } = kiosk;
	await page.goto(await linkFor(office.page, server.url, 'Kiosk'));
	await page.getByLabel('Name of this device').fill('Kiosk 1');
	await page.getByRole('button', { name: 'Enrol this device' }).click();
	await expect(page.getByText('It is enrolled as')).toBeVisible(CHECKED);
	await turnCameraOff(page, server.url);
	await waitForBatch(page, server.url, second);
	await becomeReady(page);
	await waitForPin(page);
	await openStation(page, server.url, knitting, 'Knitting');
	const wedge = await plugInWedge(page);
	await server.kill();

	await scanUntil(wedge, ada, page.getByRole('dialog', { name: 'Ada', exact: true }));
	await page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(PIN);
	await expect(page.getByRole('dialog')).toBeHidden(CHECKED);
	await scanUntil(wedge, first, tickOf(page, first));
	await page.goto(`${server.url}/hand-over`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await scanUntil(wedge, ben, page.getByText('Ben works here now.'));
	await openStation(page, server.url, knitting, 'Knitting');
	await scanUntil(wedge, second, tickOf(page, second));

	await server.restart();
	await meetServer(page);
	await waitForBatch(office.page, server.url, second);
	await expect(office.page.getByRole('main')).toContainText('Ben');
	await office.page.goto(`${server.url}/admin/devices`);
	await office.page.getByRole('link', { name: /Kiosk 1/ }).click();
	await office.page.getByRole('button', { name: 'Report lost' }).click();
	await office.page.getByRole('button', { name: 'Stolen' }).click();
	await office.page.getByRole('button', { name: 'Put it out of the site' }).click();
	await expect(office.page.getByText('Not part of the site any more')).toBeVisible();
	await expect(page.getByRole('link', { name: /Not of this site any more/ })).toBeVisible(CHECKED);

	await kiosk.close();
	await office.close();
	await server.stop();
});

/** Texts come last in a first sync, and what a PIN is checked by is one. */
async function waitForPin(page: Page): Promise<void> {
	const isHere = async (): Promise<boolean> =>
		((await storedTables(page))['personal'] as readonly PersonalText[]).some(({ text }) => text.startsWith('$'));
	await expect.poll(isHere, CHECKED).toBe(true);
}

/** What the code on the office's screen leads to. */
async function linkFor(page: Page, url: string, use: string): Promise<string> {
	await page.goto(`${url}/admin/devices`);
	await page.getByRole('link', { name: 'Enrol another device' }).click();
	await page.getByRole('radio', { name: use }).check();
	await page.getByRole('button', { name: 'Show the code' }).click();
	const code = await page.getByText(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/).innerText();
	return `${url}/enrol#${code}`;
}
