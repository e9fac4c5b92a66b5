/**
 * Takes the pictures of the app that its manifest and the README name: what a browser shows before it installs the app.
 *
 *   node scripts/run.mjs --build --chromium tests/screenshots/manifest-pictures.ts
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { cardOf, scanUntil } from '../support/floor-screens.ts';
import { createDevices, standStill, type Device } from './devices.ts';
import { PROFILES, type ProfileName } from './profiles.ts';
import type { SiteContents } from './sites.ts';

const FOLDER = fileURLToPath(new URL('../../static/screenshots', import.meta.url));

interface Pictured {
	readonly file: string;
	readonly profile: ProfileName;
	/** Phones have more pixels than CSS counts. */
	readonly scale: number;
	readonly path: (site: SiteContents) => string;
	readonly act?: (device: Device, site: SiteContents) => Promise<void>;
}

const moveOne = async ({ page, wedge }: Device, { movable }: SiteContents): Promise<void> => {
	const code = movable.shift();
	if (code) await scanUntil(wedge, code, cardOf(page, code));
};

const PICTURED: readonly Pictured[] = [
	{
		file: 'scan-narrow.png',
		profile: 'phone',
		scale: 2,
		path: ({ dyehouse }) => `/stations/${dyehouse}`,
		act: moveOne
	},
	{ file: 'machine-narrow.png', profile: 'phone', scale: 2, path: ({ machine }) => `/machines/${machine}` },
	{
		file: 'station-wide.png',
		profile: 'kiosk',
		scale: 1,
		path: ({ dyehouse }) => `/stations/${dyehouse}`,
		act: moveOne
	},
	{ file: 'run-wide.png', profile: 'office', scale: 1, path: ({ run }) => `/runs/${run}` },
	{ file: 'flow-wide.png', profile: 'office', scale: 1, path: ({ families }) => `/b/${families.sorted}/flow` }
];

/** What the manifest says of the wide ones. */
const WIDE = { width: 1280, height: 800 };

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });
for (const { file, profile: name, scale, path, act } of PICTURED) {
	const devices = createDevices(browser, scale);
	const profile = PROFILES.find((one) => one.name === name);
	if (!profile) throw new Error(`no profile ${name}`);
	const device = await devices.at(scale === 1 ? { ...profile, viewport: WIDE } : profile, 'mill');
	if (!device.contents) throw new Error('the mill has nothing');
	await device.visit(path(device.contents), { locale: 'en', camera: false });
	await act?.(device, device.contents);
	await standStill(device.page);
	await device.page.screenshot({ path: join(FOLDER, file) });
	await devices.close();
}
await browser.close();
