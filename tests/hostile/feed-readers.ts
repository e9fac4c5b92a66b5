import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { residentBytes } from './golden-site.ts';

export interface FeedLoad {
	readonly url: string;
	readonly pid: number;
	readonly authorization: string;
	/** Feeds that wait for changes and read them. */
	readonly feeds: number;
	/** Clients that ask for everything and read nothing. */
	readonly idlers: number;
	/** Written before anybody reads, and while all do; each of `bytes`. */
	readonly before: number;
	readonly during: number;
	readonly bytes: number;
	readonly tell?: (line: string) => void;
}

export interface FeedMemory {
	/** Resident bytes of the server before the feeds are open, at most while they are, and in the end. */
	readonly atStart: number;
	readonly highest: number;
	readonly atEnd: number;
	/** Changes that each feed was told, of those written while it was open. */
	readonly told: readonly number[];
}

const CHUNK = 50;

/** Milliseconds after the last write in which everybody is told of it. */
const PATIENCE = 60_000;

/** Holds feeds open on a database of their own while documents are written, and watches the server's memory. */
export async function holdFeeds(load: FeedLoad): Promise<FeedMemory> {
	const { url, pid, authorization, tell = () => undefined } = load;
	const headers = { authorization, 'content-type': 'application/json' };
	const measure = (): number => residentBytes(pid) ?? 0;
	const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
	let written = 0;

	async function write(count: number): Promise<void> {
		for (let left = count; left > 0; left -= CHUNK) {
			const docs = Array.from({ length: Math.min(CHUNK, left) }, () => ({
				_id: `d${String(written++).padStart(8, '0')}`,
				text: 'x'.repeat(load.bytes)
			}));
			const response = await fetch(`${url}/couchdb/watched/_bulk_docs`, {
				method: 'POST',
				headers,
				body: JSON.stringify({ docs })
			});
			if (response.status !== 201) throw new Error(`writing answered ${response.status}: ${await response.text()}`);
			await response.text();
		}
	}

	await (await fetch(`${url}/couchdb/watched`, { method: 'PUT', headers })).text();
	await write(load.before);
	const atStart = measure();
	tell(`${load.before} documents written: ${megabytes(atStart)}`);

	const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
	const path = '/couchdb/watched/_changes?feed=continuous&heartbeat=5000&include_docs=true';
	const told: number[] = [];
	const feeds: IncomingMessage[] = [];
	for (let index = 0; index < load.feeds; index++) {
		const [feed] = (await once(get(`${url}${path}&since=now`, { agent, headers }), 'response')) as [IncomingMessage];
		if (feed.statusCode !== 200) throw new Error(`feed ${index} answered ${feed.statusCode}`);
		told[index] = 0;
		// a line a change, and an empty one for a heartbeat
		feed.on(
			'data',
			(data: Buffer) => (told[index] = (told[index] ?? 0) + data.toString('latin1').split('{"seq"').length - 1)
		);
		feed.on('error', () => undefined);
		feeds.push(feed);
	}
	const { hostname, port } = new URL(url);
	const idlers = Array.from({ length: load.idlers }, () => {
		const socket = connect(Number(port), hostname);
		socket.on('error', () => undefined);
		socket.pause();
		socket.write(`GET ${path}&since=0 HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\n\r\n`);
		return socket;
	});
	tell(`${load.feeds} feeds and ${load.idlers} clients that do not read: ${megabytes(measure())}`);

	let highest = measure();
	const sampling = setInterval(() => (highest = Math.max(highest, measure())), 100);
	await write(load.during);
	for (const began = Date.now(); told.some((count) => count < load.during) && Date.now() - began < PATIENCE;) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	clearInterval(sampling);
	const atEnd = measure();
	tell(`${load.during} documents written meanwhile: at most ${megabytes(highest)}, in the end ${megabytes(atEnd)}`);
	for (const feed of feeds) feed.destroy();
	for (const socket of idlers) socket.destroy();
	agent.destroy();
	return { atStart, highest, atEnd, told };
}
