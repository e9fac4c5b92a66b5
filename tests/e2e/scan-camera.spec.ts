import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { encode } from 'jpeg-js';
import { codeSymbol } from '#adapters/labels/qr.ts';
import { deviceNumber, mintCode, printCode, type Code } from '#domain/kernel/code.ts';
import { enrol, scanUntil } from '../support/floor-screens.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';
import { drawSymbol, fromGrey } from '../support/label-picture.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

test.use(ALWAYS_ONLINE);

/** Of no batch here: they are read and answered all the same. */
const [typed, scanned, photographed] = [1, 2, 3].map((count) => mintCode('b', deviceNumber(1), count)) as [
	Code,
	Code,
	Code
];

let server: RunningServer;

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

const answerTo = (page: Page, code: Code): ReturnType<Page['getByText']> => page.getByText(printCode(code)).first();

/** In the mode that opens no page of its own: the app has no frames. */
async function barriers(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test('without permission the screen says how to give it, and every other way to scan goes on', async ({ page }) => {
	await page.addInitScript(() => {
		let isAllowed = false;
		const { getUserMedia } = MediaDevices.prototype;
		MediaDevices.prototype.getUserMedia = function (constraints) {
			return isAllowed ? getUserMedia.call(this, constraints) : Promise.reject(new DOMException('', 'NotAllowedError'));
		};
		Object.assign(window, { allowCamera: () => (isAllowed = true) });
	});
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await page.goto(`${server.url}/scan`);
	await expect(page.getByText('Camera is not allowed')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'How to allow the camera' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);

	await scanUntil(await plugInWedge(page), scanned, answerTo(page, scanned));

	await page.goto(`${server.url}/scan`);
	const label = fromGrey(drawSymbol(codeSymbol(photographed), 12));
	const photo = { name: 'label.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(encode(label, 90).data) };
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles({ ...photo, buffer: Buffer.from('no picture') });
	await expect(page.getByText('Not a picture')).toBeVisible();
	await page.locator('input[type=file]').first().setInputFiles(photo);
	await expect(answerTo(page, photographed)).toBeVisible();

	await page.goto(`${server.url}/scan`);
	await expect(page.getByText('Camera is not allowed')).toBeVisible();
	await page.getByRole('button', { name: 'Type code' }).click();
	await expect(page.getByLabel('Code under the square')).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	for (const key of typed.toUpperCase()) await page.getByRole('button', { name: key, exact: true }).click();
	await expect(page.getByText('The code is good')).toBeVisible();
	await page.getByRole('button', { name: 'Use code' }).click();
	await expect(answerTo(page, typed)).toBeVisible();

	await page.goto(`${server.url}/scan`);
	await expect(page.getByText('Camera is not allowed')).toBeVisible();
	await page.evaluate(() => (window as unknown as { allowCamera: () => void }).allowCamera());
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByText('Camera is not allowed')).toHaveCount(0);
	await expect(page.getByLabel('Camera picture')).toBeVisible();
});
