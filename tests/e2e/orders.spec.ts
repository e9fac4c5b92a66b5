import type { Locator, Page } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import { findBarriers } from '../screenshots/axe.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import {
	becomeReady,
	openScreen,
	openStation,
	scanUntil,
	shownLabels,
	tickOf,
	waitForBatch
} from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';

/** As an ERP system in Germany exports them: twenty orders in twenty-one rows, two of them wrong. */
const ORDERS = [
	'Auftragsnummer;Kunde;Pos;Artikel;Menge;Einheit;Liefertermin;Prio',
	'SO-1042;"Kontor & Söhne\r\nHamburg";1;Sock;500;Stück;04.12.2026;2',
	'SO-1042;"Kontor & Söhne\r\nHamburg";2;Sock, dyed;1,5;Dutzend;05.12.2026;',
	...Array.from({ length: 17 }, (_, index) => `SO-${1043 + index};Huber;1;Sock;${50 + index};Stück;11.12.2026;`),
	'SO-1060;Huber;1;Sokc;50;Stück;11.12.2026;',
	'SO-1061;Huber;1;Sock;0;Stück;31.02.2026;'
].join('\r\n');

const MOST_PRESSES = 6;

test('orders come from a file, become runs with labels, and tell of each other; with the server dead', async () => {
	const office = await createOffice();
	const { items, knitting } = await mill(office);
	// What the batches of a run are like is known from the last one.
	const [earlier] = (await plan(office, line(items.knitted, 1))).batches as [Code];
	const { server, page, wedge, close } = await startDevice(office, { name: 'Office', use: 'Office' });
	// Chromium without a screen has no print window.
	await page.context().addInitScript(() => (window.print = () => undefined));
	await waitForBatch(page, server.url, earlier);
	await becomeReady(page);
	await server.kill();
	await page.reload();

	await test.step('eighteen of twenty orders are imported, and the rows of the others are named', async () => {
		await openScreen(page, 'Sales orders');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Import CSV' }).click();
		const buffer = Buffer.from(ORDERS, 'latin1');
		await page.getByLabel('CSV file').last().setInputFiles({ name: 'erp.csv', mimeType: 'text/csv', buffer });
		await expect(page.getByText('Read as Windows-1252: Söhne and Stück')).toBeVisible();
		await expect(page.getByRole('heading', { name: '2 rows to put right' })).toBeVisible();
		const wrongItem = page.getByRole('listitem').filter({ hasText: 'Row 23, order SO-1060' });
		await expect(wrongItem).toContainText('No item is called “Sokc”.');
		const wrongAmount = page.getByRole('listitem').filter({ hasText: 'Row 24, order SO-1061' });
		await expect(wrongAmount).toContainText('The quantity has to be above zero.');
		await expect(wrongAmount).toContainText('“31.02.2026” is not a day.');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Import 18 orders' }).click();
		await expect(page.getByText('18 orders imported')).toBeVisible();
		// What stays is put right here; the rest is there already.
		await wrongItem.getByLabel('Item (SKU or name)').fill('sock');
		await wrongItem.getByLabel('Item (SKU or name)').press('Enter');
		await page.getByRole('button', { name: 'Import 1 order' }).click();
		await expect(page.getByText('1 order imported')).toBeVisible();
		await expect(page.getByText('19 unchanged')).toBeVisible();
	});

	await openScreen(page, 'Sales orders');
	await expect(page.getByRole('radio', { name: 'Estimate 19' })).toBeVisible();
	await page.getByLabel('Search').fill('kontor');
	await page.getByRole('link', { name: 'SO-1042' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Order SO-1042' })).toBeVisible();
	const order = new URL(page.url()).pathname;
	const first = rowOf(page, 'Sock', '4 Dec');
	await expect(first).toContainText('500 pcs');

	const labels = await test.step('from the order to its labels in a few presses', async () => {
		let presses = 0;
		const press = async (button: Locator): Promise<void> => {
			presses += 1;
			await button.click();
		};
		await press(page.getByRole('link', { name: 'Create run' }));
		await expect(page.getByText('10 × 50 pcs = 500 pcs')).toBeVisible();
		await expectAccessible(page);
		await press(page.getByRole('button', { name: 'Create and print' }));
		// Ten for the first line, and one of eighteen for the second.
		await press(page.getByRole('button', { name: 'Print 11 labels' }));
		await press(page.getByRole('button', { name: /^Yes/ }));
		expect(presses).toBeLessThanOrEqual(MOST_PRESSES);
		return shownLabels(page);
	});

	await page.goto(server.url + order);
	await expect(first).toContainText('Not started: 500 pcs');
	await expect(page.getByRole('link', { name: 'Create run' })).toHaveCount(0);

	await test.step('an order that changes is answered for on its run', async () => {
		await changeQuantity(page, '600');
		await expect(page.getByText('Line 1: 500 pcs → 600 pcs')).toBeVisible();
		await expect(page.getByText('Apply adds 2 batches of 50 pcs.')).toBeVisible();
		await page.getByRole('link', { name: /^R\w{3}-/ }).click();
		await expect(page.getByRole('heading', { name: 'Order SO-1042 changed' })).toBeVisible();
		await page.getByRole('button', { name: 'Apply' }).click();
		await expect(page.getByRole('heading', { name: 'Order SO-1042 changed' })).toHaveCount(0);
		await page.goto(server.url + order);
		await expect(first).toContainText('Not started: 600 pcs');

		await changeQuantity(page, '700');
		await expect(page.getByText('Line 1: 600 pcs → 700 pcs')).toBeVisible();
		await page.getByRole('button', { name: 'Keep' }).click();
		await expect(page.getByText('Line 1: 600 pcs → 700 pcs')).toHaveCount(0);
		await expect(first).toContainText('Not started: 600 pcs');
		await expect(first).toContainText('100 pcs');
	});

	await test.step('its figures are those of the batch table', async () => {
		await openStation(page, server.url, knitting, 'Knitting');
		for (const label of labels.slice(0, 2)) await scanUntil(wedge, label, tickOf(page, label));
		await page.goto(server.url + order);
		await expect(first).toContainText('Knit: 100 pcs in 2 batches');
		await expect(first).toContainText('Not started: 500 pcs');
		await expect(rowOf(page, 'Sock, dyed', '5 Dec')).toContainText('Not started: 1.5 dozen');
		await expectAccessible(page);
		await page.getByRole('link', { name: /^R\w{3}-/ }).click();
		await expect.poll(() => piecesIn(page, 'Open', 'Sock, knitted')).toBe(100);
		await expect.poll(() => piecesIn(page, 'Created', 'Sock, knitted')).toBe(500 + 18);
	});

	await test.step('an order that is issued becomes no run', async () => {
		await page.goto(server.url + order);
		await page.getByRole('button', { name: 'Issue order' }).click();
		await expect(page.getByText('Issued', { exact: true }).first()).toBeVisible();
		await expect(page.getByRole('link', { name: 'Create run' })).toHaveCount(0);
		await page.goto(`${server.url}${order}/run`);
		await expect(page.getByText('Only an estimate becomes a run')).toBeVisible();
		await expect(page.getByText('This order is: Issued.')).toBeVisible();
		await expect(page.getByRole('button', { name: /^Create/ })).toHaveCount(0);
	});
	await close();
});

const rowOf = (page: Page, item: string, day: string): Locator =>
	page.getByRole('row').filter({ hasText: item }).filter({ hasText: day });

/** Of the order's first line. */
async function changeQuantity(page: Page, amount: string): Promise<void> {
	await page.getByRole('link', { name: 'Change order' }).click();
	await page.getByLabel('Quantity').first().fill(amount);
	await page.getByRole('button', { name: 'Save order' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Order SO-1042' })).toBeVisible();
}

/** On a run's page: the pieces of all its batches in that state. */
async function piecesIn(page: Page, state: string, item: string): Promise<number> {
	const rows = page.getByRole('row').filter({ has: page.getByRole('cell', { name: state, exact: true }) });
	const texts = await rows.filter({ hasText: item }).allInnerTexts();
	return texts.reduce((sum, text) => sum + Number(/(\d+)\spcs/.exec(text)?.[1] ?? Number.NaN), 0);
}

async function expectAccessible(page: Page): Promise<void> {
	const severe = (await findBarriers(page)).filter(({ isSevere }) => isSevere);
	expect(severe.map(({ rule, what }) => `${rule}: ${what}`)).toEqual([]);
}
