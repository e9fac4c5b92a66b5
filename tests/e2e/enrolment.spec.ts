import type { Page } from '@playwright/test';
import { readBarcodes } from 'zxing-wasm/reader';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import { createOffice } from '../support/floor-device.ts';
import { enrol, openStation, scanUntil, tickOf, turnCameraOff, waitForBatch } from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { loadReader } from '../support/label-reader.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

test.use(ALWAYS_ONLINE);

/** What the symbol on the screen says to a camera. */
async function readSymbol(page: Page): Promise<string> {
	const symbol = page.getByRole('img', { name: /QR symbol/ });
	await expect(symbol).toBeVisible();
	const [found] = await readBarcodes(new Uint8Array(await symbol.screenshot()), { formats: ['QRCode'] });
	return found?.text ?? '';
}

test('a phone enrols by a code on the office’s screen, is tried out, works, is lost, and is told so', async () => {
	test.setTimeout(240_000);
	await loadReader();
	const site = await createOffice();
	const { items, knitting } = await mill(site);
	const [first, second] = (await plan(site, line(items.knitted, 2))).batches as [Code, Code];
	const server = await startServer();
	await siteAdmin(server).push(await site.documents());

	const office = await createProfile().launch();
	await enrol(office.page, server.url, { name: 'Office', code: server.code, use: 'Office' });
	await office.page.goto(`${server.url}/admin/devices`);
	await office.page.getByRole('link', { name: 'Enrol another device' }).click();
	await office.page.getByRole('radio', { name: 'Phone' }).check();
	await office.page.getByRole('button', { name: 'Show the code' }).click();
	const link = await readSymbol(office.page);
	expect(link).toContain(`/enrol#`);

	const phone = await createProfile().launch({ viewport: { width: 390, height: 844 } });
	const { page } = phone;
	await page.goto(link);
	await expect(page.getByText('Filled in by the link.')).toBeVisible();
	await page.getByLabel('Name of this device').fill('Anna’s phone');
	await page.getByRole('button', { name: 'Enrol this device' }).click();
	await expect(page.getByText('It is enrolled as')).toBeVisible({ timeout: 30_000 });
	await expect(office.page.getByText(/^Enrolled: Anna’s phone, /)).toBeVisible();

	await checkDevice(page);

	// The code was good for one device.
	const late = await createProfile().launch();
	await late.page.goto(link);
	await late.page.getByLabel('Name of this device').fill('Another phone');
	await late.page.getByRole('button', { name: 'Enrol this device' }).click();
	await expect(late.page.getByRole('alert').or(late.page.getByText('The code was not taken')).first()).toBeVisible();
	await late.close();

	await turnCameraOff(page, server.url);
	await waitForBatch(page, server.url, first);
	await openStation(page, server.url, knitting, 'Knitting');
	const wedge = await plugInWedge(page);
	await scanUntil(wedge, first, tickOf(page, first));
	await expect(page.getByRole('link', { name: /^All sent/ })).toBeVisible({ timeout: 30_000 });

	await office.page.goto(`${server.url}/admin/devices`);
	await office.page.getByRole('link', { name: /Anna’s phone/ }).click();
	await office.page.getByRole('button', { name: 'Report lost' }).click();
	await office.page.getByRole('button', { name: 'Stolen' }).click();
	await office.page.getByRole('button', { name: 'Put it out of the site' }).click();
	await expect(office.page.getByText('Not part of the site any more')).toBeVisible();

	// What is recorded from here on stays where it is, and nothing of it is deleted.
	await expect(page.getByRole('link', { name: /Not of this site any more/ })).toBeVisible({ timeout: 30_000 });
	await scanUntil(wedge, second, tickOf(page, second));
	await page.goto(`${server.url}/sync`);
	await expect(page.getByText('What it holds is kept')).toBeVisible();
	await expect(page.getByText(printCode(second))).toBeVisible();
	await office.page.goto(`${server.url}/b/${second}`);
	await expect(office.page.getByRole('main')).toContainText('Created');

	await phone.close();
	await office.close();
	await server.stop();
});

/** Goes through the checks as an installer with a hand scanner, and without a printer. */
async function checkDevice(page: Page): Promise<void> {
	const goOn = () => page.getByRole('button', { name: 'Go on' }).click();
	const isAt = (title: string) => expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await goOn();
	await isAt('Camera');
	await page.getByRole('button', { name: 'Leave out' }).click();
	await page.getByLabel('Why it is left out').fill('a hand scanner is used');
	await page.getByRole('button', { name: 'Leave out' }).click();
	await isAt('Hand scanner');
	const sample = await page.getByText(/^D[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{2}$/).innerText();
	const wedge = await plugInWedge(page);
	await scanUntil(wedge, sample.replaceAll('-', ''), page.getByText('What came'));
	await goOn();
	await isAt('Sound and vibration');
	await page.getByRole('button', { name: 'Refused' }).click();
	await page.getByRole('button', { name: 'Yes, each of them' }).click();
	await goOn();
	await isAt('Size on the screen');
	// Whoever is interrupted goes on where they were.
	await page.reload();
	await isAt('Size on the screen');
	await page.getByRole('button', { name: 'It fits' }).click();
	await page.goto(new URL('/settings/device-check?at=result', page.url()).href);
	await expect(page.getByRole('link', { name: /Hand scanner/ })).toContainText(sample.replaceAll('-', ''));
	await expect(page.getByRole('link', { name: /Camera/ })).toContainText('a hand scanner is used');
	await expect(page.getByRole('link', { name: /Print/ })).toContainText('Not checked yet');
}
