import { deviceNumber, mintCode } from '#domain/kernel/code.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { failing, press, showing } from './acts.ts';
import { exporting } from './exports.ts';
import { about, after, ALL, screen, WORDS, type Scene } from './scene.ts';

const orders = (): string => '/orders';
const anEstimate = (site: SiteContents): string => `/orders/${site.orders.estimate}`;
const changed = (site: SiteContents): string => `/orders/${site.orders.changed}`;

const submit = press('main .button.primary');

export const ORDERS: readonly Scene[] = [
	...screen('orders', '/orders', { offline: true }),
	after('orders', 'none fits', orders, findNone, { profiles: ALL, looks: WORDS }),
	after('orders', 'cannot be read', () => '/scan', failing('orders', orders), { profiles: ALL, looks: WORDS }),
	...exporting('orders', orders),
	...about('order', (site) => `/orders/${site.orders.issued}`, { offline: true }),
	...about('order estimate', anEstimate),
	...about('order shipped', (site) => `/orders/${site.orders.shipped}`, { without: ['long'] }),
	...about('order cancelled', (site) => `/orders/${site.orders.cancelled}`, { without: ['long'] }),
	...screen('order unknown', `/orders/${mintCode('v', deviceNumber(950), 8_000)}`, { without: ['empty', 'long'] }),
	after('order', 'below', (site) => `/orders/${site.orders.issued}`, showing('.page > h2 >> nth=1'), { profiles: ALL }),
	after('order', 'changed', changed, undefined, { profiles: ALL }),
	after('order', 'less wanted', (site) => `/orders/${site.orders.reduced}`, press('section .buttons button'), {
		profiles: ALL
	}),
	after('order', 'disputed', (site) => `/orders/${site.orders.disputed}`, undefined, { profiles: ALL, looks: WORDS }),
	after('order', 'cancel', anEstimate, press('.buttons .danger'), { profiles: ALL, looks: WORDS }),
	after('order', 'cannot be read', () => '/scan', failing('orders', anEstimate), { profiles: ALL, looks: WORDS }),
	...exporting('order', anEstimate),
	...screen('new order', '/orders/new'),
	after('new order', 'faults', () => '/orders/new', submit, { profiles: ALL }),
	...about('change order', (site) => `${anEstimate(site)}/edit`),
	after('change order', 'faults', (site) => `${anEstimate(site)}/edit`, spoilAmount, { profiles: ALL, looks: WORDS }),
	...about('run for an order', (site) => `${anEstimate(site)}/run`),
	after('run for an order', 'faults', (site) => `${anEstimate(site)}/run`, emptyPlan, { profiles: ALL, looks: WORDS }),
	after('run for an order', 'one run a line', (site) => `${anEstimate(site)}/run`, press('fieldset label >> nth=1'), {
		profiles: ALL,
		looks: WORDS
	}),
	after('run for an order', 'refused', (site) => `/orders/${site.orders.issued}/run`, undefined, {
		profiles: ALL,
		looks: WORDS
	})
];

async function findNone({ page }: Device): Promise<void> {
	await page.locator('main input[type=search]').fill('ZZZZ');
	await page.locator('main .empty').scrollIntoViewIfNeeded();
}

async function spoilAmount(device: Device): Promise<void> {
	await device.page.locator('main input[inputmode=decimal]').first().fill('12,5.1');
	await submit(device);
}

async function emptyPlan(device: Device): Promise<void> {
	await device.page.locator('main .lines input:not([type=checkbox])').first().fill('');
	await submit(device);
}
