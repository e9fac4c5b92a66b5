import { findBarriers } from '../screenshots/axe.ts';
import { createDevices } from '../screenshots/devices.ts';
import { LOOKS, wear } from '../screenshots/looks.ts';
import { PROFILES } from '../screenshots/profiles.ts';
import type { SiteContents } from '../screenshots/sites.ts';
import { ALWAYS_ONLINE, expect, test } from '../support/journey.ts';

test.use(ALWAYS_ONLINE);

// Every screen in every state is looked at by `npm run screenshots`; here are those that most people see most of the time.
const SCREENS: readonly { readonly name: string; readonly path: (site: SiteContents) => string }[] = [
	{ name: 'home', path: () => '/' },
	{ name: 'a station', path: ({ station }) => `/stations/${station}` },
	{ name: 'a batch that waits for a decision', path: ({ disputed }) => `/b/${disputed}` },
	{ name: 'all runs', path: () => '/runs' },
	{ name: 'a run', path: ({ run }) => `/runs/${run}` },
	{ name: 'the flow of a batch', path: ({ families }) => `/b/${families.sorted}/flow` },
	{ name: 'a new run', path: () => '/runs/new' },
	{ name: 'sync', path: () => '/sync' },
	{ name: 'an item', path: ({ item }) => `/admin/items/${item}` }
];

const THEMES = LOOKS.filter(({ name }) => name === 'light' || name === 'dark');

for (const profile of PROFILES.filter(({ name }) => name !== 'kiosk')) {
	test(`axe finds nothing serious on the ${profile.name}, in light and in dark`, async ({ browser }) => {
		const devices = createDevices(browser);
		const device = await devices.at(profile, 'mill');
		const found: string[] = [];
		for (const { name, path } of SCREENS) {
			await device.visit(path(device.contents!), { locale: 'en', camera: false });
			for (const look of THEMES) {
				await wear(device.page, look);
				const barriers = await findBarriers(device.page, { contrastOnly: look.name === 'dark' });
				for (const { rule, what, isSevere } of barriers) {
					if (isSevere) found.push(`${name}, ${look.name}: ${rule}: ${what}`);
				}
			}
		}
		await devices.close();
		expect(found).toEqual([]);
	});
}
