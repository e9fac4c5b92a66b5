import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Code } from '#domain/kernel/code.ts';
import { createProfile } from '../support/browser-profile.ts';
import { child, splitAt } from '../support/batch-commands.ts';
import { enrol, turnCameraOff } from '../support/floor-screens.ts';
import { createTestFloor, initialise, line as planned, mill, moveTo, plan } from '../support/floor.ts';
import { allMadeBy } from '../support/recorded.ts';
import { startServer, temporaryFolder } from '../support/server.ts';
import { siteAdmin } from '../support/site-admin.ts';
import { countStored } from '../support/stored-tables.ts';
import { buildPages } from './pages.ts';
import { heading, limit, line, note, target } from './report.ts';
import { median } from './statistics.ts';

const SIZES = [
	{ boxes: 300, aim: 500, rounds: 5 },
	{ boxes: 2_000, aim: 5_000, rounds: 3 }
] as const;
const SEED = 7;

/** Of which each is split in three, and one of these moved on: five boxes each. */
const SPLIT_BATCHES = 400;
const RUN_BATCHES = 5_000;
const COLD_STARTS = 3;
const PAN_MS = 4_000;

/** The batch flow: how long its graph takes to be laid out, beside another library, and what a page of a large run takes. */
export async function benchFlow(): Promise<void> {
	await benchLayout();
	await benchLargeRuns();
}

async function benchLayout(): Promise<void> {
	const folder = temporaryFolder();
	await buildPages(folder, fileURLToPath(new URL('flow-page', import.meta.url)));
	const server = await startServer({ appFolder: folder });
	const browser = await createProfile().launch();
	const { page } = browser;
	await page.goto(server.url);
	await page.waitForFunction(() => 'flowBench' in globalThis);
	for (const { boxes, aim, rounds } of SIZES) {
		const count = await page.evaluate(([seed, least]) => globalThis.flowBench.boxes(seed, least), [
			SEED,
			boxes
		] as const);
		note(`laying out ${count} boxes`);
		const own: number[] = [];
		const elk: number[] = [];
		// The first of each starts its worker.
		for (let round = 0; round <= rounds; round++) {
			own.push(await page.evaluate(([seed, least]) => globalThis.flowBench.own(seed, least), [SEED, boxes] as const));
			elk.push(await page.evaluate(([seed, least]) => globalThis.flowBench.elk(seed, least), [SEED, boxes] as const));
		}
		heading(`Layout of ${count.toLocaleString('en')} boxes in a worker`);
		limit('from question to answer', median(own.slice(1)), 'ms', aim);
		line('elkjs, the same columns', `${median(elk.slice(1)).toFixed(0)} ms`);
		target('elkjs to it', median(elk.slice(1).map((taken, round) => taken / (own[round + 1] ?? NaN))), { atLeast: 1 });
	}
	await browser.close();
	await server.stop();
}

interface LargeRuns {
	readonly documents: readonly { readonly _id: string }[];
	readonly split: Code;
	readonly long: Code;
}

async function recordRuns(): Promise<LargeRuns> {
	const office = await createTestFloor({ device: 900 });
	const { define, items, knitting, dyeing } = await mill(office);
	const sorting = await define.station('Sorting', { operation: 'split' });
	const split = await plan(office, planned(items.knitted, SPLIT_BATCHES));
	for (const batch of split.batches) {
		await office.record(initialise(batch, knitting));
		const parts = [child('30 pcs'), child('15 pcs'), child('5 pcs')];
		const [good] = allMadeBy(await office.record(splitAt(sorting, batch, parts)));
		if (good) await office.record(moveTo(dyeing, good, { source: good }));
	}
	const long = await plan(office, planned(items.knitted, RUN_BATCHES));
	return { documents: await office.documents(), split: split.run, long: long.run };
}

async function benchLargeRuns(): Promise<void> {
	note('recording two large runs');
	const { documents, split, long } = await recordRuns();
	const server = await startServer();
	await siteAdmin(server).push(documents);
	const browser = await createProfile().launch({ viewport: { width: 1_440, height: 900 } });
	const { page, context } = browser;
	await enrol(page, server.url, { name: 'Bench office', code: server.code, use: 'Office' });
	await turnCameraOff(page, server.url);
	note(`taking in ${documents.length} documents`);
	while ((await countStored(page, 'batches')) < RUN_BATCHES + 5 * SPLIT_BATCHES) await page.waitForTimeout(500);

	heading(`Screens of a run of ${RUN_BATCHES.toLocaleString('en')} batches`);
	const firstPaint = async (path: string, shown: string): Promise<number> => {
		const tab = await context.newPage();
		await tab.goto('about:blank');
		await tab.goto(server.url + path, { waitUntil: 'commit' });
		await tab.waitForSelector(shown);
		const taken = await tab.evaluate(
			() => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())))
		);
		await tab.close();
		return taken;
	};
	const usual = async (path: string, shown: string): Promise<number> => {
		const taken: number[] = [];
		for (let start = 0; start <= COLD_STARTS; start++) taken.push(await firstPaint(path, shown));
		return median(taken.slice(1));
	};
	limit('from its address to its first rows', await usual(`/runs/${long}`, 'main [data-batch]'), 'ms', 1_000);

	heading(`Batch flow of ${(5 * SPLIT_BATCHES).toLocaleString('en')} batches`);
	line('from its address to its first boxes', `${(await usual(`/runs/${split}/flow`, '[data-box]')).toFixed(0)} ms`);
	await pan(page, `${server.url}/runs/${split}/flow`);
	await browser.close();
	await server.stop();
}

declare global {
	var longest: number;
}

/** Moves the drawing about while a few boxes become one for each batch. */
async function pan(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await page.waitForSelector('[data-box]');
	await page.getByRole('button', { name: 'Filter and view' }).click();
	await page.getByLabel('Collapse').selectOption('steps');
	await page.waitForSelector('[data-box^="step:"]');
	const stage = await page.locator('.svelte-flow').boundingBox();
	if (stage === null) throw new Error('there is no graph');
	await page.evaluate(() => {
		globalThis.longest = 0;
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
		}).observe({ type: 'longtask' });
	});
	await page.getByLabel('Collapse').selectOption('none');
	const middle = { x: stage.x + stage.width - 40, y: stage.y + Math.min(stage.height - 40, 200) };
	await page.mouse.move(middle.x, middle.y);
	await page.mouse.down();
	for (const end = Date.now() + PAN_MS; Date.now() < end;) {
		const turn = (Date.now() / 300) % (2 * Math.PI);
		await page.mouse.move(middle.x - 200 + 200 * Math.cos(turn), middle.y + 100 * Math.sin(turn));
	}
	await page.mouse.up();
	if ((await page.locator('[data-box^="step:"]').count()) > 0)
		throw new Error('it was not laid out while it was moved');
	limit('longest task while it is moved', await page.evaluate(() => globalThis.longest), 'ms', 200);
}
