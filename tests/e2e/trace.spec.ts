import { definitions } from '#domain/catalog.ts';
import { deviceNumber, printCode, type Code } from '#domain/kernel/code.ts';
import { child, mergeAt, splitAt, waste } from '../support/batch-commands.ts';
import { createOffice, OFFICE, startDevice } from '../support/floor-device.ts';
import { becomeReady, openScreen, openStation, scanUntil, waitForBatch } from '../support/floor-screens.ts';
import { createTestFloor, deliver, initialise, line, mill, moveTo, plan, type TestFloor } from '../support/floor.ts';
import { expect, test } from '../support/journey.ts';
import { allMadeBy, madeBy } from '../support/recorded.ts';
import { findBarriers } from '../screenshots/axe.ts';

/** Another device of the site, of which nothing was heard since it was enrolled. */
async function tellOf(office: TestFloor, name: string): Promise<void> {
	const kiosk = await createTestFloor({ device: OFFICE + 1 });
	const fields = { number: deviceNumber(OFFICE + 1), profile: 'kiosk' } as const;
	await kiosk.record({ ...definitions.device.define(null, fields), personal: { name } });
	await deliver(kiosk, office);
}

test('with the server dead a batch is traced, and all of it that is in the house is put on hold', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing } = await mill(office);
	const sorting = await define.station('Sorting', { operation: 'split' });
	const merging = await define.station('Merging', { operation: 'merge' });
	await tellOf(office, 'Kiosk 7');
	const [batch, other, elsewhere] = (await plan(office, line(items.knitted, 3))).batches as [Code, Code, Code];
	for (const one of [batch, other, elsewhere]) await office.record(initialise(one, knitting));
	const children = [child('20 pcs'), child('15 pcs'), waste('5 pcs', 'Holes at the heel')];
	const [first, second] = allMadeBy(await office.record(splitAt(sorting, batch, children))) as [Code, Code];
	const both = madeBy(await office.record(mergeAt(merging, [second, other])));
	const dyed = madeBy(await office.record(moveTo(dyeing, first)));
	const { server, page, wedge, close } = await startDevice(office, { name: 'Quality desk', use: 'Office' });

	await waitForBatch(page, server.url, elsewhere);
	await openScreen(page, 'Trace');
	await expect(page.getByRole('heading', { name: 'Trace', level: 1 })).toBeVisible();
	const heard = page.getByRole('region', { name: 'Devices not heard from' });
	await scanUntil(wedge, batch, heard);
	await expect(heard).not.toContainText('is still coming');
	await becomeReady(page);
	await server.kill();
	await page.reload();
	await page.getByRole('button', { name: 'Trace something else' }).click();
	await page.getByLabel('Batch, run or order').fill('nothing of ours');
	await page.getByRole('button', { name: 'Trace', exact: true }).click();
	await expect(page.getByText('Not on this device yet')).toBeVisible();
	// The split left 10 of it; what went on is 20 dyed and 65 that another batch came into.
	await scanUntil(wedge, batch, page.getByText('1 batch → 6 batches in 1 run → no sales order'));
	await expect(page.getByText('5 batches made of it since · 3 batches in house')).toBeVisible();
	const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Sock, knitted' }) });
	await expect(row).toContainText('155 pcs');
	const cells = await row.getByRole('cell').allInnerTexts();
	expect(cells.map((cell) => cell.replaceAll(/\s/g, ' ').trim())).toEqual([
		'5',
		'155 pcs',
		'75 pcs',
		'75 pcs',
		'5 pcs'
	]);
	await expect(heard).toContainText(/This answer may be incomplete: Kiosk 7 since/);
	expect(await findBarriers(page)).toEqual([]);

	await page.getByRole('button', { name: 'Hold all 3 in house' }).click();
	await expect(page.getByRole('heading', { name: 'Hold 3 batches' })).toBeVisible();
	await expect(page.getByText('Dyeing: 1 batch')).toBeVisible();
	await expect(page.getByText(/Not covered: batches that arrive here later/)).toBeVisible();
	await page.getByRole('button', { name: 'Colour' }).click();
	expect(await findBarriers(page)).toEqual([]);
	await page.getByRole('button', { name: 'Put on hold' }).click();
	await expect(page.getByText('3 batches put on hold')).toBeVisible();
	await expect(page.getByText('Nothing of it is in house that is not on hold already.')).toBeVisible();
	await page.getByRole('radio', { name: /^On hold/ }).check();
	for (const held of [batch, first, second]) {
		await expect(page.getByRole('link', { name: printCode(held) }).first()).toBeVisible();
	}
	expect(new Set([both, dyed]).size).toBe(2);

	// Nobody goes on with any of it; what it has nothing to do with goes on.
	await openStation(page, server.url, dyeing, 'Dyeing');
	await scanUntil(wedge, second, page.getByRole('alert').filter({ hasText: 'On hold' }));
	await scanUntil(wedge, elsewhere, page.locator('[role=status]').filter({ hasText: printCode(elsewhere) }));
	await close();
});
