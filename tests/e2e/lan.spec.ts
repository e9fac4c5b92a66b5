import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { becomeReady, enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { getOverTls } from '../support/tls-request.ts';

// The browser trusts the authority that the server made, because its profile says so: no certificate error is ignored here.

/** The machine's own address on a network; undefined where it is on none. */
const own = Object.values(networkInterfaces())
	.flatMap((list) => list ?? [])
	.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

let server: RunningServer;
let browser: LaunchedBrowser | undefined;
test.beforeEach(async () => {
	server = await startServer({ args: ['--lan'], env: { HOST: '0.0.0.0', SITE_ADDRESS: 'https://floor-1.local:1' } });
});
test.afterEach(async () => {
	await browser?.close();
	await server.stop();
});

const authorityFile = () => join(server.dataDir, 'tls', 'authority.crt');
const at = (host: string) => `https://${host}:${server.port}`;

test('a browser that trusts the authority takes every address of the machine as secure, and no other', async () => {
	browser = await createProfile({
		trusts: authorityFile(),
		names: 'MAP floor-1.local 127.0.0.1, MAP shop.example 127.0.0.1'
	}).launch();
	const { page } = browser;
	for (const host of ['127.0.0.1', 'localhost', 'floor-1.local', ...(own === undefined ? [] : [own])]) {
		await page.goto(at(host));
		expect([host, await page.evaluate(() => isSecureContext)]).toEqual([host, true]);
	}
	await expect(page.goto(at('shop.example'))).rejects.toThrow('ERR_CERT_COMMON_NAME_INVALID');
});

test('a browser that was told nothing takes none', async () => {
	browser = await createProfile().launch();
	await expect(browser.page.goto(at('127.0.0.1'))).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
});

test('a device of the network works as one of this machine does', async () => {
	browser = await createProfile({ trusts: authorityFile() }).launch({ viewport: { width: 360, height: 740 } });
	const { page, context } = browser;
	const url = at(own ?? '127.0.0.1');
	await enrol(page, url, { name: 'Phone 1', code: server.code });
	await becomeReady(page);
	const session = (await context.cookies(url)).find(({ name }) => name === 'AuthSession');
	expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
	await page.goto(`${url}/scan`);
	const video = page.locator('video').first();
	await expect.poll(() => video.evaluate(({ videoWidth }: HTMLVideoElement) => videoWidth)).toBeGreaterThan(0);
	const site = await getOverTls(`${at('127.0.0.1')}/site`, readFileSync(authorityFile()));
	expect(JSON.parse(site.text)).toMatchObject({
		address: 'https://floor-1.local:1',
		fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
		certificate: { trouble: null }
	});
	expect(site.headers['strict-transport-security']).toBeUndefined();
});

test('the check page finds everything well, before the device belongs to the site and without the server', async () => {
	await server.stop();
	server = await startServer({ args: ['--lan'], env: { HOST: '127.0.0.1' }, dataDir: server.dataDir });
	browser = await createProfile({ trusts: authorityFile() }).launch({ viewport: { width: 360, height: 740 } });
	const { page, context } = browser;
	await page.goto(`${server.url}/check`);
	const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
	const verdict = (name: string, word: string) => row(name).getByText(word, { exact: true });
	await row('Camera').getByRole('button', { name: 'Try camera' }).click();
	for (const name of [
		'Secure connection',
		'Address of the site',
		'Certificate',
		'Starts without a network',
		'Camera',
		'Room',
		'Key of the device',
		'Clock'
	]) {
		await expect(verdict(name, 'OK'), name).toBeVisible();
	}
	await expect(row('Address of the site')).toContainText(server.url);
	await context.setOffline(true);
	await page.reload();
	await expect(verdict('Clock', 'Not checked')).toBeVisible();
	await expect(verdict('Key of the device', 'OK')).toBeVisible();
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Check again' }).click();
	await expect(verdict('Clock', 'OK')).toBeVisible();
});
