import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import { createOffice, OFFICE, startDevice } from '../support/floor-device.ts';
import {
	becomeReady,
	cardOf,
	codesIn,
	openStation,
	recentOf,
	scanUntil,
	waitForBatch
} from '../support/floor-screens.ts';
import { initialise, line, mill, plan } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';

test('a batch is laid out in grades and containers, split with the server dead, and taken back', async () => {
	const office = await createOffice();
	const { define, items, knitting } = await mill(office);
	const sorting = await define.station('Sorting', { operation: 'split' });
	const [batch, other] = (await plan(office, line(items.knitted, 2))).batches as [Code, Code];
	await office.record(initialise(batch, knitting));
	await office.record(initialise(other, knitting));
	const { server, page, wedge, close } = await startDevice(office, { name: 'Kiosk 1', use: 'Kiosk' });
	const blank = mintCode('b', deviceNumber(OFFICE), 9_000);

	await waitForBatch(page, server.url, other);
	await openStation(page, server.url, sorting, 'Sorting');
	await becomeReady(page);
	await server.kill();
	const lanes = page.getByRole('group', { name: 'What becomes of it' });
	const lane = (name: string) => lanes.getByRole('button', { name });
	const keys = page.getByRole('group', { name: 'Digits' });
	await scanUntil(wedge, batch, lanes);
	await expect(lane('Firsts')).toContainText('50 pcs');

	// Another batch stays out; nothing is recorded of it.
	await scanUntil(wedge, other, page.getByText('Finish this one first'));
	await lane('Seconds').click();
	await keys.getByRole('button', { name: '6' }).click();
	await lane('Waste').click();
	await keys.getByRole('button', { name: '4' }).click();
	await expect(lane('Firsts')).toContainText('40 pcs');
	const confirm = page.getByRole('button', { name: /^Split into/ });
	await expect(confirm).toBeDisabled();
	await page.getByRole('button', { name: 'Dirty' }).click();
	await lane('Firsts').click();
	await page.getByRole('button', { name: 'One container more' }).click();
	await expect(lane('Firsts')).toContainText('2 × 20');
	await scanUntil(wedge, blank, page.getByText('Blank labels scanned: 1'));
	await confirm.click();

	const card = cardOf(page, batch).filter({ hasText: 'Split into 20 pcs' });
	await expect(card).toContainText('20 pcs Firsts, 20 pcs Firsts, 6 pcs Seconds, 4 pcs Waste');
	await expect(lanes).toHaveCount(0);

	// The old label stands for the three that are open; the blank one is a batch's own now.
	await scanUntil(wedge, batch, page.getByText('Which one is it?'));
	await page.getByRole('button', { name: 'Put it back' }).click();
	await scanUntil(wedge, blank, lane('Firsts').filter({ hasText: '20 pcs' }));
	await page.getByRole('button', { name: 'Put it back' }).click();

	// Taken back as a whole: the batch is there again.
	await recentOf(page, batch, 'Split').click();
	await cardOf(page, batch).getByRole('button', { name: 'Undo' }).click();
	await expect(recentOf(page, batch, 'Undone')).toBeVisible();
	await scanUntil(wedge, batch, lane('Firsts').filter({ hasText: '50 pcs' }));

	// And again, to print what has no label of its own.
	await confirm.click();
	await page.getByRole('link', { name: 'Print 1 label' }).click();
	const label = page.getByRole('article', { name: /^Label B/ });
	await expect(label).toHaveCount(1);
	expect(codesIn(await label.innerText())).not.toContain(printCode(batch).toLowerCase());
	await close();
});
