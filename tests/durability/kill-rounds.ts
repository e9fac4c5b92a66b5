import { setTimeout as sleep } from 'node:timers/promises';
import { createSeededRandom } from '../contract/seeded-random.ts';
import { createEventWriter } from '../support/device-events.ts';
import { startServer, temporaryFolder } from '../support/server.ts';
import { newLedger, NOTE_REVISION, sha256, startLoad, type Ledger } from './load.ts';
import { createSiteClient, Refused, type SiteClient } from './site-client.ts';
import { filesFaults } from './stored-files.ts';

export interface KillOptions {
	readonly rounds: number;
	readonly seed: number;
	readonly progress?: (line: string) => void;
}

export interface KillFigures {
	/** Documents that were acknowledged and compared. */
	readonly acknowledged: number;
	/** Requests that were under way when the server was killed. */
	readonly cutOff: number;
	/** Milliseconds from the command until it listens, at most and in the middle. */
	readonly restart: { readonly longest: number; readonly median: number };
}

/** Longest time a server lives under load, in milliseconds. */
const LONGEST_LIFE = 120;
/** Documents that are asked for at once. */
const KEYS = 1_000;
/** For its first answer: a writer that was refused shows after it. */
const LONGEST_WAIT = 10_000;

/**
 * Kills a real server in the middle of its work (SIGKILL), starts it again on the same files, and holds what it acknowledged
 * against what is there, round after round. Throws, with all that is missing or half, at the first round that is not whole.
 */
export async function killRounds({ rounds, seed, progress = () => {} }: KillOptions): Promise<KillFigures> {
	const random = createSeededRandom(seed);
	const below = (limit: number): number => Math.floor(random() * limit);
	const server = await startServer({ env: { NODE_COMPILE_CACHE: temporaryFolder() } });
	const client = createSiteClient(server);
	// a compiled program is kept only by a process that ends by itself
	await server.restart();
	await client.send('PUT', '/couchdb/notes');
	const enrolled = (await client.send('POST', '/enrol', { code: server.code, name: 'Tablet', profile: 'floor' })) as {
		device: string;
		user: string;
		password: string;
	};
	const authorization = `Basic ${Buffer.from(`${enrolled.user}:${enrolled.password}`).toString('base64')}`;
	const device = { authorization, events: createEventWriter(enrolled.device) };
	const outbox = new Map<string, object>();
	const withAttachments = await storesAttachments(client);
	const { uuid } = (await client.send('GET', '/couchdb/')) as { uuid: string };
	const all = newLedger();
	const restarts: number[] = [];
	let cutOff = 0;

	for (let round = 0; round < rounds; round++) {
		const place = ((await client.send('GET', '/couchdb/notes/_changes?since=now')) as { last_seq: string }).last_seq;
		const ledger = newLedger();
		const load = startLoad({ client, device, outbox, round: `r${round}`, below, withAttachments }, ledger);
		const ended = Promise.allSettled(load);
		// now and then before anything was answered, else in the middle of the work, however slow the machine is
		const isEarly = below(5) === 0;
		const began = performance.now();
		while (!isEarly && countOf(ledger) === 0 && performance.now() - began < LONGEST_WAIT) await sleep(1);
		await sleep(below(LONGEST_LIFE));
		await server.kill();
		for (const outcome of await ended) {
			const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
			if (!(reason instanceof TypeError)) throw new Error(`round ${round}, seed ${seed}`, { cause: reason });
		}
		cutOff += load.length;
		const killed = performance.now();
		await server.restart();
		restarts.push(performance.now() - killed);

		const faults = [
			...(/WARNING|damaged/.exec(server.printed) ? [server.printed] : []),
			...(((await client.send('GET', '/couchdb/')) as { uuid: string }).uuid === uuid ? [] : ['it is another server']),
			...filesFaults(server.dataDir),
			...(await lostIn(client, ledger)),
			...(await orderFaults(client, ledger, place))
		];
		if (faults.length > 0) {
			throw new Error(`round ${round}, seed ${seed}, files in ${server.dataDir}:\n${faults.join('\n')}`);
		}
		merge(all, ledger);
		if (round % 50 === 49) progress(`${round + 1} rounds, ${countOf(all)} documents acknowledged, all there`);
	}
	const lost = await lostIn(client, all);
	if (lost.length > 0) throw new Error(`at the end, seed ${seed}:\n${lost.join('\n')}`);
	await server.stop();
	const sorted = restarts.toSorted((a, b) => a - b);
	return {
		acknowledged: countOf(all),
		cutOff,
		restart: { longest: sorted.at(-1) ?? 0, median: sorted[sorted.length >> 1] ?? 0 }
	};
}

async function storesAttachments(client: SiteClient): Promise<boolean> {
	try {
		await client.sendBytes('/couchdb/notes/attachments/file', new Uint8Array([1, 2, 3]));
		return true;
	} catch (error) {
		if (error instanceof Refused && error.message.includes('501')) return false;
		throw error;
	}
}

/** What was acknowledged and is not there, and what is there by half. */
async function lostIn(client: SiteClient, ledger: Ledger): Promise<string[]> {
	const lost: string[] = [];
	const events = await revisions(client, 'floorbook', [...ledger.events.keys()]);
	for (const [id, rev] of ledger.events) if (events.get(id) !== rev) lost.push(`event ${id} ${rev}`);
	const notes = await revisions(
		client,
		'notes',
		ledger.chunks.flatMap(({ ids }) => ids)
	);
	for (const { ids, acknowledged } of ledger.chunks) {
		const kept = ids.filter((id) => notes.get(id) === NOTE_REVISION).length;
		if (kept === ids.length || (kept === 0 && !acknowledged)) continue;
		lost.push(`${kept} of ${ids.length} from ${String(ids[0])}, ${acknowledged ? '' : 'not '}acknowledged`);
	}
	for (const [id, rev] of ledger.edited) {
		// the edit that was under way may have been stored as well
		const { _revisions } = (await client.send('GET', `/couchdb/notes/${id}?revs=true`)) as {
			_revisions: { start: number; ids: string[] };
		};
		const known = _revisions.ids.map((hash, index) => `${_revisions.start - index}-${hash}`);
		if (!known.slice(0, 2).includes(rev)) lost.push(`${id} ${rev}, it is at ${String(known[0])}`);
	}
	for (const [id, { acknowledged, sent }] of ledger.locals) {
		if (acknowledged === 0) continue;
		const { n } = (await client.send('GET', `/couchdb/notes/_local/${id}`)) as { n: number };
		if (n !== acknowledged && n !== sent) lost.push(`_local/${id} ${acknowledged}, it is ${n}`);
	}
	for (const [id, hash] of ledger.attachments) {
		const found = sha256(await client.bytes(`/couchdb/notes/${id}/file`));
		if (found !== hash) lost.push(`the attachment of ${id}`);
	}
	return lost;
}

async function revisions(client: SiteClient, database: string, ids: readonly string[]): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for (let from = 0; from < ids.length; from += KEYS) {
		const keys = ids.slice(from, from + KEYS);
		const { rows } = (await client.send('POST', `/couchdb/${database}/_all_docs`, { keys })) as {
			rows: { key: string; value?: { rev: string } }[];
		};
		for (const { key, value } of rows) found.set(key, value?.rev ?? '');
	}
	return found;
}

/** To its clients it is the same server, with the same places in the same order. */
async function orderFaults(client: SiteClient, ledger: Ledger, place: string): Promise<string[]> {
	const { results } = (await client.send('GET', `/couchdb/notes/_changes?since=${place}`)) as {
		results: { id: string }[];
	};
	const since = new Set(results.map(({ id }) => id));
	const expected = ledger.chunks.filter(({ acknowledged }) => acknowledged).flatMap(({ ids }) => ids);
	const mine = expected[0]?.split('-')[0];
	return [
		...expected.filter((id) => !since.has(id)).map((id) => `${id} is not among the changes`),
		...[...since].filter((id) => mine !== undefined && !id.startsWith(`${mine}-`)).map((id) => `${id} is told again`)
	];
}

function merge(all: Ledger, { events, chunks, edited, locals, attachments }: Ledger): void {
	for (const [id, rev] of events) all.events.set(id, rev);
	all.chunks.push(...chunks);
	for (const [id, rev] of edited) all.edited.set(id, rev);
	for (const [id, place] of locals) all.locals.set(id, place);
	for (const [id, hash] of attachments) all.attachments.set(id, hash);
}

const countOf = ({ events, chunks, edited, locals, attachments }: Ledger): number =>
	events.size +
	chunks.reduce((sum, { ids, acknowledged }) => sum + (acknowledged ? ids.length : 0), 0) +
	edited.size +
	locals.size +
	attachments.size;
