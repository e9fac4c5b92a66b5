import type { Code } from '#domain/kernel/code.ts';
import { cardOf, scanUntil } from '../../support/floor-screens.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { nextMovable, nextPlanned, nextUndecided, nextUnknown, press, scanning } from './acts.ts';
import { about, after, FLOOR, screen, WORDS, type Scene } from './scene.ts';

export const station = (site: SiteContents): string => `/stations/${site.station}`;
const paper = (site: SiteContents): string => `${station(site)}/paper`;
const dyehouse = (site: SiteContents): string => `/stations/${site.dyehouse}`;

/** Where batches start, and where they go on. */
export const STATIONS: readonly Scene[] = [
	...screen('scan', '/scan', { profiles: FLOOR, camera: true, without: ['long'] }),
	...screen('stations', '/stations'),
	...about('station', station, { profiles: FLOOR, offline: true }),
	after('station', 'recorded', station, scanning(nextPlanned)),
	after('station', 'recorded offline', station, scanning(nextPlanned), { isOffline: true, looks: ['light'] }),
	after('station', 'duplicate', station, scanTwice, { looks: ['light', 'dark', 'large'] }),
	after(
		'station',
		'refused',
		station,
		scanning(({ misplaced }) => misplaced)
	),
	after(
		'station',
		'refused closed',
		station,
		scanning(({ closed }) => closed),
		{ looks: WORDS }
	),
	after('station', 'kept', station, scanning(nextUnknown)),
	after('station', 'not saved', station, async (device, site) => {
		await device.page.evaluate(refuseWrites);
		await scanUntil(device.wedge, nextPlanned(site), device.page.getByRole('alertdialog'));
	}),
	after('sync', 'scan kept', station, async (device, site) => {
		await scanning(nextUnknown)(device, site);
		await device.page.goto(new URL('/sync', device.page.url()).href);
		await device.page
			.getByRole('button', { name: /Take back|Zurücknehmen/ })
			.first()
			.scrollIntoViewIfNeeded();
	}),
	...about('paper entry', paper, { profiles: FLOOR }),
	after('paper entry', 'recorded', paper, async ({ page }, site) => {
		const code = nextPlanned(site);
		await page.locator('form input').first().fill(code);
		await press('form button[type=submit]')({ page });
		await cardOf(page, code).waitFor();
	}),
	after('paper entry', 'faults', paper, press('form button[type=submit]'), { looks: WORDS }),
	after('station', 'question', station, async ({ page, wedge }, site) => {
		await scanUntil(wedge, nextUndecided(site), page.getByRole('alert'));
	}),
	after('station', 'long recorded', station, scanning(nextPlanned), { place: 'long', looks: ['light', 'large'] }),
	...about('move station', dyehouse, { profiles: FLOOR }),
	after('move station', 'recorded', dyehouse, scanning(nextMovable)),
	after(
		'move station',
		'refused done',
		dyehouse,
		scanning(({ closed }) => closed),
		{ looks: WORDS }
	),
	after('move station', 'refused not started', dyehouse, scanning(nextPlanned), { looks: WORDS }),
	after('move station', 'leave', dyehouse, async (device, site) => {
		await scanning(nextPlanned)(device, site);
		await press('.result .buttons button >> nth=-1')(device);
		await press('form .tiles button')(device);
	}),
	after(
		'move station',
		'refused held',
		dyehouse,
		scanning(({ held }) => held)
	),
	after('station', 'undo chain', station, async (device, site) => {
		const code = nextPlanned(site);
		await scanning(() => code)(device, site);
		await scanUntil(device.wedge, site.dyehouse as Code, device.page.locator('.desk'));
		await device.page.waitForURL(`**${dyehouse(site)}`);
		await scanUntil(device.wedge, code, cardOf(device.page, code).filter({ hasText: 'Sock, dyed' }));
		await press('.recent li:nth-child(2) .scan')(device);
		await press('.content > .buttons button >> nth=0')(device);
		await device.page.locator('.chain').waitFor();
	})
];

async function scanTwice(device: Device, site: SiteContents): Promise<void> {
	const code = nextPlanned(site);
	await scanning(() => code)(device, site);
	await device.page.waitForTimeout(600);
	await scanUntil(device.wedge, code, cardOf(device.page, code).filter({ hasText: 'Already' }));
}

/** As on a full disk, until the page is loaded anew. */
function refuseWrites(): void {
	for (const write of ['add', 'put'] as const) {
		IDBObjectStore.prototype[write] = () => {
			throw new DOMException('planted', 'QuotaExceededError');
		};
	}
}
