import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { press } from './acts.ts';
import { about, after, ALL, screen, type Scene } from './scene.ts';

const moved = (site: SiteContents): string => `/b/${site.moved}`;
const unstarted = ({ planned }: SiteContents): string => `/b/${planned.at(-1) ?? ''}`;

/** One batch, and where it comes from. */
export const BATCHES: readonly Scene[] = [
	...about('batch', ({ opened }) => `/b/${opened}`, { offline: true }),
	...about('batch created', unstarted, { without: ['long'] }),
	...about('batch closed', ({ closed }) => `/b/${closed}`, { without: ['long'] }),
	...about('batch moved', moved, { without: ['long'] }),
	...about('batch disputed', ({ disputed }) => `/b/${disputed}`),
	...about('batch held', ({ held }) => `/b/${held}`),
	after('batch held', 'release', ({ held }) => `/b/${held}`, press('.notice button'), { profiles: ALL }),
	...about('batch held late', ({ heldLate }) => `/b/${heldLate}`, { without: ['long'] }),
	after('batch', 'hold', moved, press('.buttons button >> nth=0')),
	after('batch', 'correct', moved, press('.buttons button >> nth=2'), { profiles: ALL }),
	after('batch', 'rework', moved, press('.buttons button >> nth=3'), { profiles: ALL }),
	after('batch', 'swap', moved, press('.buttons button >> nth=5'), { profiles: ALL }),
	after('batch', 'correct by keyboard', moved, correctByKeyboard, { profiles: ALL, looks: ['light', 'dark'] }),
	...about('batch corrected', ({ corrected }) => `/b/${corrected}`),
	after('batch moved', 'undo chain', moved, press('li .end button >> nth=-1'), { profiles: ALL }),
	...about('batch void', ({ voided }) => `/b/${voided}`, { without: ['long'] }),
	...about('family', ({ families }) => `/b/${families.sorted}/family`, { offline: true }),
	...about('family disputed', ({ families }) => `/b/${families.doubted}/family`, { without: ['long'] }),
	...about('family alone', (site) => `${unstarted(site)}/family`, { without: ['long'] }),
	...screen('batch unknown', '/b/b7k00000aa', { without: ['empty', 'long'] })
];

async function correctByKeyboard(device: Device): Promise<void> {
	await press('.buttons button >> nth=2')(device);
	await device.page.locator('form input').first().focus();
	for (let fields = 0; fields < 2; fields++) await device.page.keyboard.press('Tab');
}
