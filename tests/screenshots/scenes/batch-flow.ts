import { printCode } from '#domain/kernel/code.ts';
import type { Device } from '../devices.ts';
import type { SiteContents } from '../sites.ts';
import { failing, press } from './acts.ts';
import { exporting } from './exports.ts';
import { about, after, ALL, WORDS, type Scene } from './scene.ts';

const ofRun = (site: SiteContents): string => `/runs/${site.run}/flow`;
const ofBatch = ({ families }: SiteContents): string => `/b/${families.sorted}/flow`;

const openOptions = press('button:has-text("ilter")');

export const BATCH_FLOW: readonly Scene[] = [
	...about('batch flow of a run', ofRun, { offline: true }),
	...about('batch flow', ofBatch),
	...about('batch flow disputed', ({ families }) => `/b/${families.doubted}/flow`, { without: ['long'] }),
	...about('batch flow alone', ({ planned }) => `/b/${planned.at(-1) ?? ''}/flow`, { without: ['long'] }),
	after('batch flow', 'selected', ofBatch, press('[data-box]'), { profiles: ALL }),
	after('batch flow', 'table', ofBatch, press('label:has-text("Tab")'), { profiles: ALL }),
	after('batch flow', 'options', ofBatch, openOptions, { profiles: ALL }),
	after(
		'batch flow',
		'found',
		ofRun,
		searching(({ opened }) => printCode(opened).slice(0, 9)),
		{ profiles: ALL, looks: WORDS }
	),
	after(
		'batch flow',
		'not found',
		ofRun,
		searching(() => 'ZZZZ'),
		{ profiles: ALL, looks: WORDS }
	),
	after('batch flow', 'none fits', ofRun, filterAll, { profiles: ALL }),
	after('batch flow', 'by step', ofRun, collapseBy('steps'), { profiles: ALL }),
	after('batch flow', 'chains', ofBatch, collapseBy('chains'), { profiles: ALL, looks: WORDS }),
	after('batch flow', 'step selected', ofRun, selectStep, { profiles: ALL, looks: WORDS }),
	after('batch flow', 'what the signs mean', ofBatch, press('main details summary'), {
		profiles: ALL,
		looks: ['light', 'dark', 'german']
	}),
	after('batch flow', 'takes long', ({ run }) => `/runs/${run}`, drawSlowly, { profiles: ALL }),
	after('batch flow', 'left', ({ run }) => `/runs/${run}`, leaving(drawSlowly), { profiles: ALL, looks: WORDS }),
	after('batch flow', 'takes long again', ofRun, turnSlowly, { profiles: ALL, looks: WORDS }),
	after('batch flow', 'left again', ofRun, leaving(turnSlowly), { profiles: ALL, looks: WORDS }),
	after('batch flow', 'cannot be read', () => '/scan', failing('batches', ofRun), { profiles: ALL, looks: WORDS }),
	...exporting('batch flow', ofBatch)
];

function searching(text: (site: SiteContents) => string): Scene['act'] {
	return async (device, site) => {
		const field = device.page.locator('main input[type=search]');
		// On a phone it stands among the options.
		if (!(await field.isVisible())) await openOptions(device);
		await field.fill(text(site));
	};
}

/** Only waste, of which there is none. */
async function filterAll(device: Device): Promise<void> {
	await openOptions(device);
	const grades = device.page.locator('.options fieldset:has([type=checkbox])').first().getByRole('checkbox');
	for (const place of [0, 1]) await grades.nth(place).uncheck();
}

function collapseBy(how: string) {
	return async (device: Device): Promise<void> => {
		await openOptions(device);
		await device.page.locator('.options select').first().selectOption(how);
		await openOptions(device);
		await device.page.locator('[data-box]').first().waitFor();
	};
}

async function selectStep(device: Device): Promise<void> {
	await collapseBy('steps')(device);
	await press('[data-box] >> nth=1')(device);
}

/** As for a flow of thousands: from here on the worker comes to a third of the boxes, and no further. */
const slowDown = ({ page }: Device): Promise<void> =>
	page.evaluate(() => {
		const post = Worker.prototype.postMessage as (this: Worker, message: unknown) => void;
		Worker.prototype.postMessage = function (this: Worker, message: { readonly nodes?: readonly unknown[] }) {
			if (message.nodes === undefined) return post.call(this, message);
			const data = { type: 'placed', nodes: Math.floor(message.nodes.length / 3) };
			setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })), 700);
		};
	});

async function drawSlowly(device: Device): Promise<void> {
	await slowDown(device);
	await press('main a[href$="/flow"]')(device);
	await device.page.locator('.laying').waitFor();
}

async function turnSlowly(device: Device): Promise<void> {
	await device.page.locator('[data-box]').first().waitFor();
	await slowDown(device);
	await openOptions(device);
	await press('.options fieldset label >> nth=1')(device);
	await openOptions(device);
	await device.page.locator('.laying').waitFor();
}

function leaving(draw: (device: Device) => Promise<void>) {
	return async (device: Device): Promise<void> => {
		await draw(device);
		await press('.laying button')(device);
	};
}
