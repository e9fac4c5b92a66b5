import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { failing, press, showing } from './acts.ts';
import { exporting } from './exports.ts';
import { about, after, ALL, screen, WORDS, type Scene } from './scene.ts';

const runs = (): string => '/runs';
const run = (site: SiteContents): string => `/runs/${site.run}`;
const finished = (site: SiteContents): string => `/runs/${site.finishedRun}`;

export const RUNS: readonly Scene[] = [
	...screen('runs', '/runs', { offline: true }),
	...exporting('runs', runs),
	...about('run', run, { offline: true }),
	after('run', 'batches', run, showing('#batches'), { profiles: ALL }),
	after('run', 'records', run, press('.list button[aria-expanded]'), { profiles: ALL, looks: WORDS }),
	after('run', 'filters', (site) => `${run(site)}?state=open`, press('.toggle button'), {
		profiles: ['phone'],
		looks: ['light', 'large', 'german']
	}),
	after('run', 'no batch fits', run, findNone, { profiles: ALL, looks: WORDS }),
	after('run', 'plots', run, showing('.page > .pair >> nth=-1'), { profiles: ALL }),
	after('run', 'moved back', run, comeBack, { profiles: ALL }),
	after('run', 'order changed', ({ orders }) => `/runs/${orders.changedRun}`, undefined, {
		profiles: ALL,
		looks: WORDS
	}),
	after('run', 'cannot be read', () => '/scan', failing('runs', run), { profiles: ALL, looks: WORDS }),
	...exporting('run', run),
	...about('run finished', finished, { without: ['long'] }),
	after('run finished', 'plots', finished, showing('.page > .pair >> nth=-1'), {
		profiles: ALL,
		looks: ['light', 'dark', 'german']
	}),
	...about('run held', ({ heldRun }) => `/runs/${heldRun}`, { without: ['long'] }),
	...about('run cancelled', ({ cancelledRun }) => `/runs/${cancelledRun}`, { without: ['long'] }),
	...screen('new run', '/runs/new'),
	...screen('labels', '/labels'),
	...about('run labels', (site) => `/labels?run=${site.run}`)
];

async function findNone({ page }: Device): Promise<void> {
	await page.locator('main input[type=search]').fill('ZZZZ');
	await page.locator('main .empty').scrollIntoViewIfNeeded();
}

/** As if this device had shown the run as completed an hour ago. */
async function comeBack({ page }: Device, site: SiteContents): Promise<void> {
	const seen = [{ run: site.run, milestone: 'completed', at: Date.now() - 3_600_000 }];
	await page.evaluate((text) => localStorage.setItem('floorbook.run-milestones', text), JSON.stringify(seen));
	await page.reload();
	await page.locator('main .notice').first().waitFor();
}
