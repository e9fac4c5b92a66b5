import type { Page } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import {
	becomeReady,
	cardOf,
	enrol,
	isAtStation,
	openStation,
	scanUntil,
	tickOf,
	turnCameraOff
} from '../support/floor-screens.ts';
import { createTestFloor, line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { startServer } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { storedEvents, storedTables } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

/** Far above the numbers that the site's own devices get. */
const OFFICE = 900;

/** A PIN takes a browser as much work as a thief: seconds on a busy machine. */
const CHECKED = { timeout: 30_000 };

const [ADAS, GIVEN, BENS, WRONG] = ['271828', '314159', '161803', '299792'] as const;

test('people show who they are at a kiosk, without a network', async () => {
	test.setTimeout(300_000);
	const office = await createTestFloor({ device: OFFICE });
	const { define, items, knitting } = await mill(office);
	const [ada, ben] = [await define.person('Ada'), await define.person('Ben')];
	const [first, second] = (await plan(office, line(items.knitted, 2))).batches as [Code, Code];
	const server = await startServer();
	await siteAdmin(server).push(await office.documents());
	const browser = await createProfile().launch();
	const { page } = browser;
	await enrol(page, server.url, { name: 'Kiosk 1', code: server.code, use: 'Kiosk' });
	await turnCameraOff(page, server.url);
	const wedge = await plugInWedge(page);

	// The first admin, by a one-time set-up; from then on nobody else gives PINs.
	await page.goto(`${server.url}/sign-in/first`);
	await page.getByRole('button', { name: 'Ada' }).click();
	await chooseTwice(page, '123456', ADAS);
	await expect(page.getByText('Ada administers this site.')).toBeVisible(CHECKED);
	await page.goto(`${server.url}/admin/people/${ben}`);
	await page.getByRole('button', { name: 'Set a PIN' }).click();
	// Not everybody who finds the screen open gives PINs.
	await enterPin(page, ADAS);
	await chooseTwice(page, '111111', GIVEN);
	await expect(page.getByText('that somebody else gave')).toBeVisible(CHECKED);

	await openStation(page, server.url, knitting, 'Knitting');
	await becomeReady(page);
	await server.kill();

	// What somebody else knows is changed first.
	await scanUntil(wedge, ben, pinOf(page, 'Ben'));
	await scanUntil(wedge, first, page.getByText('Nothing was recorded'));
	await enterPin(page, GIVEN);
	await expect(page.getByText('Choose a PIN of your own')).toBeVisible(CHECKED);
	await page.getByRole('button', { name: 'Change my PIN' }).click();
	await chooseTwice(page, GIVEN, BENS);
	await expect(page.getByText('The PIN is set')).toBeVisible(CHECKED);

	await page.getByRole('link', { name: 'Knitting' }).click();
	await isAtStation(page, 'Knitting');
	await scanUntil(wedge, first, tickOf(page, first));
	// Both have shown who they are: from here on a badge is enough.
	await scanUntil(wedge, ada, page.getByText('Ada works here now'));
	// A name that anybody can tap is not.
	await page.getByRole('group', { name: 'Who works here' }).getByRole('button', { name: 'Ben' }).click();
	await expect(pinOf(page, 'Ben')).toBeVisible();
	await page.getByRole('button', { name: 'Cancel' }).click();

	await page.goto(`${server.url}/hand-over`);
	await page.getByLabel('Note for whoever comes').fill('Vat 2 leaks');
	await scanUntil(wedge, ben, page.getByText('Ben works here now.'));

	await page.goto(`${server.url}/sign-in`);
	await expect(page.getByText('Vat 2 leaks')).toBeVisible();
	const otherTab = await browser.context.newPage();
	await otherTab.goto(`${server.url}/sync`);
	await expect(otherTab.getByRole('heading', { level: 1 })).toBeVisible();
	await page.bringToFront();
	await page.getByRole('button', { name: 'Lock' }).click();
	await expect(otherTab.getByRole('dialog', { name: 'Scan your badge' })).toBeVisible();
	await otherTab.close();
	await scanUntil(wedge, second, page.getByText('Locked: nothing was recorded'));

	// By name the PIN is asked: five wrong ones, and then neither a reload nor the right one helps.
	await page.getByRole('button', { name: 'Ben' }).click();
	for (const said of ['Wrong PIN', '3 more wrong', '2 more wrong', 'One more wrong', 'Too many wrong PINs']) {
		await enterPin(page, WRONG);
		await expect(page.getByText(said)).toBeVisible(CHECKED);
	}
	await page.reload();
	await page.getByRole('button', { name: 'Ben' }).click();
	await expect(page.getByText('Too many wrong PINs')).toBeVisible();
	await expect(page.getByRole('timer')).toBeVisible();

	// Others are not kept out by it.
	await scanUntil(wedge, ada, page.getByText('Ada works here', { exact: true }));
	await openStation(page, server.url, knitting, 'Knitting');
	await scanUntil(wedge, second, cardOf(page, second).filter({ hasText: 'Recorded' }));

	const events = storedEvents(await storedTables(page));
	const started = events.filter(({ type }) => type === 'BatchInitialised');
	expect(started.map(({ touches, by }) => [touches.includes(first) ? 'first' : 'second', by])).toEqual([
		['first', [ben]],
		['second', [ada]]
	]);
	expect(events.filter(({ type }) => type === 'HandedOver')).toMatchObject([
		{ data: { from: [ada], to: [ben], station: knitting } }
	]);
	expect(events.filter(({ type }) => type === 'PinSet')).toMatchObject([
		{ data: { person: ada, temporary: false } },
		{ data: { person: ben, temporary: true } },
		{ data: { person: ben, temporary: false } }
	]);
	await browser.close();
	await server.stop();
});

const pinOf = (page: Page, name: string) =>
	page.getByRole('dialog', { name, exact: true }).getByLabel('PIN', { exact: true });

async function enterPin(page: Page, pin: string): Promise<void> {
	await page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(pin);
}

/** First one that is refused at once. */
async function chooseTwice(page: Page, refused: string, pin: string): Promise<void> {
	const field = page.getByRole('textbox', { name: 'The new PIN', exact: true });
	await field.fill(refused);
	await expect(page.getByText('Choose another PIN')).toBeVisible(CHECKED);
	await field.fill(pin);
	await page.getByRole('textbox', { name: 'The new PIN once more' }).fill(pin, CHECKED);
}
