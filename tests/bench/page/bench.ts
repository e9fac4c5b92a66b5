import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createCouchPeer, type PeerAccount } from '#adapters/couch/couch-peer.ts';
import { createRegistrar } from '#adapters/couch/registrar.ts';
import { createDexieStore, type DexieStore } from '#adapters/dexie/dexie-store.ts';
import type { InitialiseBatch } from '#domain/batch/initialise.ts';
import { batches } from '#domain/batch/views.ts';
import { item } from '#domain/item/item.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { isPersonalId, type PersonalText } from '#domain/kernel/personal.ts';
import { threads } from '#domain/kernel/thread.ts';
import { progress } from '#domain/run/progress.ts';
import { runs } from '#domain/run/run.ts';
import { station } from '#domain/station/station.ts';
import { step } from '#domain/step/step.ts';
import { enrol } from '#engine/enrol.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { allTables, meta, type Identity } from '#engine/tables.ts';
import type { Peer, WireDocument } from '#ports/peer.ts';
import type { Reader } from '#ports/store.ts';
import { generateSite, type SiteOptions } from '../../support/generated-site.ts';
import { bareIndexedDb } from './bare.ts';
import type { Contender } from './contender.ts';
import { floorbook } from './floorbook.ts';
import { pouchIdb, type PouchContender, type PouchViews } from './pouch.ts';
import type { PullFailure, PullOrder, PullReport } from './pull.ts';

export type ContenderName = 'floorbook' | 'pouchdb' | 'bare';
export type PullerName = 'floorbook' | 'pouchdb';

/** Scans to come, and the rows that PouchDB has to hold for them. */
export interface PreparedScans {
	readonly commands: readonly InitialiseBatch[];
	readonly views: PouchViews;
}

/**
 * What a page does for the bench; durations in milliseconds. Two pages of different origins do it, so that PouchDB's databases
 * and the others' lie in different files of the browser: nobody waits for what another one left to be tidied up.
 */
export interface BenchPage {
	/** Makes this browser a device of the site. */
	readonly enrol: (code: string) => Promise<PeerAccount>;
	/** Lets this page in as a device that is enrolled. */
	readonly signIn: (account: PeerAccount) => Promise<void>;
	/** Stores a site's log, with views, where Floorbook and bare IndexedDB scan. */
	readonly fill: (site: SiteOptions) => Promise<void>;
	/** Stores a site's log, without views, where PouchDB scans. */
	readonly fillPouchdb: (site: SiteOptions) => Promise<void>;
	/** Hands `count` scans over to the other page. */
	readonly handOver: (count: number) => Promise<PreparedScans>;
	readonly takeOver: (scans: PreparedScans) => Promise<void>;
	/** Records `count` scans, one after the other, `pause` apart. */
	readonly scan: (contender: ContenderName, count: number, pause: number) => Promise<number[]>;
	/** Follows the feed from here on: what the server holds already counts as known. */
	readonly followFromHere: () => Promise<void>;
	/** Scans while a worker catches up, from its start to its end. */
	readonly scanDuringCatchUp: (pause: number) => Promise<{ readonly scans: number[]; readonly catchUp: PullReport }>;
	/** The first sync of an empty device, which is thrown away afterwards. */
	readonly firstSync: (puller: PullerName) => Promise<PullReport>;
	/** The server's documents fetched in the pages the product asks for, and parsed: what no client can be faster than. */
	readonly fetchOnly: () => Promise<number>;
	/** Microseconds for one event to be read, its hash checked. */
	readonly readingAnEvent: (site: SiteOptions) => number;
}

declare global {
	var bench: BenchPage;
}

const NAME = 'floorbook';
const POUCH = 'pouchdb';
const CHUNK = 1_000;
const origin = { by: [], source: 'camera' };

let account: PeerAccount | undefined;
let store: DexieStore | undefined;
const contenders = new Map<ContenderName, Contender>();
const toScan: InitialiseBatch[] = [];
let pulls = 0;

const given = <Value>(value: Value | undefined): Value => {
	if (value === undefined) throw new Error('the bench is not set up');
	return value;
};

/** The site's log in chunks. */
function* chunks(site: SiteOptions): Generator<{ readonly events: FloorEvent[]; readonly texts: PersonalText[] }> {
	let chunk = { events: [] as FloorEvent[], texts: [] as PersonalText[] };
	for (const document of generateSite(site)) {
		if (isPersonalId(document._id)) chunk.texts.push(document as PersonalText);
		else chunk.events.push(document as FloorEvent);
		if (chunk.events.length < CHUNK) continue;
		yield chunk;
		chunk = { events: [], texts: [] };
	}
	yield chunk;
}

async function fill(site: SiteOptions): Promise<void> {
	const relaxed = await createDexieStore({ name: NAME, durability: 'relaxed', tables: allTables });
	const deps = { store: relaxed, clock: browserClock, random: browserRandom };
	for (const { events, texts } of chunks(site)) await ingest(deps, { events, texts, erased: [], stuck: [] }, null);
	relaxed.close();
	store = await createDexieStore({ name: NAME, durability: 'strict', tables: allTables });
	contenders.set('floorbook', floorbook({ ...deps, store }));
	contenders.set('bare', await bareIndexedDb(NAME));
	await store.read(findScans);
}

/** Every batch that was never scanned, with the station and the machine that fit. */
async function findScans(reader: Reader): Promise<void> {
	const [steps, stations] = [await reader.range(step.table), await reader.range(station.table)];
	for (const { id, state, machine, item: made } of await reader.range(batches)) {
		const making = steps.find(({ produces }) => produces?.item === made?.id);
		const place = stations.find((one) => making !== undefined && one.steps.includes(making.id));
		if (state !== 'created' || !place) continue;
		toScan.push({
			type: 'InitialiseBatch',
			batch: id,
			station: place.id,
			step: null,
			machine: machine as Code | null,
			usual: null
		});
	}
}

function handOver(count: number): Promise<PreparedScans> {
	const commands = toScan.splice(0, count);
	return given(store).read(async (reader) => {
		const rows = commands.map(async ({ batch }) => ({
			batch: given(await reader.get(batches, batch)),
			thread: given(await reader.get(threads, batch))
		}));
		const views = {
			identity: (await reader.get(meta, 'identity')) as Identity,
			stations: await reader.range(station.table),
			steps: await reader.range(step.table),
			items: await reader.range(item.table),
			runs: await reader.range(runs),
			sums: await reader.range(progress.table),
			batches: await Promise.all(rows)
		};
		return { commands, views };
	});
}

async function fillPouchdb(site: SiteOptions): Promise<void> {
	const pouch = pouchIdb(POUCH);
	for (const { events } of chunks(site)) await pouch.addEvents(events);
	contenders.set('pouchdb', pouch);
}

async function takeOver({ commands, views }: PreparedScans): Promise<void> {
	await (given(contenders.get('pouchdb')) as PouchContender).addViews(views);
	toScan.push(...commands);
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function scanOnce(contender: Contender): Promise<number> {
	const command = given(toScan.shift());
	const began = performance.now();
	await contender.scan(command, origin);
	return performance.now() - began;
}

async function scan(name: ContenderName, count: number, pause: number): Promise<number[]> {
	const contender = given(contenders.get(name));
	const durations: number[] = [];
	while (durations.length < count) {
		durations.push(await scanOnce(contender));
		await sleep(pause);
	}
	return durations;
}

const peerOf = (known: PeerAccount): Peer =>
	createCouchPeer({
		base: '/couchdb',
		account: () => Promise.resolve(known),
		fetch: (url, init) => fetch(url, init)
	});

async function followFromHere(): Promise<void> {
	const position = await peerOf(given(account)).position(new AbortController().signal);
	if (!position.ok) throw new Error(position.error.detail);
	await given(store).write((writer) => writer.put(meta, [{ name: 'checkpoint', since: position.value, first: null }]));
}

function startPull(puller: PullerName, database: string, scannerOpen: boolean): Promise<PullReport> {
	const worker =
		puller === 'floorbook'
			? new Worker(new URL('./pull-floorbook.worker.ts', import.meta.url), { type: 'module' })
			: new Worker(new URL('./pull-pouchdb.worker.ts', import.meta.url), { type: 'module' });
	const report = new Promise<PullReport>((resolve, reject) => {
		worker.addEventListener('message', ({ data }: MessageEvent<PullReport | PullFailure>) => {
			if ('error' in data) reject(new Error(`${puller}: ${data.error}`));
			else resolve(data);
		});
		worker.addEventListener('error', ({ message }) => reject(new Error(`${puller}: ${message}`)));
	});
	const { user, password, uuid, database: remote } = given(account);
	const order: PullOrder = { account: { user, password, uuid, database: remote }, database, scannerOpen };
	worker.postMessage(order);
	return report.finally(() => worker.terminate());
}

async function scanDuringCatchUp(pause: number) {
	const contender = given(contenders.get('floorbook'));
	const scans: number[] = [];
	let caughtUp = false;
	const catchUp = startPull('floorbook', NAME, true).finally(() => {
		caughtUp = true;
	});
	// A failure is thrown where it is awaited, after the scans.
	catchUp.catch(() => undefined);
	while (!caughtUp) {
		scans.push(await scanOnce(contender));
		await sleep(pause);
	}
	return { scans, catchUp: await catchUp };
}

async function firstSync(puller: PullerName): Promise<PullReport> {
	const database = `${puller}-pull-${pulls++}`;
	const report = await startPull(puller, database, false);
	for (const name of [database, `${database}-copy`, `_pouch_${database}`]) indexedDB.deleteDatabase(name);
	return report;
}

async function fetchOnly(): Promise<number> {
	const began = performance.now();
	for (let since: string | number = 0; ;) {
		const response = await fetch(
			`/couchdb/${given(account).database}/_changes?include_docs=true&limit=1000&since=${since}`
		);
		const page = (await response.json()) as { results: readonly unknown[]; last_seq: string | number };
		if (page.results.length === 0) return performance.now() - began;
		since = page.last_seq;
	}
}

globalThis.bench = {
	async enrol(code) {
		const profile = { name: 'Bench', profile: 'kiosk' } as const;
		const registrar = createRegistrar({ base: '', fetch: (url, init) => fetch(url, init) });
		const answer = await registrar.enrol({ code, ...profile, replaces: null, key: null });
		if (!answer.ok) throw new Error(`enrolment failed: ${answer.error.type}`);
		account = answer.value;
		const device = await createDexieStore({ name: NAME, durability: 'strict', tables: allTables });
		await enrol({ store: device, clock: browserClock, random: browserRandom }, answer.value, profile);
		device.close();
		return account;
	},
	async signIn(known) {
		account = known;
		const opened = await peerOf(known).open(new AbortController().signal);
		if (!opened.ok) throw new Error(`${opened.error.type}: ${opened.error.detail}`);
	},
	fill,
	fillPouchdb,
	handOver,
	takeOver,
	scan,
	followFromHere,
	scanDuringCatchUp,
	firstSync,
	fetchOnly,
	readingAnEvent(site) {
		const documents: WireDocument[] = [...generateSite(site)];
		const began = performance.now();
		const { stuck } = readIncoming(documents, Date.now());
		if (stuck.length > 0) throw new Error('the generated site is not sound');
		return ((performance.now() - began) * 1_000) / documents.length;
	}
};
