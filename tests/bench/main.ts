// npm run bench [-- --only fold|engine|screens|flow|server] [--documents 5000]
//
// What the product's promises about speed are worth on this machine. The engine, as ratios between contenders that take turns
// in one run: how long a scan takes to be recorded, and how long a new device takes to hold everything. The fold alone: what a late
// event, a whole run and a million events take. The screens, with a full device and a slowed main thread: how long a person
// waits. The batch flow: how long a graph takes to be laid out. The sync server, beside its nearest peer and CouchDB (`--documents`
// for a quick look). Nothing is asserted: the exit code is 0 unless something broke.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { createProfile } from '../support/browser-profile.ts';
import { startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { fillServer } from './fill-server.ts';
import { benchFlow } from './flow.ts';
import type { ContenderName, PullerName, PreparedScans } from './page/bench.ts';
import { buildPages } from './pages.ts';
import { count, durations, elapsed, heading, line, load, note, seconds, target } from './report.ts';
import { benchScreens } from './screens.ts';
import { benchServer } from './server/bench.ts';
import { median, percentile } from './statistics.ts';

const PORT = 7500;

const FIRST_SYNC_EVENTS = 10_000;
const SYNC_ROUNDS = 3;

const STORED_EVENTS = 100_000;
/** Of 50 batches each, for all scans of this run. */
const RUNS_TO_SCAN = 90;
const SCAN_ROUNDS = 7;
const SCANS_A_ROUND = 60;

const CATCH_UP_EVENTS = 20_000;
/** Milliseconds between two scans while a worker catches up. */
const PAUSE = 40;
const SCANS_WITHOUT = 150;

/** Milliseconds for the browser to tidy up after one contender before the next one's turn. */
const BETWEEN_TURNS = 500;

/** One page for PouchDB, one for the others: see `BenchPage`. */
interface Pages {
	readonly floorbook: Page;
	readonly pouchdb: Page;
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BETWEEN_TURNS));

/** Everyone's turn in each round; who is first changes from round to round. */
function* turns<Name>(names: readonly Name[], rounds: number): Generator<Name> {
	for (let round = 0; round < rounds; round++) {
		for (let place = 0; place < names.length; place++) yield names[(round + place) % names.length] as Name;
	}
}

async function firstSync(pages: Pages, server: RunningServer): Promise<void> {
	note('filling the server');
	const documents = await fillServer(server, { seed: 2, events: FIRST_SYNC_EVENTS, devices: [20, 21, 22, 23] });
	const sync = async (puller: PullerName): Promise<number> => {
		note(`first sync, ${puller}`);
		await pages[puller].bringToFront();
		await rest();
		const report = await pages[puller].evaluate((name) => globalThis.bench.firstSync(name), puller);
		if (report.documents !== documents) throw new Error(`${puller} stored ${report.documents} of ${documents}`);
		return report.milliseconds;
	};
	await sync('floorbook');
	const took: Record<PullerName, number[]> = { floorbook: [], pouchdb: [] };
	for (const puller of turns(['floorbook', 'pouchdb'] as const, SYNC_ROUNDS)) took[puller].push(await sync(puller));

	heading(`First sync of ${count(documents)} documents, from an empty device to everything stored`);
	const show = (name: string, milliseconds: readonly number[]): void => {
		const rate = `${count(Math.round((documents * 1_000) / median(milliseconds)))} a second`;
		line(name, seconds(median(milliseconds)), rate, `(${milliseconds.map(seconds).join(', ')})`);
	};
	show('Floorbook, views folded', took.floorbook);
	show('PouchDB idb, defaults, no views', took.pouchdb);
	line('fetched and parsed only', seconds(await pages.floorbook.evaluate(() => globalThis.bench.fetchOnly())));
	const ratios = took.pouchdb.map((milliseconds, round) => milliseconds / (took.floorbook[round] ?? NaN));
	target('PouchDB to Floorbook', median(ratios), { atLeast: 3 });
	const sample = { seed: 4, events: 2_000, devices: [40] };
	const reading = await pages.floorbook.evaluate((site) => globalThis.bench.readingAnEvent(site), sample);
	line('reading one event (shape, hash)', `${reading.toFixed(0)} µs`);
}

const scan = (page: Page, contender: ContenderName, scans: number, pause = 0): Promise<number[]> =>
	page.evaluate(([name, many, wait]) => globalThis.bench.scan(name, many, wait), [contender, scans, pause] as const);

async function scanCommit(pages: Pages): Promise<void> {
	note('filling the contenders');
	const site = { seed: 1, events: STORED_EVENTS, devices: [10, 11, 12, 13], untouchedRuns: RUNS_TO_SCAN };
	await Promise.all([
		pages.floorbook.evaluate((options) => globalThis.bench.fill(options), site),
		pages.pouchdb.evaluate((options) => globalThis.bench.fillPouchdb(options), site)
	]);
	const pouchScans = SCANS_A_ROUND * (SCAN_ROUNDS + 1);
	const handed = await pages.floorbook.evaluate((scans) => globalThis.bench.handOver(scans), pouchScans);
	await pages.pouchdb.evaluate((scans: PreparedScans) => globalThis.bench.takeOver(scans), handed);

	note('scanning');
	const take = async (contender: ContenderName): Promise<number[]> => {
		const page = contender === 'pouchdb' ? pages.pouchdb : pages.floorbook;
		await page.bringToFront();
		await rest();
		return scan(page, contender, SCANS_A_ROUND);
	};
	const contenders = ['floorbook', 'pouchdb', 'bare'] as const;
	for (const contender of contenders) await take(contender);
	const rounds: Record<ContenderName, number[][]> = { floorbook: [], pouchdb: [], bare: [] };
	for (const contender of turns(contenders, SCAN_ROUNDS)) rounds[contender].push(await take(contender));

	heading(`Scan commit (event, outbox and views) with ${count(STORED_EVENTS)} events stored`);
	durations('Floorbook, strict', rounds.floorbook.flat());
	durations('PouchDB idb, never strict', rounds.pouchdb.flat());
	durations('bare IndexedDB, strict', rounds.bare.flat());
	const against = (contender: ContenderName): number =>
		median(rounds.floorbook.map((own, round) => median(own) / median(rounds[contender][round] ?? [])));
	target("Floorbook's p50 to PouchDB's", against('pouchdb'), { atMost: 0.8 });
	target("Floorbook's p50 to bare IndexedDB's", against('bare'), { atMost: 1.5 });
}

async function scanDuringCatchUp(page: Page, server: RunningServer): Promise<void> {
	note('filling the server');
	await page.evaluate(() => globalThis.bench.followFromHere());
	const monday = Date.UTC(2026, 2, 9, 6);
	const site = { seed: 3, events: CATCH_UP_EVENTS, devices: [30, 31, 32, 33], start: monday };
	const documents = await fillServer(server, site);
	const without = await scan(page, 'floorbook', SCANS_WITHOUT, PAUSE);
	note('catching up');
	const { scans, catchUp } = await page.evaluate((pause) => globalThis.bench.scanDuringCatchUp(pause), PAUSE);
	without.push(...(await scan(page, 'floorbook', SCANS_WITHOUT, PAUSE)));

	heading(`Scan commit every ${PAUSE} ms while a worker catches up on ${count(documents)} documents`);
	durations('without', without);
	durations('during catch-up', scans);
	line('p95 during to without', `${(percentile(scans, 0.95) / percentile(without, 0.95)).toFixed(2)} times`);
	line('the catch-up took', seconds(catchUp.milliseconds));
}

const { values: asked } = parseArgs({ options: { only: { type: 'string' }, documents: { type: 'string' } } });
if (asked.only === undefined || asked.only === 'fold') {
	// A process of its own: a million events want more memory than Node gives by itself.
	const fold = fileURLToPath(new URL('./fold.ts', import.meta.url));
	const { status } = spawnSync(process.execPath, ['--max-old-space-size=8192', fold], { stdio: 'inherit' });
	if (status !== 0 || asked.only === 'fold') process.exit(status ?? 1);
}
if (asked.only === 'screens') {
	console.log(`${availableParallelism()} cores, ${load()}, Node ${process.versions.node}`);
	await benchScreens();
	process.exit();
}
if (asked.only === 'flow') {
	console.log(`${availableParallelism()} cores, ${load()}, Node ${process.versions.node}`);
	await benchFlow();
	process.exit();
}
if (asked.only === undefined || asked.only === 'server') {
	console.log(`${availableParallelism()} cores, ${load()}, Node ${process.versions.node}`);
	await benchServer(asked.documents === undefined ? undefined : Number(asked.documents));
	if (asked.only === 'server') process.exit();
}

const folder = temporaryFolder();
await buildPages(folder);
const server = await startServer({ port: PORT, appFolder: folder });
const browser = await createProfile().launch();
const version = browser.context.browser()?.version();
console.log(`${availableParallelism()} cores, ${load()}, Node ${process.versions.node}, Chromium ${version}`);

async function open(page: Page, address: string): Promise<Page> {
	page.on('pageerror', (error) => console.error(error));
	await page.goto(address);
	await page.waitForFunction(() => 'bench' in globalThis);
	return page;
}

const pages: Pages = {
	floorbook: await open(browser.page, server.url),
	pouchdb: await open(await browser.context.newPage(), server.url.replace('127.0.0.1', 'localhost'))
};
const account = await pages.floorbook.evaluate((code) => globalThis.bench.enrol(code), server.code ?? '');
await pages.pouchdb.evaluate((known) => globalThis.bench.signIn(known), account);

await firstSync(pages, server);
await scanCommit(pages);
await pages.floorbook.bringToFront();
await scanDuringCatchUp(pages.floorbook, server);

await browser.close();
await server.stop();
if (asked.only !== 'engine') {
	await benchScreens();
	await benchFlow();
}
console.log(`\n${seconds(elapsed())} in all, ${load()}`);
