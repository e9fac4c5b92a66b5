import { scanUntil } from '../../support/floor-screens.ts';
import type { Device } from '../devices.ts';
import { press } from './acts.ts';
import { about, after, ALL, EVERY_LOOK, screen, WORDS, type Scene } from './scene.ts';

/** What a site is made of, and its devices. */
export const ADMIN: readonly Scene[] = [
	...screen('set-up', '/admin', { without: ['long'] }),
	...screen('items', '/admin/items'),
	...about('item', ({ item }) => `/admin/items/${item}`),
	...about('step', ({ step }) => `/admin/steps/${step}`),
	...screen('machine list', '/admin/machines', { without: ['long'] }),
	...about('flow', ({ flow }) => `/admin/flows/${flow}`),
	...about('station settings', ({ station }) => `/admin/stations/${station}`),
	...screen('people', '/admin/people'),
	...screen('devices', '/admin/devices', { without: ['long'] }),
	after('device', 'asked', ({ device }) => `/admin/devices/${device}`, reportLost, { profiles: ALL }),
	after('device', 'put out', ({ lostDevice }) => `/admin/devices/${lostDevice}`, undefined, {
		profiles: ALL,
		looks: WORDS
	}),
	...screen('enrol another', '/admin/devices/enrol', { without: ['empty', 'long'] }),
	after('enrol another', 'code', () => '/admin/devices/enrol', showCode, { profiles: ALL }),
	deviceCheck('name'),
	deviceCheck('camera'),
	deviceCheck('scanner'),
	deviceCheck('scanner', 'good', scanSample('')),
	deviceCheck('scanner', 'set otherwise', scanSample('Z')),
	deviceCheck('sound', 'played', press('main .buttons .button >> nth=2')),
	deviceCheck('size'),
	deviceCheck('print'),
	deviceCheck('storage'),
	deviceCheck('install'),
	deviceCheck('camera', 'left out', press('footer .quiet, .ways .quiet')),
	deviceCheck('result')
];

async function reportLost({ page }: Device): Promise<void> {
	await page.locator('main .button.danger').click();
	await page.locator('form').waitFor();
}

async function showCode({ page }: Device): Promise<void> {
	await page.locator('main .button.primary').click();
	await page.locator('main svg[role=img]').waitFor();
}

/** `before`: what a scanner that is set wrong puts in front of the code. */
function scanSample(before: string): Scene['act'] {
	return async ({ page, wedge }) => {
		const shown = await page.locator('.sample .code').innerText();
		await scanUntil(wedge, before + shown.replaceAll('-', ''), page.locator('.seen'));
	};
}

function deviceCheck(check: string, state = 'filled', act?: Scene['act']): Scene {
	const looks = check === 'scanner' || check === 'result' ? EVERY_LOOK : WORDS;
	return after(`check ${check}`, state, () => `/settings/device-check?at=${check}`, act, { profiles: ALL, looks });
}
