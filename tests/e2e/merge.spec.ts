import type { Locator, Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import { cardOf, isAtStation, openStation, recentOf, scanUntil, waitForBatch } from '../support/floor-screens.ts';
import { defining, initialise, line, mill, moveTo, plan, quantity } from '../support/floor.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';

test.use(ALWAYS_ONLINE);

const trayOf = (page: Page): Locator => page.getByRole('region', { name: 'In the tray' });
const inTray = (page: Page, code: Code): Locator => trayOf(page).getByText(printCode(code));

test('batches are gathered at a kiosk and become one; what does not fit stays out, and the merge is taken back', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing } = await mill(office);
	const gather = await define.station('Gathering', { operation: 'merge' });
	const { batches } = await plan(office, line(items.knitted, 4));
	for (const batch of batches) await office.record(initialise(batch, knitting));
	const [first, second, third, dyed] = batches as [Code, Code, Code, Code];
	await office.record(moveTo(dyeing, dyed));
	const { server, page, wedge, close } = await startDevice(office, { name: 'Kiosk 3', use: 'Kiosk' });

	await waitForBatch(page, server.url, dyed);
	await openStation(page, server.url, gather, 'Gathering');
	await expect(page.getByText('Scan the first batch that goes together here.')).toBeVisible();
	await scanUntil(wedge, first, inTray(page, first));
	await expect(trayOf(page).getByRole('button', { name: 'Merge 1' })).toBeDisabled();
	await scanUntil(wedge, second, inTray(page, second));
	await scanUntil(wedge, dyed, page.getByRole('alert').filter({ hasText: 'This does not go together' }));
	await expect(trayOf(page).getByText('Another item')).toBeVisible();
	await scanUntil(wedge, first, page.getByText('Already in the tray'));
	await expect(trayOf(page).getByText('Same item')).toBeVisible();

	await page.reload();
	await isAtStation(page, 'Gathering');
	await scanUntil(wedge, third, inTray(page, third));
	await trayOf(page)
		.getByRole('button', { name: `Take ${printCode(second)} out of the tray` })
		.click();
	await expect(trayOf(page).getByRole('button', { name: 'Merge 2 → one batch, 100 pcs' })).toBeEnabled();
	await scanUntil(wedge, second, inTray(page, second));
	await trayOf(page).getByRole('button', { name: 'Merge 3 → one batch, 150 pcs' }).click();

	const card = cardOf(page, first).filter({ hasText: 'Sock, knitted · 150 pcs' });
	await expect(card).toContainText('3 batches became one at Gathering.');
	await expect(trayOf(page)).toHaveCount(0);
	await expect(recentOf(page, first, 'Merged · 3 batches')).toBeVisible();
	await card.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByRole('status').filter({ hasText: 'They are 3 batches again.' })).toBeVisible();
	await expect(recentOf(page, first, 'Undone')).toBeVisible();
	await scanUntil(wedge, second, inTray(page, second));
	await expect(trayOf(page).getByText('50 pcs').first()).toBeVisible();
	await close();
});

test('the parts of a step open a tray where batches move on, and are joined', async () => {
	const office = await createOffice();
	const define = defining(office);
	const one = quantity('1 pcs');
	const upper = await define.item('Upper', { nature: 'part' });
	const sole = await define.item('Sole', { nature: 'part' });
	const cutting = await define.station('Cutting', {
		steps: [
			await define.step('Cut upper', { produces: { item: upper, quantity: one } }),
			await define.step('Cut sole', { produces: { item: sole, quantity: one } })
		]
	});
	const assemble = await define.step('Assemble', {
		consumes: [upper, sole].map((item) => ({ item, quantity: one, allowance: null })),
		produces: { item: await define.item('Shoe'), quantity: one }
	});
	const bench = await define.station('Bench', { operation: 'move', steps: [assemble] });
	const { batches } = await plan(office, line(upper, 1), line(sole, 1));
	for (const batch of batches) await office.record(initialise(batch, cutting));
	const [ofUpper, ofSole] = batches as [Code, Code];
	const { server, page, wedge, close } = await startDevice(office, { name: 'Kiosk 3', use: 'Kiosk' });

	await waitForBatch(page, server.url, ofSole);
	await openStation(page, server.url, bench, 'Bench');
	await scanUntil(wedge, ofUpper, inTray(page, ofUpper));
	await expect(trayOf(page).getByRole('heading', { name: 'Parts of Assemble' })).toBeVisible();
	await expect(trayOf(page).getByRole('listitem').filter({ hasText: 'Sole' })).toContainText('still to scan');
	await expect(page.getByText('Scan a batch of Sole.')).toBeVisible();
	await scanUntil(wedge, ofSole, inTray(page, ofSole));
	await trayOf(page).getByRole('button', { name: 'Join 2 parts at Assemble' }).click();
	await expect(cardOf(page, ofUpper).filter({ hasText: 'Shoe · 50 pcs' })).toContainText('2 parts joined at Assemble.');
	await expect(recentOf(page, ofUpper, 'Joined · 2 batches')).toBeVisible();
	await close();
});
