import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { count, heading, note } from '../report.ts';
import { median, percentile } from '../statistics.ts';
import type { Contender } from './contender.ts';
import { syncTimes } from './disk.ts';
import type { Figures } from './figures.ts';
import { startFloorbook } from './floorbook.ts';
import type { LoadOrder } from './load.ts';
import { startPouchdbServer } from './pouchdb-server.ts';
import { printTable } from './table.ts';

const DOCUMENTS = 50_000;
const PUTTING = 5_000;
const LISTENERS = 200;

/** The first round warms up what a server compiles and caches; the second is read. */
const ROUNDS = 2;

const FEWEST = 1_000;

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));

/** Inside the repository, on the disk that it is on: a temporary folder may be in memory. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));

/** The server's figures beside its nearest peer's, taken in turns, and beside CouchDB's. `documents`: fewer for a quick look. */
export async function benchServer(documents = DOCUMENTS): Promise<void> {
	if (!(documents >= FEWEST)) throw new Error(`--documents has to be ${FEWEST} or more`);
	mkdirSync(CACHE, { recursive: true });
	const folder = mkdtempSync(join(CACHE, 'bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const contenders = [await startFloorbook(join(folder, 'floorbook'))];
	const peer = await fetchPeer(join(folder, 'pouchdb-server'));
	if (peer) contenders.push(peer);

	heading(`The sync server under load: ${count(documents)} documents, ${LISTENERS} listeners`);
	const read = new Map<string, Figures>();
	for (let round = 1; round <= ROUNDS; round++) {
		for (const contender of contenders) {
			note(`round ${round} of ${ROUNDS}, ${contender.name}`);
			read.set(contender.name, await measure(contender, `round${round}`, documents));
		}
	}
	for (const { stop } of contenders) await stop();
	printTable(read.get('Floorbook') ?? {}, peer && read.get(peer.name));
	const times = syncTimes(folder);
	const [p50, p99] = [median(times), percentile(times, 0.99)].map((time) => time.toFixed(2));
	console.log(`  This disk takes a page in ${p50} ms (p99 ${p99} ms); pouchdb-server does not wait for it.`);
}

async function fetchPeer(folder: string): Promise<Contender | undefined> {
	note('fetching pouchdb-server');
	try {
		mkdirSync(folder);
		return await startPouchdbServer(folder);
	} catch (error) {
		const [reason] = String(error).split('\n');
		console.log(
			`\npouchdb-server cannot be had, so CouchDB's figures are as they were measured, on another machine: ${reason}`
		);
		return undefined;
	}
}

async function measure(contender: Contender, prefix: string, documents: number): Promise<Figures> {
	const { url, authorization, pid, folder } = contender;
	const share = Math.min(1, documents / DOCUMENTS);
	const order: LoadOrder = {
		...{ url, authorization, pid, folder, prefix, documents },
		putting: Math.max(1_000, PUTTING * share),
		listeners: LISTENERS
	};
	const client = fork(LOAD);
	client.send(order);
	let figures: Figures | undefined;
	client.once('message', (message) => (figures = message as Figures));
	const [code] = (await once(client, 'exit')) as [number | null];
	if (figures === undefined) throw new Error(`the clients of ${contender.name} ended with ${code}`);
	return figures;
}
