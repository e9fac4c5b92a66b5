import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { becomeReady, enrol } from '../support/floor-screens.ts';
import { expect, test } from '../support/journey.ts';
import { basic } from '../support/sync-app.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';

// A browser keeps what a device recorded by the address it was enrolled at. The procedure of the README, step by step.

interface Backup {
	readonly documents: readonly { readonly _id: string; readonly device?: string }[];
}

async function addPerson(page: Page, name: string): Promise<void> {
	await page.goto(new URL('/who', page.url()).href);
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page.getByRole('button', { name: 'Add person' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
}

/** What an admin device does on its screen, where there is none any more. */
async function issueCode({ port, adminUser, adminPassword }: RunningServer, replaces: string): Promise<string> {
	const answer = await fetch(`http://127.0.0.1:${port}/enrol/codes`, {
		method: 'POST',
		headers: { authorization: basic(adminUser, adminPassword), 'content-type': 'application/json' },
		body: JSON.stringify({ profile: 'phone', admin: true, replaces })
	});
	expect(answer.status).toBe(201);
	return ((await answer.json()) as { code: string }).code;
}

async function storedIds({ port, adminUser, adminPassword }: RunningServer): Promise<string[]> {
	const answer = await fetch(`http://127.0.0.1:${port}/couchdb/floorbook/_all_docs`, {
		headers: { authorization: basic(adminUser, adminPassword) }
	});
	return ((await answer.json()) as { rows: { id: string }[] }).rows.map(({ id }) => id);
}

test('what a device had not sent at its old address is sent from the new one', async () => {
	const folder = temporaryFolder();
	let server = await startServer();
	let browser: LaunchedBrowser | undefined;
	try {
		// the old address, and a device that cannot send what it records there
		browser = await createProfile().launch();
		const old = browser.page;
		await enrol(old, server.url, { name: 'Tablet 1', code: server.code });
		await becomeReady(old);
		await addPerson(old, 'Ada');
		await old.goto(`${server.url}/sync`);
		await expect(old.getByText(/Nothing waits to be sent/)).toBeVisible();
		await server.stop();
		await addPerson(old, 'Bo');
		await addPerson(old, 'Cy');
		await old.goto(`${server.url}/sync`);
		const save = old.getByRole('button', { name: 'Save backup file' });
		const [saved] = await Promise.all([old.waitForEvent('download'), save.click()]);
		const file = join(folder, 'backup.json');
		await saved.saveAs(file);
		const { documents } = JSON.parse(await readFile(file, 'utf8')) as Backup;
		const device = documents.find((document) => document.device !== undefined)?.device ?? '';
		await browser.close();

		// the same site at its new address, and the same tablet in place of what it was
		server = await startServer({ args: ['--lan'], dataDir: server.dataDir });
		expect(await storedIds(server)).not.toEqual(expect.arrayContaining(documents.map(({ _id }) => _id)));
		browser = await createProfile({ trusts: join(server.dataDir, 'tls', 'authority.crt') }).launch();
		const { page } = browser;
		await enrol(page, server.url, { name: 'Tablet 1', code: await issueCode(server, device) });
		await page.goto(`${server.url}/sync`);
		await page.locator('input[type=file]').setInputFiles(file);
		await expect(page.getByText('records taken')).toBeVisible();
		await expect(page.getByText(/Nothing waits to be sent/)).toBeVisible();
		expect(await storedIds(server)).toEqual(expect.arrayContaining(documents.map(({ _id }) => _id)));
		await page.goto(`${server.url}/who`);
		for (const name of ['Ada', 'Bo', 'Cy']) {
			await expect(page.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
		}

		// a second time nothing is doubled
		await page.goto(`${server.url}/sync`);
		await page.locator('input[type=file]').setInputFiles(file);
		await expect(page.getByText('Nothing new in this file')).toBeVisible();
	} finally {
		await browser?.close();
		await server.stop();
	}
});
