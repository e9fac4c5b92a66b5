import { printCode, type Code } from '#domain/kernel/code.ts';
import { scanUntil } from '../../support/floor-screens.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { nextMovable, press } from './acts.ts';
import { about, after, FLOOR, WORDS, type Scene } from './scene.ts';

const sorting = (site: SiteContents): string => `/stations/${site.sorting}`;
const mergingTable = (site: SiteContents): string => `/stations/${site.merging}`;
const assembly = (site: SiteContents): string => `/stations/${site.assembly}`;

/** Where batches are taken apart and put together. */
export const SORTING: readonly Scene[] = [
	...about('split station', sorting, { profiles: FLOOR, without: ['long'] }),
	after('split station', 'laid out', sorting, layOut),
	after('split station', 'long laid out', sorting, layOut, { place: 'long', looks: ['light', 'large'] }),
	after(
		'split station',
		'too much',
		sorting,
		async (device, site) => {
			await layOut(device, site);
			await press('.fills button')(device);
			for (let digits = 0; digits < 3; digits++) await press('.keypad button >> nth=8')(device);
		},
		{ looks: WORDS }
	),
	after('split station', 'recorded', sorting, async (device, site) => {
		await layOut(device, site);
		await press('.tiles button')(device);
		await press('.end button')(device);
		await device.page.locator('.card.ok, [data-tone=ok]').or(device.page.locator('.result .code')).first().waitFor();
	}),
	...about('merge station', mergingTable, { profiles: FLOOR }),
	after(
		'merge station',
		'tray',
		mergingTable,
		gathering(({ gathered }) => gathered)
	),
	after(
		'merge station',
		'another item',
		mergingTable,
		gathering(
			({ gathered }) => gathered.slice(0, 2),
			({ moved }) => moved
		)
	),
	after(
		'merge station',
		'another run',
		mergingTable,
		gathering(
			({ gathered }) => gathered.slice(0, 2),
			({ opened }) => opened
		),
		{ looks: WORDS }
	),
	after(
		'merge station',
		'long tray',
		mergingTable,
		gathering(({ gathered }) => gathered),
		{ place: 'long', looks: ['light', 'large'] }
	),
	after(
		'merge station',
		'parts',
		assembly,
		gathering(({ parts }) => parts.slice(0, 1))
	),
	after(
		'merge station',
		'all parts',
		assembly,
		gathering(({ parts }) => parts),
		{ looks: WORDS }
	),
	after(
		'merge station',
		'long parts',
		assembly,
		gathering(({ parts }) => parts.slice(0, 1)),
		{ place: 'long', looks: ['light', 'large'] }
	)
];

/** Three of it are waste, which takes a reason. */
async function layOut(device: Device, site: SiteContents): Promise<void> {
	await scanUntil(device.wedge, nextMovable(site), device.page.locator('.lanes'));
	await press('.lanes button >> nth=2')(device);
	await press('.keypad button >> nth=2')(device);
}

/** Puts batches to an empty tray, and then one that stays out. */
function gathering(pick: (site: SiteContents) => readonly Code[], other?: (site: SiteContents) => Code): Scene['act'] {
	return async ({ page, wedge }, site) => {
		await page.evaluate(() => sessionStorage.clear());
		await page.reload();
		await page.getByRole('heading', { level: 1 }).waitFor();
		for (const code of pick(site)) await scanUntil(wedge, code, page.getByRole('listitem').getByText(printCode(code)));
		if (other) await scanUntil(wedge, other(site), page.getByRole('alert'));
	};
}
