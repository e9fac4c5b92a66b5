import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { press } from './acts.ts';
import { after, ALL, WORDS, type Scene } from './scene.ts';

const openMenu = press('main [aria-haspopup=menu]');

/** What a screen's button for files shows: its menu, the name of the file it made, and that it could not make one. */
export function exporting(screen: string, path: (site: SiteContents) => string): Scene[] {
	return [
		after(screen, 'export', path, openMenu, { profiles: ALL }),
		after(screen, 'exported', path, exportFirst, { profiles: ALL, looks: WORDS }),
		after(screen, 'export failed', path, failExport, { profiles: ALL, looks: WORDS })
	];
}

async function exportFirst(device: Device): Promise<void> {
	await openMenu(device);
	await press('main [role=menuitem]')(device);
	const said = device.page.locator('main .export');
	await said.getByRole('status').filter({ hasText: '.' }).or(said.locator('.notice')).first().waitFor();
	await said.evaluate((element) => element.scrollIntoView({ block: 'center' }));
}

/** As where the device has no room for the file. */
async function failExport(device: Device): Promise<void> {
	await device.page.evaluate(() => {
		URL.createObjectURL = () => {
			throw new DOMException('planted', 'QuotaExceededError');
		};
	});
	await exportFirst(device);
}
