import { printCode, type Code } from '#domain/kernel/code.ts';
import type { Device } from '../devices.ts';
import type { Disputes } from '../disputes.ts';
import type { SiteContents } from '../sites.ts';
import { press } from './acts.ts';
import { after, ALL, screen, WORDS, type Scene } from './scene.ts';

const decisions = (): string => '/decisions';

/** What two people recorded, neither knowing of the other, and who decides it. */
export const DECISIONS: readonly Scene[] = [
	...screen('decisions', '/decisions'),
	after('decisions', 'case', decisions, openCase(dispute('taken')), { profiles: ALL }),
	after('decisions', 'part', decisions, chooseIn(dispute('taken'), 1), { profiles: ALL }),
	after('decisions', 'another batch', decisions, chooseIn(dispute('taken'), 4), { looks: WORDS }),
	after('decisions', 'long part', decisions, chooseIn(dispute('taken'), 1), {
		place: 'long',
		looks: ['light', 'large']
	}),
	after(
		'decisions',
		'two starts',
		decisions,
		openCase(({ disputed }) => disputed),
		{ looks: WORDS }
	),
	after(
		'decisions',
		'hold',
		decisions,
		chooseIn(({ heldLate }) => heldLate, 1),
		{ looks: WORDS }
	),
	after(
		'decisions',
		'order',
		decisions,
		openCase(({ orders }) => orders.disputed),
		{ profiles: ['phone', 'office'], looks: WORDS }
	),
	after('decisions', 'contested', decisions, openCase(dispute('contested')), { looks: WORDS }),
	after('decisions', 'waiting', decisions, openCase(dispute('waiting')), { looks: WORDS }),
	after('decisions', 'decided', decisions, decideIn(dispute('decidable')), { profiles: ['phone'], looks: ['light'] }),
	after('decisions', 'settled', () => '/decisions?case=taken:none:none', undefined, { looks: WORDS })
];

function dispute(which: keyof Disputes): (site: SiteContents) => Code {
	return ({ disputes }) => disputes[which];
}

function openCase(which: (site: SiteContents) => Code) {
	return async ({ page }: Device, site: SiteContents): Promise<void> => {
		await page
			.locator('.inbox li a')
			.filter({ hasText: printCode(which(site)) })
			.first()
			.click();
		await page.locator('.sides').waitFor();
	};
}

/** The choice's place among those that the case offers. */
function chooseIn(which: (site: SiteContents) => Code, choice: number) {
	return async (device: Device, site: SiteContents): Promise<void> => {
		await openCase(which)(device, site);
		await press(`.choices button >> nth=${choice}`)(device);
		await device.page.locator('form').first().waitFor();
		const amount = device.page.locator('form input[inputmode=decimal]');
		if ((await amount.count()) > 0) await amount.fill('40');
		await device.page.locator('form section').first().scrollIntoViewIfNeeded();
	};
}

function decideIn(which: (site: SiteContents) => Code) {
	return async (device: Device, site: SiteContents): Promise<void> => {
		await chooseIn(which, 0)(device, site);
		await press('.others button')(device);
		await press('form .tiles button')(device);
		await press('form button[type=submit]')(device);
		await device.page.locator('.decided').waitFor();
	};
}
