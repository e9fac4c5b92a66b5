import { scanUntil } from '../../support/floor-screens.ts';
import type { Device } from '../devices.ts';
import { PIN } from '../guarded.ts';
import type { SiteContents } from '../sites.ts';
import { press } from './acts.ts';
import { after, ALL, screen, WORDS, type Scene } from './scene.ts';
import { station } from './stations.ts';

/** Who works here: names, PINs, the lock, the hand-over. */
export const PEOPLE: readonly Scene[] = [
	...screen('who', '/who'),
	...screen('sign-in', '/sign-in', { offline: true }),
	after('sign-in', 'signed in', () => '/sign-in', signInBy, { place: 'guarded', profiles: ALL }),
	after('my pin', 'new', () => '/sign-in/pin', changePin, { place: 'guarded', looks: ['light', 'large', 'german'] }),
	after('first admin', 'pick', () => '/sign-in/first', undefined, { profiles: ALL, looks: WORDS }),
	after('first admin', 'trivial', () => '/sign-in/first', giveTrivialPin),
	after('person', 'pin', ({ person }) => `/admin/people/${person}`, showPinPart, {
		place: 'guarded',
		profiles: ['phone', 'office'],
		looks: WORDS
	}),
	after('lock', 'locked', station, undefined, { place: 'guarded', profiles: ALL }),
	after('lock', 'scan turned away', station, scanLocked, { place: 'guarded' }),
	after('lock', 'pin pad', station, pickName, { place: 'guarded', profiles: ALL }),
	after(
		'lock',
		'wrong pin',
		station,
		async (device) => {
			await pickName(device);
			await enterWrong(device);
		},
		{ place: 'guarded' }
	),
	after('lock', 'waiting', station, enterTooMany, { place: 'guarded' }),
	after('clean', 'wiping', () => '/clean', undefined, { profiles: ALL }),
	...screen('hand-over', '/hand-over', { offline: true })
];

/** On the locked screen of the device. */
async function pickName({ page }: Device): Promise<void> {
	await page.getByRole('dialog').getByRole('button', { name: 'Ana' }).first().click();
	await page.locator('.sheet').first().waitFor();
}

async function enterWrong({ page }: Device): Promise<void> {
	const field = page.getByRole('dialog').getByLabel('PIN', { exact: true });
	await field.fill('314159');
	await page
		.getByRole('timer')
		.or(page.getByText(/Wrong PIN|Falsche PIN/))
		.first()
		.waitFor();
}

async function signInBy(device: Device): Promise<void> {
	await pickName(device);
	const dialog = device.page.getByRole('dialog');
	await dialog.getByLabel('PIN', { exact: true }).fill(PIN);
	await dialog.waitFor({ state: 'detached' });
}

async function changePin(device: Device): Promise<void> {
	await signInBy(device);
	await press('.card button')(device);
	await device.page.getByRole('dialog').getByLabel('PIN', { exact: true }).fill(PIN);
	await device.page.locator('.new').waitFor();
}

async function showPinPart(device: Device): Promise<void> {
	await signInBy(device);
	await device.page.getByRole('heading', { name: 'PIN', exact: true }).scrollIntoViewIfNeeded();
}

async function giveTrivialPin(device: Device): Promise<void> {
	await press('.list button')(device);
	await device.page.locator('.new input').fill('123456');
	await device.page.locator('.new .notice').waitFor();
}

async function scanLocked({ page, wedge }: Device, site: SiteContents): Promise<void> {
	await scanUntil(wedge, site.moved, page.getByRole('alert'));
}

async function enterTooMany(device: Device): Promise<void> {
	await pickName(device);
	const [timer, field] = [device.page.getByRole('timer'), device.page.getByLabel('PIN', { exact: true })];
	for (;;) {
		await timer.or(field).first().waitFor();
		if ((await timer.count()) > 0) return;
		await field.fill('314159');
		await device.page.waitForTimeout(500);
	}
}
