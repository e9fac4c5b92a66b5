import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from '@playwright/test';
import { BatchesPlanned, BatchInitialised } from '#domain/batch/batch.ts';
import { codeKind, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { createProfile, type LaunchedBrowser } from '../support/browser-profile.ts';
import { enrol, openStation, turnCameraOff } from '../support/floor-screens.ts';
import { generateSite } from '../support/generated-site.ts';
import { startServer } from '../support/server.ts';
import { countStored } from '../support/stored-tables.ts';
import { plugInWedge } from '../support/wedge-keys.ts';
import { fillServer } from './fill-server.ts';
import { heading, limit, line, note } from './report.ts';
import { median, percentile } from './statistics.ts';

const SITE = { seed: 5, events: 10_200, devices: [20, 21, 22, 23], untouchedRuns: 6 };
const SCANS = 40;
const COLD_STARTS = 5;
/** A mid-range phone's main thread, against this machine's. */
const SLOWED = 4;

/** What a person waits for: a scan's answer, the first screen, the board. In the real app, with a full device. */
export async function benchScreens(): Promise<void> {
	const site = [...generateSite(SITE)].filter((document): document is FloorEvent => 'type' in document);
	const server = await startServer({});
	note('filling the server');
	const documents = await fillServer(server, SITE);
	const browser = await createProfile().launch({ viewport: { width: 360, height: 740 } });
	const { page } = browser;
	await page.addInitScript(watchScans);
	await enrol(page, server.url, { name: 'Bench phone', code: server.code });
	note(`taking in ${documents} documents`);
	await turnCameraOff(page, server.url);
	// Its own enrolment is one more event.
	while ((await countStored(page, 'events')) < site.length) await page.waitForTimeout(500);
	const batches = new Set(site.flatMap(({ touches }) => touches).filter((id) => codeKind(id as Code) === 'batch'));

	heading(`Screens with ${batches.size.toLocaleString('en')} batches on the device`);
	await scans(page, server.url, site);
	await coldStarts(browser, server.url, site);
	await scriptsOf(browser, `${server.url}/scan`);
	await browser.close();
	await server.stop();
}

/** Batches that wait for their first scan at one station, with its name. */
function workAt(site: readonly FloorEvent[]) {
	const started = new Set(site.filter(({ type }) => type === BatchInitialised.type).flatMap(({ touches }) => touches));
	const planned = site.filter(
		({ type, touches }) => type === BatchesPlanned.type && !touches.some((id) => started.has(id))
	);
	const makes = planned.map(({ data }) => (data as unknown as { readonly makes: readonly Planned[] }).makes);
	const itemOf = (list: readonly Planned[]): string => list[0]?.item.id ?? '';
	const byItem = Map.groupBy(makes, itemOf);
	const [item = '', lists = []] = [...byItem].toSorted((a, b) => b[1].length - a[1].length)[0] ?? [];
	const step = defined(
		site,
		'StepDefined',
		({ produces }) => (produces as { item?: string } | undefined)?.item === item
	);
	const station = defined(
		site,
		'StationDefined',
		({ steps }) => (steps as string[] | undefined)?.includes(step.id) ?? false
	);
	return { ...station, batches: lists.flat().map(({ batch }) => batch) };
}

interface Planned {
	readonly batch: Code;
	readonly item: { readonly id: string };
}

function defined(
	site: readonly FloorEvent[],
	type: string,
	fits: (changes: Record<string, unknown>) => boolean
): { readonly id: Code; readonly name: string } {
	for (const event of site) {
		if (event.type !== type) continue;
		const { id, changes } = event.data as unknown as { id: Code; changes: Record<string, unknown> };
		if (fits(changes)) return { id, name: String(changes['name']) };
	}
	throw new Error(`no ${type} fits`);
}

/** When the last key of a scan was pressed, and when colour and tone of its answer began, by the page's own clock. */
interface ScanTimes {
	pressed: number;
	painted: number;
	sounded: number;
}

declare global {
	var scanTimes: ScanTimes[];
	var longTasks: number[];
}

/** Runs in the page before the app: it watches from outside and changes nothing. */
function watchScans(): void {
	globalThis.scanTimes = [];
	globalThis.longTasks = [];
	const latest = (): ScanTimes | undefined => globalThis.scanTimes.at(-1);
	addEventListener(
		'keydown',
		(event) => {
			if (event.key === 'Enter') globalThis.scanTimes.push({ pressed: event.timeStamp, painted: 0, sounded: 0 });
		},
		{ capture: true }
	);
	const play = OscillatorNode.prototype.start;
	OscillatorNode.prototype.start = function (when) {
		const times = latest();
		if (times && times.sounded === 0) times.sounded = performance.now();
		play.call(this, when);
	};
	new MutationObserver(() => {
		const times = latest();
		if (!times || times.painted > 0 || !document.querySelector('.field.recorded')) return;
		times.painted = -1;
		// The frame after the next one begins when this one is on the screen.
		requestAnimationFrame(() => requestAnimationFrame(() => (times.painted = performance.now())));
	}).observe(document, { subtree: true, childList: true });
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
	}).observe({ type: 'longtask' });
}

async function slow(page: Page, rate: number): Promise<CDPSession> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
	return session;
}

async function scans(page: Page, url: string, site: readonly FloorEvent[]): Promise<void> {
	const { id, name, batches } = workAt(site);
	if (batches.length < 2 * SCANS) throw new Error(`only ${batches.length} batches wait at one station`);
	await openStation(page, url, id, name);
	await page.getByRole('heading', { level: 1 }).click();
	const wedge = await plugInWedge(page);
	let next = 0;
	const round = async (): Promise<readonly ScanTimes[]> => {
		await page.evaluate(() => {
			globalThis.scanTimes = [];
			globalThis.longTasks = [];
		});
		for (const batch of batches.slice(next, next + SCANS)) {
			await wedge.scan(batch);
			await page.waitForFunction(() => (globalThis.scanTimes.at(-1)?.painted ?? 0) > 0);
			await page.waitForTimeout(600);
		}
		next += SCANS;
		return page.evaluate(() => globalThis.scanTimes);
	};
	const answered = ({ pressed, painted, sounded }: ScanTimes): number => Math.max(painted, sounded) - pressed;
	note('scanning');
	const usual = (await round()).map(answered);
	const session = await slow(page, SLOWED);
	note(`scanning, main thread slowed ${SLOWED} times`);
	const slowed = (await round()).map(answered);
	const tasks = await page.evaluate(() => globalThis.longTasks);
	await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
	const shown = (taken: readonly number[], share: number): string => `${percentile(taken, share).toFixed(0)} ms`;
	line('last key to colour and tone', `p50 ${shown(usual, 0.5)}`, `p95 ${shown(usual, 0.95)}`);
	line(`the same slowed ${SLOWED} times`, `p50 ${shown(slowed, 0.5)}`);
	limit(`the same slowed ${SLOWED} times, p95`, percentile(slowed, 0.95), 'ms', 100);
	limit(`tasks over 50 ms in ${SCANS} slowed scans`, tasks.length, '', 0);
}

/** The board of the machine that most batches are open at: a new tab, from its address to its first row on the screen. */
async function coldStarts({ context }: LaunchedBrowser, url: string, site: readonly FloorEvent[]): Promise<void> {
	const open = site.filter(({ type }) => type === BatchInitialised.type).map(({ machine }) => machine);
	const [machine] = [...Map.groupBy(open, String)].toSorted((a, b) => b[1].length - a[1].length)[0] ?? [''];
	const start = async (rate: number): Promise<number> => {
		const page = await context.newPage();
		await page.goto('about:blank');
		const session = await slow(page, rate);
		await page.goto(`${url}/machines/${machine}`, { waitUntil: 'commit' });
		await page.waitForSelector('main a[href^="/b/"]');
		const taken = await page.evaluate(
			() => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())))
		);
		await session.detach();
		await page.close();
		return taken;
	};
	const median5 = async (rate: number): Promise<number> => {
		await start(rate);
		const taken: number[] = [];
		for (let count = 0; count < COLD_STARTS; count++) taken.push(await start(rate));
		return median(taken);
	};
	note('cold starts');
	limit('cold start to the board', await median5(1), 'ms', 300);
	limit(`the same slowed ${SLOWED} times`, await median5(SLOWED), 'ms', 1_200);
}

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));

/** What has to come over the line, compressed, before a device that has nothing can scan: workers and lazy parts are left out. */
async function scriptsOf({ context }: LaunchedBrowser, address: string): Promise<void> {
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	await session.send('Network.setBypassServiceWorker', { bypass: true });
	const paths = new Set<string>();
	session.on('Network.requestWillBeSent', ({ request, type }) => {
		if (type === 'Script') paths.add(new URL(request.url).pathname);
	});
	await page.goto(address);
	await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
	const files = [...paths].filter((path) => !path.includes('worker')).map((path) => `${BUILD}${path}.gz`);
	const bytes = files.filter((file) => existsSync(file)).reduce((sum, file) => sum + statSync(file).size, 0);
	limit(`scan screen, ${files.length} scripts, gzip`, bytes / 1000, 'kB', 110);
	await page.close();
}
