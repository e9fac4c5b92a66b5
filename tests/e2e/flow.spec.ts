import type { Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { findBarriers } from '../screenshots/axe.ts';
import { child, mergeAt, splitAt, waste } from '../support/batch-commands.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import { becomeReady, openStation, scanUntil, tickOf, waitForBatch } from '../support/floor-screens.ts';
import { initialise, line, mill, moveTo, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { allMadeBy, madeBy } from '../support/recorded.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

const boxes = (page: Page) => page.locator('[data-box]');
const boxOf = (page: Page, id: string) => page.locator(`[data-box="${id}"]`);
const idsOf = (page: Page): Promise<(string | null)[]> =>
	boxes(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-box')).toSorted());
/** Those that are drawn pale, beside what is highlighted. */
const paleIn = (page: Page): Promise<number> => page.locator('.pale:has([data-box])').count();

/** Milliseconds. */
const LONGER_THAN_A_GLIDE = 500;

/** Where a box stands on the screen, once nothing glides any more. */
async function restOf(page: Page, id: string): Promise<{ readonly x: number; readonly y: number }> {
	let place = { x: NaN, y: NaN };
	const moved = async (): Promise<boolean> => {
		const { x, y } = (await boxOf(page, id).boundingBox()) ?? { x: NaN, y: NaN };
		const before = place;
		place = { x: Math.round(x), y: Math.round(y) };
		return place.x !== before.x || place.y !== before.y;
	};
	await expect.poll(moved, { intervals: [LONGER_THAN_A_GLIDE] }).toBe(false);
	return place;
}

test('the flow of a run is found, walked, collapsed and read, and changes around what is looked at', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing, finishing } = await mill(office);
	const sorting = await define.station('Sorting', { operation: 'split' });
	const merging = await define.station('Merging', { operation: 'merge' });
	const { run, batches } = await plan(office, line(items.knitted, 5));
	const [sorted, merged, chained, next, planned] = batches as [Code, Code, Code, Code, Code];
	for (const batch of [sorted, merged, chained, next]) await office.record(initialise(batch, knitting));
	const parts = [child('30 pcs'), child('12 pcs', { grade: 'seconds' }), waste('8 pcs')];
	const [good, second, torn] = allMadeBy(await office.record(splitAt(sorting, sorted, parts))) as [Code, Code, Code];
	const both = madeBy(await office.record(mergeAt(merging, [good, merged])));
	const dyed = madeBy(await office.record(moveTo(dyeing, chained)));
	const packed = madeBy(await office.record(moveTo(finishing, dyed)));
	const { server, page, wedge, close } = await startDevice(office, { name: 'Office 1', use: 'Office' });

	await waitForBatch(page, server.url, packed);
	await page.goto(`${server.url}/runs/${run}`);
	await page.getByRole('link', { name: 'Show the batch flow' }).click();
	await expect(boxOf(page, both)).toBeVisible();
	await becomeReady(page);
	await server.kill();
	const all = [sorted, merged, chained, next, planned, good, second, torn, both, dyed, packed].toSorted();
	await expect.poll(() => idsOf(page)).toEqual(all);
	await expect(boxOf(page, second)).toContainText('12 pcs');
	await expect(page.locator('.port.out')).toHaveCount(1);
	await expect(page.locator('.port.in')).toHaveCount(1);
	const letters = await boxOf(page, both)
		.locator('.code')
		.evaluate((code) => {
			const zoom = code.getBoundingClientRect().width / (code as HTMLElement).offsetWidth;
			return zoom * Number.parseFloat(getComputedStyle(code).fontSize);
		});
	expect(letters).toBeGreaterThanOrEqual(13.9);
	expect(await findBarriers(page)).toEqual([]);

	// Found by a part of the code, then walked with the keys: back over the merge, forward again, and its line highlighted.
	await page.getByLabel('Find a code').fill(printCode(both).slice(-6));
	await expect(boxOf(page, both)).toHaveAttribute('aria-pressed', 'true');
	await boxOf(page, both).focus();
	await page.keyboard.press('ArrowLeft');
	await expect(page.locator('[data-box]:focus')).toHaveAttribute('data-box', new RegExp(`^(${good}|${merged})$`));
	await page.keyboard.press('ArrowRight');
	await expect(boxOf(page, both)).toBeFocused();
	await page.keyboard.press('a');
	await expect.poll(() => paleIn(page)).toBe(all.length - [both, good, merged, sorted].length);
	await page.keyboard.press('a');
	await expect.poll(() => paleIn(page)).toBe(0);
	await page.keyboard.press('Enter');
	const sheet = page.getByRole('region', { name: 'Selected' });
	await expect(sheet).toContainText('80 pcs');
	await expect(sheet.getByRole('link', { name: 'Open batch' })).toHaveAttribute('href', `/b/${both}`);
	expect(await findBarriers(page)).toEqual([]);

	// The table says the same: every batch, and every link with its quantity.
	await page.getByRole('radio', { name: 'Table' }).check();
	const rows = page.locator('tr[data-batch]');
	await expect(rows).toHaveCount(all.length);
	expect((await rows.evaluateAll((each) => each.map((row) => row.getAttribute('data-batch')))).toSorted()).toEqual(all);
	const links = page.locator('tr[data-link]');
	expect(await links.evaluateAll((each) => each.map((row) => row.getAttribute('data-link')).toSorted())).toEqual(
		[
			...[good, second, torn].map((made) => `${sorted} ${made}`),
			...[good, merged].map((source) => `${source} ${both}`),
			`${chained} ${dyed}`,
			`${dyed} ${packed}`
		].toSorted()
	);
	await expect(page.locator(`tr[data-link="${sorted} ${second}"]`)).toContainText('12 pcs');
	expect(await findBarriers(page)).toEqual([]);
	await page.getByRole('radio', { name: 'Graph' }).check();

	// Collapsed by chain and by step, filtered by grade, and back.
	await page.getByRole('button', { name: 'Filter and view' }).click();
	await page.getByLabel('Collapse').selectOption('chains');
	await expect(boxOf(page, `chain:${chained}`)).toContainText('2 moves');
	await expect(boxOf(page, dyed)).toHaveCount(0);
	await page.getByLabel('Collapse').selectOption('steps');
	await expect(
		boxes(page)
			.filter({ hasText: /batches|batch/ })
			.first()
	).toBeVisible();
	await expect(boxOf(page, both)).toHaveCount(0);
	await page.getByLabel('Collapse').selectOption('none');
	await page.getByLabel('Waste').uncheck();
	await expect(boxOf(page, torn)).toHaveCount(0);
	await page.getByRole('button', { name: 'Show all' }).click();
	await expect(boxOf(page, torn)).toHaveCount(1);
	await page.getByRole('button', { name: 'Filter and view' }).click();

	// What another tab records empties the first column, and all others move up to it; what is selected stays where it is.
	await page.getByRole('button', { name: 'Fit' }).click();
	await scanUntil(wedge, packed, page.locator(`[data-box="${packed}"][aria-pressed=true]`));
	const before = await restOf(page, packed);
	const tab = await page.context().newPage();
	await openStation(tab, server.url, knitting, 'Knitting');
	await scanUntil(await plugInWedge(tab), planned, tickOf(tab, planned));
	await page.bringToFront();
	await expect(boxOf(page, planned)).toContainText('Open');
	expect(await restOf(page, packed)).toEqual(before);

	// Of one batch: its own line, and a scan leads to another one's.
	await page.goto(`${server.url}/b/${second}/flow`);
	await expect(boxOf(page, second)).toBeVisible();
	await expect.poll(() => idsOf(page)).toEqual([second, sorted].toSorted());
	await scanUntil(wedge, both, page.locator(`[data-box="${both}"][aria-pressed=true]`));
	await page.goto(`${server.url}/b/${planned}/flow`);
	await expect(page.getByText('No splits or merges yet.')).toBeVisible();
	await close();
});
