import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import papaparse from 'papaparse';
import readExcelFile from 'read-excel-file/node';
import { createProfile } from '../support/browser-profile.ts';
import { becomeReady, openScreen } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { watchPolicy } from '../support/policy-watch.ts';
import { startServer } from '../support/server.ts';

const TRY = 'Try with a sample factory';

/** Chooses a format with the keyboard alone. Answers what was saved. */
async function exported(page: Page, format: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
	const button = page.getByRole('button', { name: 'Export' });
	await expect(button).toBeEnabled();
	await button.focus();
	await page.keyboard.press('Enter');
	const item = page.getByRole('menuitem', { name: format, exact: true });
	await expect(page.getByRole('menuitem').first()).toBeFocused();
	for (let steps = 0; !(await item.evaluate((one) => one === document.activeElement)); steps += 1) {
		if (steps > 10) throw new Error(`the arrows do not lead to ${format}`);
		await page.keyboard.press('ArrowDown');
	}
	const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	await expect(page.getByText(`${file.suggestedFilename()} is in the downloads`)).toBeVisible();
	await expect(button).toBeFocused();
	return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The rows of a sheet as another program reads them, by the titles in the line that begins with `first`. */
async function rowsIn(bytes: Buffer, sheet: string, first: string): Promise<readonly Record<string, unknown>[]> {
	const data = (await readExcelFile(bytes)).find((one) => one.sheet === sheet)?.data ?? [];
	const top = data.findIndex(([cell]) => cell === first);
	const titles = data[top] ?? [];
	return data.slice(top + 1).map((row) => Object.fromEntries(row.map((cell, index) => [`${titles[index]}`, cell])));
}

function listIn(bytes: Buffer): readonly Record<string, string>[] {
	const text = bytes.toString().replace('\ufeff', '');
	const { data, errors } = papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
	expect(errors).toEqual([]);
	return data;
}

test('what screens show comes out as files, without a server and within the page’s policy', async () => {
	const server = await startServer();
	const browser = await createProfile().launch({ viewport: { width: 1440, height: 900 } });
	const { page, context } = browser;
	const policy = await watchPolicy(context);
	await page.goto(server.url);
	await becomeReady(page);
	await server.kill();
	await page.getByRole('button', { name: TRY }).click();
	await expect(page.getByRole('complementary', { name: 'Sample factory' })).toBeVisible({ timeout: 30_000 });
	await page.goto(`${server.url}/runs`);
	await expect(page.getByRole('row').nth(1)).toBeVisible();
	const shown = (
		await page
			.getByRole('row')
			.getByRole('link', { name: /^R\w{3}-/ })
			.allInnerTexts()
	).map((text) => text.trim());

	const workbook = await exported(page, 'Excel (XLSX)');
	expect(workbook.name).toMatch(/^Runs_\d{4}-\d\d-\d\d_\d{4}\.xlsx$/);
	expect((await rowsIn(workbook.bytes, 'Runs', 'Run')).map((row) => row.Run)).toEqual(shown);

	const list = await exported(page, 'CSV');
	const listed = listIn(list.bytes);
	expect(listed.map((row) => row.Run)).toEqual(shown);
	expect(listed[0]?.['About this file']).toMatch(
		/^Runs · Everything .* · A sample factory: nothing of this happened · /
	);

	// A finger elsewhere closes the menu, and Escape does; the button has the focus again.
	await page.getByRole('button', { name: 'Export' }).click();
	await page.getByRole('heading', { name: 'Runs' }).click();
	await expect(page.getByRole('menuitem').first()).toBeHidden();
	await page.getByRole('button', { name: 'Export' }).click();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('menuitem').first()).toBeHidden();
	await expect(page.getByRole('button', { name: 'Export' })).toBeFocused();

	// A flow as its links, and as a drawing with every code in it.
	await page
		.getByRole('row', { name: /In progress/ })
		.getByRole('link')
		.first()
		.click();
	await page.getByRole('link', { name: 'Batch flow' }).click();
	// The run's own page has such a button as well.
	await expect(page.getByRole('heading', { name: 'Batch flow of run' })).toBeVisible();
	const links = await exported(page, 'CSV: Links');
	const edges = listIn(links.bytes);
	expect(edges.length).toBeGreaterThan(10);
	const drawing = (await exported(page, 'Drawing (SVG)')).bytes.toString();
	for (const { Parent, Child } of edges) {
		expect(drawing).toContain(Parent);
		expect(drawing).toContain(Child);
	}
	const picture = (await exported(page, 'Picture (PNG)')).bytes;
	const width = Number(/<svg [^>]*width="(\d+)"/.exec(drawing)?.[1]);
	expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16)]).toEqual(['PNG', 2 * width]);

	// Hundreds of batches, whole.
	await openScreen(page, 'Runs');
	await page.getByRole('link', { name: 'Create a run' }).click();
	await page.getByLabel('Item').selectOption({ index: 1 });
	await page.getByLabel('Batches', { exact: true }).fill('600');
	await page.getByLabel('In each batch').fill('50');
	await page.getByRole('button', { name: 'Create only' }).click();
	await expect(page.getByRole('heading', { name: /^Run R/ })).toBeVisible();
	const batches = await rowsIn((await exported(page, 'Excel (XLSX)')).bytes, 'Batches', 'Batch');
	expect(new Set(batches.map((row) => row.Batch)).size).toBe(600);
	expect(new Set(batches.map((row) => row.Quantity))).toEqual(new Set([50]));
	expect(policy.take()).toEqual([]);
	await browser.close();
});
