import type { Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { child, splitAt, waste } from '../support/batch-commands.ts';
import { createOffice, startDevice, type FloorDevice } from '../support/floor-device.ts';
import {
	becomeReady,
	cardOf,
	isAtStation,
	openRun,
	openScreen,
	recentOf,
	scanUntil,
	tickOf,
	waitForBatch
} from '../support/floor-screens.ts';
import { initialise, line, mill, moveTo, plan, voidBatch } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';

test('with the server dead, a run says what became of it: figures that are the sums of rows, and what moved it back', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing, finishing } = await mill(office);
	const sorting = await define.station('Sorting', { operation: 'split' });
	const { run, batches } = await plan(office, line(items.knitted, 6));
	const [finished, sorted, held, waiting, spoilt] = batches as [Code, Code, Code, Code, Code];
	await office.record(initialise(finished, knitting));
	await office.record(moveTo(dyeing, finished));
	await office.record(moveTo(finishing, finished));
	await office.record(initialise(sorted, knitting));
	await office.record(
		splitAt(sorting, sorted, [child('40 pcs'), child('6 pcs', { grade: 'seconds' }), waste('4 pcs')])
	);
	await office.record(initialise(held, knitting));
	await office.record({ type: 'PlaceHold', on: held, reason: 'colour' });
	await office.record(voidBatch(spoilt, 'label lost'));
	const single = await plan(office, line(items.knitted, 1));

	const { server, page, wedge, close } = await startDevice(office, { name: 'Office 1', use: 'Office' });
	await waitForBatch(page, server.url, single.batches[0] as Code);
	await becomeReady(page);
	await openRun(page, run);
	await server.kill();

	// Every part of every bar leads to the rows it is the sum of.
	const parts = await partsIn(page);
	expect(parts.map(({ name, amount }) => [name, amount])).toEqual([
		['Seconds', 6],
		['Waste', 4],
		['In process', 90],
		['Not started', 100],
		['Void', 50],
		['Firsts', 50]
	]);
	for (const { name, address, amount } of parts) {
		await page.locator(`a[href="${address}"]`).first().click();
		await expect.poll(() => sumOfRows(page), { message: name }).toBe(amount);
	}
	await expect(page.getByText('1 of 8 batches shown')).toBeVisible();

	// A scan leads to its row, whatever the list is narrowed to.
	const itsRow = page.locator(`[data-batch="${waiting}"]`);
	await scanUntil(wedge, waiting, itsRow);
	await expect(itsRow).toBeFocused();
	await expect(page).toHaveURL(new RegExp(`/runs/${run}$`));
	await expect.poll(() => sumOfRows(page)).toBe(300);

	// The address keeps what the list is narrowed to.
	await page.getByLabel('On hold').check();
	await expect(page.getByText('1 of 8 batches shown')).toBeVisible();
	await page.reload();
	await expect(page.getByText('1 of 8 batches shown')).toBeVisible();

	// What was recorded of one batch, without leaving the run.
	await page.getByRole('button', { name: `Records of ${printCode(held)}` }).press('Enter');
	await expect(page.getByRole('region', { name: 'Records' })).toContainText('Started · Knit');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('region', { name: 'Records' })).toHaveCount(0);

	const timeLine = page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: 'Time line' }) })
		.last();
	await expect(timeLine.getByRole('listitem')).toContainText([
		'1 batch made void',
		'1 batch put on hold',
		'First batch started',
		'Run created and released'
	]);

	await expectReasonForMovingBack({ page, wedge }, single);
	await close();
});

interface Part {
	readonly name: string;
	readonly address: string;
	/** In pieces. */
	readonly amount: number;
}

async function partsIn(page: Page): Promise<readonly Part[]> {
	const shown = page.getByRole('list', { name: /^Goods: / }).getByRole('listitem');
	await expect(shown.first()).toBeVisible();
	return shown.evaluateAll((entries) =>
		entries.map((entry) => ({
			name: (entry.querySelector('a')?.innerText ?? '').replace(/^[12W]\s*/, '').trim(),
			address: entry.querySelector('a')?.getAttribute('href') ?? '',
			amount: Number.parseFloat((entry.lastElementChild as HTMLElement).innerText)
		}))
	);
}

const sumOfRows = (page: Page): Promise<number> =>
	page
		.locator('tbody td.number')
		.evaluateAll((cells) => cells.reduce((sum, cell) => sum + Number.parseFloat((cell as HTMLElement).innerText), 0));

/** A run is completed by a scan, looked at, and goes on when the scan is taken back. */
async function expectReasonForMovingBack(
	{ page, wedge }: Pick<FloorDevice, 'page' | 'wedge'>,
	{ run, batches }: { readonly run: Code; readonly batches: readonly Code[] }
): Promise<void> {
	const [batch] = batches as [Code];
	const openKnitting = async (): Promise<void> => {
		await openScreen(page, 'Stations');
		await page.getByRole('link', { name: /^Knitting Starts/ }).click();
		await isAtStation(page, 'Knitting');
	};
	await openKnitting();
	await scanUntil(wedge, batch, tickOf(page, batch));
	await openRun(page, run);
	await expect(page.getByText('Completed: every batch started')).toBeVisible();

	await openKnitting();
	await recentOf(page, batch, 'Started').click();
	await cardOf(page, batch).getByRole('button', { name: 'Undo' }).click();
	await expect(recentOf(page, batch, 'Undone')).toBeVisible();

	await openRun(page, run);
	const notice = page.getByRole('status').filter({ hasText: 'now open again' });
	await expect(notice).toContainText('Record of 1 batch undone');
	await expect(notice).toContainText(printCode(batch));
	await notice.getByRole('button', { name: 'Understood' }).click();
	await expect(notice).toHaveCount(0);
	await expect(page.getByText('The run goes on')).toBeVisible();
}
