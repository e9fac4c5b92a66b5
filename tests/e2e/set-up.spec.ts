import type { Page } from '@playwright/test';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { enrol } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { rasterisePdf } from '../support/label-pdf.ts';
import { cutOut } from '../support/label-picture.ts';
import { pageSizes } from '../support/pdf-pages.ts';
import { readSecond } from '../support/second-reader.ts';
import { startServer, type RunningServer } from '../support/server.ts';

test.use(ALWAYS_ONLINE);

const DPI = 150;

let server: RunningServer;
let browser: LaunchedBrowser;

test.beforeAll(async () => {
	server = await startServer();
	browser = await createProfile().launch();
	await enrol(browser.page, server.url, { name: 'Office', code: server.code });
});

test.afterAll(async () => {
	await browser.close();
	await server.stop();
});

test('a line is set up by hand, and every form says what it means on the floor', async () => {
	const { page } = browser;
	await create(page, 'departments', async () => {
		await page.getByLabel('Name', { exact: true }).fill('Weaving shed');
		await page.getByLabel('Location').fill('Hall 3');
	});
	await create(page, 'machines', async () => {
		await page.getByLabel('Name', { exact: true }).fill('Loom 1');
		await page.getByLabel('Department').selectOption({ label: 'Weaving shed' });
	});
	for (const [name, nature] of [
		['Thread', 'material'],
		['Cloth', 'part'],
		['Towel', 'product']
	] as const) {
		await create(page, 'items', async () => {
			await page.getByLabel('Name', { exact: true }).fill(name);
			await page.getByLabel('Nature').selectOption(nature);
		});
	}
	for (const [name, from, to] of [
		['Weaving', 'Thread', 'Cloth'],
		['Hemming', 'Cloth', 'Towel']
	] as const) {
		await create(page, 'steps', async () => {
			await page.getByLabel('Name', { exact: true }).fill(name);
			await fillProduction(page, 'Produces', to);
			await page.getByRole('button', { name: 'Add an input' }).click();
			await fillProduction(page, 'Consumes', from);
			await expect(page.getByText(`It takes 1\u00a0pcs ${from} to make 1\u00a0pcs ${to}.`)).toBeVisible();
		});
	}
	await create(page, 'flows', async () => {
		await page.getByLabel('Name', { exact: true }).fill('Towels');
		await page.getByLabel('Hemming').check();
		await expect(page.getByText('Cloth is needed, and no step of this flow makes it.')).toBeVisible();
		await page.getByLabel('Weaving').check();
		await expect(page.getByText('Batches go through it in this order: Weaving → Hemming.')).toBeVisible();
	});
	await create(page, 'stations', async () => {
		await page.getByLabel('Name', { exact: true }).fill('Loom room');
		await page.getByLabel('Operation', { exact: true }).selectOption('move');
		await page.getByLabel('Hemming').check();
		await expect(page.getByText('At Loom room, Cloth becomes Towel.')).toBeVisible();
	});

	await page.goto(`${server.url}/admin/departments`);
	await page.getByRole('link', { name: 'Weaving shed' }).click();
	await expect(page.getByRole('link', { name: 'Loom 1' })).toBeVisible();
	await page.getByRole('button', { name: 'Archive this department' }).click();
	await expect(page.getByRole('button', { name: 'Use this department again' })).toBeVisible();
});

test('a form that cannot be saved says why, beside the field', async () => {
	const { page } = browser;
	await page.goto(`${server.url}/admin/machines/new`);
	await page.getByRole('button', { name: 'Save machine' }).click();
	await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
	await expect(page.getByRole('alert')).toHaveText('Name is needed');
});

for (const format of ['A4', 'Letter'] as const) {
	test(`signs fill sheets of ${format}, two on each, none left empty, and can be read`, async () => {
		const { page } = browser;
		await page.goto(`${server.url}/admin/machines`);
		const names = ['Loom 2', 'Loom 3, the wide one for beach towels'].map((name) => `${name} ${format}`);
		for (const name of names) {
			await create(page, 'machines', () => page.getByLabel('Name', { exact: true }).fill(name));
		}
		await page.goto(`${server.url}/admin/signs?of=machines`);
		for (const name of names) await expect(page.getByText(name).first()).toBeVisible();
		const button = page.getByRole('button', { name: /^Print \d+ signs?$/ });
		const count = Number(/\d+/.exec(await button.innerText())?.[0]);
		const pdf = await page.pdf({ format, printBackground: true });
		expect(await pageSizes(pdf)).toHaveLength(Math.ceil(count / 2));

		const read: string[] = [];
		for (const sheet of await rasterisePdf(pdf, DPI)) {
			for (const half of [0, 1]) {
				const top = Math.round(((10 + half * 127.6) / 25.4) * DPI);
				const part = cutOut(sheet, { x: 0, y: top, width: sheet.width, height: Math.round((127 / 25.4) * DPI) });
				if (read.length < count) read.push(readSecond(part));
			}
		}
		expect(new Set(read).size).toBe(count);
		expect(read.every((code) => /^M[0-9A-Z]{9}$/.test(code))).toBe(true);
	});
}

/** Fills in the form of a new one and saves it by key. */
async function create(page: Page, kind: string, fill: () => Promise<void>): Promise<void> {
	await page.goto(`${server.url}/admin/${kind}/new`);
	await fill();
	await page.keyboard.press('Control+s');
	await expect(page.getByText('Saved on this device')).toBeVisible();
}

/** One piece of an item. */
async function fillProduction(page: Page, group: string, item: string): Promise<void> {
	const fields = page.getByRole('group', { name: group });
	await fields.getByLabel('Item').selectOption({ label: item });
	await fields.getByLabel('Quantity').fill('1');
}
