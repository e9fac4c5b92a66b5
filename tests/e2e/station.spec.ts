import type { Code } from '#domain/kernel/code.ts';
import { createOffice, startDevice } from '../support/floor-device.ts';
import { cardOf, openStation, recentOf, scanUntil, tickOf } from '../support/floor-screens.ts';
import { line, mill, plan } from '../support/floor.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';

test.use(ALWAYS_ONLINE);

test('a batch goes on under its label, and records are taken back', async () => {
	const office = await createOffice();
	const { define, items, knitting, dyeing } = await mill(office);
	const ana = await define.person('Ana');
	const [first, second] = (await plan(office, line(items.knitted, 2))).batches as [Code, Code];
	const { server, page, wedge, close } = await startDevice(office, { name: 'Phone 1' });
	const card = (code: Code, text: string) => cardOf(page, code).filter({ hasText: text });

	await openStation(page, server.url, knitting, 'Knitting');
	await expect(page.getByText('Sock, knitted').first()).toBeVisible();
	await scanUntil(wedge, first, card(first, 'Started at Knitting'));
	// Busy is what is not read out yet.
	await expect(card(first, 'Dye at Dyeing')).toHaveAttribute('aria-busy', 'false');
	await expect(page.getByText('Who did this?')).toBeVisible();
	await scanUntil(wedge, ana, page.getByText('Ana works here now'));
	await expect(page.getByText('Who did this?')).toHaveCount(0);

	// Not started, so that it cannot go on; the other one goes on, and is closed to its own undo by that.
	await openStation(page, server.url, dyeing, 'Dyeing');
	await expect(page.getByText('Scan the batch that comes OUT of Knit.')).toBeVisible();
	await scanUntil(wedge, second, card(second, 'It starts at Knitting'));
	await scanUntil(wedge, first, card(first, 'Done at Knit · now at Dyeing'));
	await recentOf(page, first, 'Started').click();
	await card(first, 'Started at Knitting').getByRole('button', { name: 'Undo' }).click();
	await expect(card(first, 'Something was recorded since')).toContainText('(Ana)');

	// The newest one first, by its key; then it can be scanned again.
	await page.keyboard.press('F4');
	await expect(card(first, 'Undone')).toContainText('It is at Knitting again');
	await expect(recentOf(page, first, 'Undone')).toBeVisible();
	await scanUntil(wedge, first, tickOf(page, first));
	await tickOf(page, first).getByRole('button', { name: 'Undo' }).click();
	await expect(card(first, 'Undone')).toBeVisible();

	await page.reload();
	await expect(recentOf(page, first, 'Undone')).toHaveCount(2);
	await expect(recentOf(page, first, 'Started')).toHaveCount(1);
	await close();
});
