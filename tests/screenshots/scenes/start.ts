import type { Device } from '../devices.ts';
import { after, ALL, inDemo, screen, stranger, type Scene } from './scene.ts';

/** Before the first day, and where every day begins. */
export const START: readonly Scene[] = [
	stranger('welcome', '/'),
	stranger('enrol', '/enrol'),
	stranger('what works', '/check'),
	inDemo('demo', '/demo'),
	inDemo('demo labels', '/demo/labels'),
	inDemo('home', '/'),
	inDemo('runs', '/runs'),
	...screen('home', '/', { offline: true })
];

/** What a device says of itself. */
export const SETTINGS: readonly Scene[] = [
	...screen('demo', '/demo', { without: ['empty', 'long'] }),
	...screen('settings', '/settings', { without: ['empty', 'long'] }),
	...screen('what works', '/check', { offline: true, without: ['empty', 'long'] })
];

/** The last ones of a device: the newer version goes on waiting. */
export const LAST: readonly Scene[] = [
	...screen('no such page', '/nowhere', { without: ['empty', 'long'] }),
	after('home', 'update ready', () => '/', shipUpdate, { place: 'long', profiles: ALL, looks: ['light', 'dark'] })
];

/** A worker of another address is another version. */
async function shipUpdate({ page }: Device): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
		await navigator.serviceWorker.register('/service-worker.js?next');
	});
	await page.getByRole('button', { name: /update/i }).waitFor();
}
