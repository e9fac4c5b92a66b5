import { encode } from 'jpeg-js';
import type { Page } from '@playwright/test';
import { screenSymbol } from '#adapters/labels/qr.ts';
import { MAX_TEXT_BYTES } from '#ports/scanner.ts';
import { createProfile } from '../support/browser-profile.ts';
import { becomeReady, enrol, scanUntil } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { drawSymbol, fromGrey } from '../support/label-picture.ts';
import { tryInjections, watchPolicy } from '../support/policy-watch.ts';
import { startServer } from '../support/server.ts';
import { countStored } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';

test('a script that got into the page can do nothing, and an old page of the service worker guards as well', async () => {
	const server = await startServer();
	const { page, context, close } = await createProfile().launch();
	const watch = await watchPolicy(context);
	const guarded = async (): Promise<void> => {
		expect(await tryInjections(page)).toEqual([]);
		await expect.poll(() => watch.take()).not.toEqual([]);
	};
	const answered = await page.goto(server.url);
	const policy = (await answered?.allHeaders())?.['content-security-policy'];
	expect(policy).toMatch(/^default-src 'none'; .*; require-trusted-types-for 'script'; .*; frame-ancestors 'none'$/);
	expect(policy).toBe(`${await page.locator('meta[http-equiv]').getAttribute('content')}; frame-ancestors 'none'`);
	await guarded();

	await becomeReady(page);
	await server.kill();
	const kept = await page.goto(`${server.url}/runs`);
	expect(kept?.fromServiceWorker()).toBe(true);
	expect(kept?.headers()['content-security-policy']).toBe(policy);
	await guarded();

	await page.evaluate(async () => {
		for (const name of await caches.keys()) await caches.delete(name);
	});
	const cleared = await page.goto(`${server.url}/runs`);
	expect([cleared?.status(), cleared?.fromServiceWorker()]).toEqual([503, true]);
	await guarded();
	await close();
});

const RUN = "(window.hostile='ran')";

/** What a label, a badge or a paste may hold. None of it is a code of ours. */
const HOSTILE = [
	`<img src=/x onerror=${RUN}>`,
	`"><svg/onload=${RUN}>`,
	`<script>${RUN}</script>`,
	`</title></style><iframe srcdoc="<script>${RUN}</script>">`,
	`javascript:${RUN}`,
	`data:text/html,<script>${RUN}</script>`,
	'https://evil.test/b/b00100001x?next=javascript:1',
	'HTTPS://EVIL.TEST/?TO=7',
	'{{constructor.constructor("window.hostile=1")()}}',
	'\u202eB001\u2066-0000\u202c-1X',
	'\u0645\u0646\u062a\u062c B001',
	'B001\u200b00\ufeff00\u00ad1X',
	'../../admin/people',
	'__proto__'
];

/** Everything in the page that could load, run or lead somewhere; what is shown as text is not among it. */
const livingParts = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('*')]
			// What the app loads of itself a moment after it started is no answer to a label.
			.filter((element) => !element.matches('link[rel="modulepreload"][href*="/_app/immutable/"]'))
			.filter(
				(element) =>
					element.matches('a, base, embed, form, frame, iframe, img, link, meta, object, script, style, template') ||
					element.getAttributeNames().some((name) => /^on|^src|^formaction$|^srcdoc$/.test(name))
			)
			.map((element) => element.cloneNode(false) as Element)
			.map(({ outerHTML }) => outerHTML)
			.sort()
	);

const picture = (text: string): Buffer => encode(fromGrey(drawSymbol(screenSymbol(text), 6)), 95).data;

test('hostile labels, scanned, photographed, pasted and typed, are text and nothing else', async () => {
	const server = await startServer();
	const { page, context, close } = await createProfile().launch();
	const watch = await watchPolicy(context);
	const strange: string[] = [];
	page.on('dialog', (dialog) => {
		strange.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('pageerror', (error) => strange.push(error.message));
	page.on('popup', (popup) => strange.push(`popup ${popup.url()}`));
	page.on('request', (request) => {
		const { origin, pathname } = new URL(request.url());
		if (origin !== server.url || pathname === '/x') strange.push(`request ${request.url()}`);
	});
	// Photos are then read by html5-qrcode, whose answers nobody has looked at yet.
	await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
	await enrol(page, server.url, { name: 'Phone 1', code: server.code });
	await page.goto(`${server.url}/scan`);
	const wedge = await plugInWedge(page);
	const refused = page.getByRole('alert').filter({ hasText: 'Label not known' });
	const chooser = page.locator('input[type=file]');
	await expect(chooser).toBeAttached();
	// the first refusal brings what every refusal has
	await scanUntil(wedge, 'nothing of ours', refused.filter({ hasText: 'nothing of ours' }));
	const [parts, address, events] = [await livingParts(page), page.url(), await countStored(page, 'events')];
	const expectUnharmed = async (text: string): Promise<void> => {
		expect(await page.evaluate(() => (window as { hostile?: unknown }).hostile), text).toBeUndefined();
		expect(await livingParts(page), text).toEqual(parts);
		expect([page.url(), strange, watch.take()], text).toEqual([address, [], []]);
	};
	const shown = (text: string): string =>
		[...text.replace(/[\p{C}]/gu, '·')].slice(0, 40).join('') + ([...text].length > 40 ? '…' : '');

	for (const text of HOSTILE) {
		await scanUntil(wedge, text, refused.filter({ hasText: shown(text) }));
		await expectUnharmed(text);
	}
	await scanUntil(
		wedge,
		`<b>${'x'.repeat(MAX_TEXT_BYTES)}`,
		refused.filter({ hasText: 'No label of ours is that long' })
	);
	// a symbol does not say in which alphabet it is written, and readers guess
	const photographed = HOSTILE.filter((text) => !/\p{Script=Arabic}/u.test(text));
	for (const text of [...photographed, 'B001\u0000\u0007\u001b0000']) {
		await chooser.setInputFiles({ name: '<img src=x>.jpg', mimeType: 'image/jpeg', buffer: picture(text) });
		await expect(refused.filter({ hasText: shown(text) }), text).toBeVisible();
		await expectUnharmed(text);
	}

	await refused.getByRole('button', { name: 'Type code' }).click();
	const field = page.getByLabel('Code under the square');
	const before = await livingParts(page);
	for (const text of [...HOSTILE, `<img src=/x>${'\u202e\u0000x'.repeat(4_000)}`]) {
		await field.fill(text);
		await expect(field).toHaveValue(/^[0-9A-Z-]{0,12}$/);
		await page.evaluate((pasted) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text', pasted);
			clipboardData.setData('text/html', pasted);
			document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
		}, text);
		await expect(field).toHaveValue(/^[0-9A-Z-]{0,12}$/);
		expect(await livingParts(page), text).toEqual(before);
	}
	expect([page.url(), strange, watch.take()]).toEqual([address, [], []]);
	expect(await countStored(page, 'events')).toBe(events);

	await page.goto(`${server.url}/who`);
	const name = `<img src=/x onerror=${RUN}>\u202eanA\u0000`;
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page.getByRole('button', { name: 'Add person' }).click();
	await expect(page.getByText(`<img src=/x onerror=${RUN}>anA`).first()).toBeVisible();
	expect(await page.getByRole('main').textContent()).not.toMatch(/[\u202a-\u202e\0]/);
	expect(await page.evaluate(() => (window as { hostile?: unknown }).hostile)).toBeUndefined();
	expect([strange, watch.take()]).toEqual([[], []]);
	await close();
	await server.stop();
});
