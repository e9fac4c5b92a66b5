// The clients of one round, in a process of their own: what they cost is not the server's. Started by `measure.ts`, which
// sends a LoadOrder and gets the Figures back.
import { chunksOf, benchDocument } from './documents.ts';
import { createClient, timed, type Client, type Target } from './client.ts';
import type { Figure, FigureName, Figures } from './figures.ts';
import { measureListeners } from './listeners.ts';
import { median, percentile } from '../statistics.ts';
import { pull, push, readChanges } from './replicator.ts';
import { allocatedBytes, processCost } from './server-process.ts';

export interface LoadOrder extends Target {
	/** Of the server. */
	readonly pid: number;
	/** Where it keeps its databases. */
	readonly folder: string;
	/** Begins the names of this round's databases. */
	readonly prefix: string;
	/** In the large database; the others get a share of that. */
	readonly documents: number;
	/** Milliseconds of single PUTs, for each number of connections. */
	readonly putting: number;
	readonly listeners: number;
}

const CHUNK = 500;
const CONNECTIONS = 64;

process.once('message', (order: LoadOrder) => {
	void run(order).then((figures) => {
		process.send?.(figures);
		process.disconnect();
	});
});

async function run(order: LoadOrder): Promise<Figures> {
	const { pid, folder, prefix, documents } = order;
	const client = createClient(order, CONNECTIONS);
	const figures: Partial<Record<FigureName, Figure>> = {};
	const made: string[] = [];

	const create = async (name: string): Promise<string> => {
		const path = `/${prefix}-${name}`;
		await client.send('PUT', path);
		made.push(path);
		return path;
	};
	/** Files how many things a second `work` did, and what each cost the server. */
	const rate = async (name: FigureName, work: () => Promise<number>): Promise<void> => {
		const before = processCost(pid)?.processor;
		const began = performance.now();
		const done = await work();
		const value = (done * 1_000) / (performance.now() - began);
		const after = processCost(pid)?.processor;
		const processor = before === undefined || after === undefined ? undefined : ((after - before) * 1e6) / done;
		figures[name] = { value, processor };
	};
	const memory = (name: FigureName): void => {
		const cost = processCost(pid);
		if (cost) figures[name] = { value: cost.memory };
	};

	memory('memory at the start');
	const empty = allocatedBytes(folder);
	const large = await create('large');
	await load(client, large, documents, 1, (work) => rate('bulk 1', work));
	const fewer = Math.round(documents * 0.4);
	await load(client, await create('four'), fewer, 4, (work) => rate('bulk 4', work));
	await rest(1_500);
	memory('memory, loaded');
	figures.disk = { value: (allocatedBytes(folder) - empty) / (documents + fewer) };

	for (const connections of [1, 16] as const) {
		const name = `put ${connections}` as const;
		const durations = await putOneByOne(order, await create(`put${connections}`), connections, (work) =>
			rate(name, work)
		);
		figures[`${name} p50`] = { value: median(durations) };
		figures[`${name} p99`] = { value: percentile(durations, 0.99) };
	}

	const whole = (read: number): number => {
		if (read !== documents) throw new Error(`${read} of ${documents} documents were read`);
		return read;
	};
	const page = (query: string) => async () => whole(await readChanges(client, large, query, 1_000));
	await rate('changes with documents', page('include_docs=true'));
	await rate('changes', page('style=all_docs'));
	const some = Math.round(documents / 5);
	await rate('pull', () => pull(client, large, some, 'short'));
	await rate('long pull', async () => whole(await pull(client, large, documents, 'long')));
	await push(client, await create('push'), some, (work) => rate('push', work));

	for (const feed of ['longpoll', 'continuous'] as const) {
		const rounds = await measureListeners(order, await create(feed), feed, order.listeners);
		figures[feed] = { value: median(rounds) };
		figures[`${feed}, worst`] = { value: Math.max(...rounds) };
	}
	memory('memory at the end');
	for (const path of made) await client.send('DELETE', path);
	client.close();
	return figures;
}

/** Writes documents by `_bulk_docs`, as a peer that holds them already. The texts are made beforehand. */
async function load(
	client: Client,
	path: string,
	documents: number,
	connections: number,
	measure: (work: () => Promise<number>) => Promise<void>
): Promise<void> {
	const texts = Array.from(chunksOf(documents, CHUNK), (docs) => JSON.stringify({ docs, new_edits: false }));
	const waiting = texts.values();
	const send = async (): Promise<void> => {
		for (const text of waiting) await client.send('POST', `${path}/_bulk_docs`, text);
	};
	await measure(async () => {
		await Promise.all(Array.from({ length: connections }, send));
		return documents;
	});
	const { doc_count } = await client.json<{ doc_count: number }>('GET', path);
	if (doc_count !== documents) throw new Error(`${path} holds ${doc_count} of ${documents} documents`);
}

/** New documents, each in a PUT of its own, from so many connections at once. Answers how long each took. */
async function putOneByOne(
	order: LoadOrder,
	path: string,
	connections: number,
	measure: (work: () => Promise<number>) => Promise<void>
): Promise<number[]> {
	const client = createClient(order, connections);
	const texts = Array.from({ length: 1_000 }, (_, index) => {
		const { _id, ...content } = benchDocument(index);
		return JSON.stringify({ ...content, previous: _id });
	});
	const durations: number[] = [];
	let next = 0;
	const put = (): Promise<unknown> => {
		const index = next++;
		return client.send('PUT', `${path}/${index}`, texts[index % texts.length]);
	};
	for (let warming = 0; warming < 100; warming++) await put();
	await measure(async () => {
		const end = performance.now() + order.putting;
		const one = async (): Promise<void> => {
			while (performance.now() < end) await timed(durations, put);
		};
		await Promise.all(Array.from({ length: connections }, one));
		return durations.length;
	});
	client.close();
	return durations;
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
