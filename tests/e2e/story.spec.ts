import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import {
	becomeReady,
	cardOf,
	createRun,
	enrol,
	expectFigures,
	meetServer,
	openRun,
	tickOf
} from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { rasterisePdf } from '../support/label-pdf.ts';
import { pageSizes } from '../support/pdf-pages.ts';
import { startServer, temporaryFolder } from '../support/server.ts';
import { storedEvents, storedTables } from '../support/stored-tables.ts';
import { labelVideo } from '../support/video.ts';

const PRINTER_DPI = 203;
const LABEL_POINTS = [288, 144];
const STATION = 'Knitting in';

/** Seconds of bench between two labels: the server is killed and the page reloaded within them. */
const PAUSE = 6;

/** The camera has to start, and the label to come by. */
const SEEN = { timeout: 30_000 };

test('a printed label is scanned by a camera, on a dead server too, and both scans reach another device', async () => {
	test.setTimeout(240_000);
	const server = await startServer();
	const profile = createProfile();
	let browser = await profile.launch();

	await enrol(browser.page, server.url, { name: 'Office', code: server.code });
	await browser.page.getByRole('button', { name: 'Fill in an example' }).click();
	const { run, labels } = await createRun(browser.page, {
		item: 'Sock, knitted (S-40)',
		batches: 2,
		each: 50,
		machine: 'Knit 1'
	});
	const [first, second] = labels as [Code, Code];

	// What the printer would get; the pixels that it would put on paper; what a camera then sees.
	const pdf = await browser.page.pdf({ preferCSSPageSize: true, printBackground: true });
	expect(await pageSizes(pdf)).toEqual(labels.map(() => LABEL_POINTS));
	const [firstPage, secondPage] = await rasterisePdf(pdf, PRINTER_DPI);
	const video = join(temporaryFolder(), 'labels.mjpeg') as `${string}.mjpeg`;
	await labelVideo(
		video,
		[
			{ image: firstPage ?? null, seconds: 2 },
			{ image: null, seconds: PAUSE },
			{ image: secondPage ?? null, seconds: 2 },
			{ image: null, seconds: 2 }
		],
		{ dpi: PRINTER_DPI }
	);
	await browser.close();

	browser = await profile.launch({ camera: video });
	const { page } = browser;
	await page.goto(server.url);
	await becomeReady(page);
	await page.getByRole('link', { name: 'Pick a station' }).click();
	await page.getByRole('link', { name: STATION }).click();
	await expect(tickOf(page, first)).toBeVisible(SEEN);
	await server.kill();
	await expect(cardOf(page, second)).toHaveCount(0);

	// The camera starts over: it sees the first label again, and then the second.
	await page.reload();
	await expect(cardOf(page, first).filter({ hasText: 'Already scanned' })).toBeVisible(SEEN);
	await expect(tickOf(page, second)).toBeVisible(SEEN);

	await page.reload();
	await expectBothOpen(page, run, labels);
	const scans = storedEvents(await storedTables(page)).filter(({ type }) => type === 'BatchInitialised');
	expect(scans.map(({ touches, source }) => [touches[0], source]).toSorted()).toEqual([
		[first, 'camera'],
		[second, 'camera']
	]);

	await expect(page.getByRole('link', { name: /waiting/ })).toBeVisible();
	await server.restart();
	await meetServer(page);
	await page.getByRole('link', { name: 'Choose and show the code' }).click();
	await page.getByRole('button', { name: 'Show the code' }).click();
	const code = await page.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/).innerText();

	const other = await createProfile().launch({ viewport: { width: 390, height: 844 } });
	await enrol(other.page, server.url, { name: 'Phone', code });
	await expectBothOpen(other.page, run, labels);

	await other.close();
	await browser.close();
	await server.stop();
});

async function expectBothOpen(page: Page, run: Code, labels: readonly Code[]): Promise<void> {
	await openRun(page, run);
	await expectFigures(page, { open: 2, closed: 0, created: 0 });
	for (const label of labels) {
		const row = page
			.locator('tr, li')
			.filter({ hasText: printCode(label) })
			.first();
		await expect(row).toContainText('Open');
	}
}
