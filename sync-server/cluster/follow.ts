import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok } from '#domain/kernel/result.ts';
import { REVOCATION } from '../door-rules.ts';
import type { Storage } from '../log/storage.ts';
import type { Asked, CouchServer } from './couch-server.ts';

export interface FollowOptions {
	/** Where the site's records are. */
	readonly couch: CouchServer;
	/** This server's own API: what it takes in goes through the same door as ever. */
	readonly own: CouchServer;
	readonly storage: Pick<Storage, 'setting' | 'setSetting'>;
	readonly database: string;
	readonly warn: (sentence: string) => void;
	readonly signal: AbortSignal;
	/** Told once, when everything is here that was there at that moment. */
	readonly onCaughtUp?: () => void;
}

/** How far the copy is. */
interface Progress {
	readonly since: string;
	/** Events that put a device out, until what comes behind them is here. */
	readonly held: readonly object[];
	readonly isCaughtUp: boolean;
}

/** Where the copy stands; of another CouchDB it begins anew. */
const POSITION = 'copied from CouchDB';

const PAGE = 500;

/** Bytes of documents in one write: below what the site's database takes at once. */
const CHUNK = 4 * 2 ** 20;

/** Milliseconds: the feed answers by then though nothing happened, and by the other one at the latest. */
const FEED_TIMEOUT = 50_000;
const FEED_PATIENCE = 90_000;
const WAIT = 5_000;

/**
 * Keeps this server's own copy of a site whose records are on a CouchDB, until `signal` aborts. From the copy come receipts,
 * exports, audits and backups, as ever; and an event that puts a device out is carried out when it arrives here.
 */
export async function follow(options: FollowOptions): Promise<void> {
	const { couch, storage, signal, warn } = options;
	const stored = JSON.parse(storage.setting(POSITION) ?? '{}') as { readonly url?: string; readonly since?: string };
	const since = stored.url === couch.url ? (stored.since ?? '0') : '0';
	let progress: Progress = { since, held: [], isCaughtUp: false };
	let said = '';
	while (!signal.aborted) {
		const taken = await takePage(options, progress).catch((error: unknown) =>
			err({ status: 0, reason: String(error) })
		);
		if (signal.aborted) return;
		if (taken.ok) {
			if (taken.value.isCaughtUp && !progress.isCaughtUp) options.onCaughtUp?.();
			progress = taken.value;
		}
		const trouble = taken.ok ? '' : taken.error.reason;
		if (trouble !== '' && trouble !== said) warn(`the copy of the CouchDB's records stands still: ${trouble}`);
		said = trouble;
		if (trouble !== '') await sleep(WAIT, undefined, { signal }).catch(() => undefined);
	}
}

async function takePage(options: FollowOptions, { since, held, isCaughtUp }: Progress): Asked<Progress> {
	const { couch, own, storage, database, warn, signal } = options;
	const feed = isCaughtUp ? `feed=longpoll&timeout=${FEED_TIMEOUT}` : 'feed=normal';
	const query = `${feed}&include_docs=true&limit=${PAGE}&since=${encodeURIComponent(since)}`;
	const patience = AbortSignal.any([signal, AbortSignal.timeout(FEED_PATIENCE)]);
	const page = await couch.ask('GET', `/${database}/_changes?${query}`, undefined, patience);
	if (!page.ok) return page;
	const { results, last_seq: last } = page.value as { results: readonly Change[]; last_seq: string | number };
	const changed = results.filter(({ id }) => !id.startsWith('_design/'));
	const deleted = await withHistory(couch, database, changed.filter(isDeleted));
	if (!deleted.ok) return deleted;
	const documents = [...changed.filter((change) => !isDeleted(change)).map(({ doc }) => doc), ...deleted.value];
	// A cluster's shards each have an order of their own: what a device sent before it was put out is to be here before that is,
	// and may come pages later. A page that is not full has all there is.
	const isEnd = results.length < PAGE;
	const isRevocation = (document: object): boolean => 'type' in document && document.type === REVOCATION;
	const others = documents.filter((document) => !isRevocation(document));
	const revocations = [...held, ...documents.filter(isRevocation)];
	for (const docs of [...chunks(others), ...chunks(isEnd ? revocations : [])]) {
		const written = await own.ask('POST', `/${database}/_bulk_docs`, { docs, new_edits: false });
		if (!written.ok) return written;
		for (const row of written.value as readonly { id?: string; reason?: string }[]) {
			warn(`the copy does not take ${String(row.id)}: ${String(row.reason)}`);
		}
	}
	const left = isEnd ? [] : revocations;
	const position = JSON.stringify({ url: couch.url, since: String(last) });
	if (left.length === 0 && position !== storage.setting(POSITION)) await storage.setSetting(POSITION, position);
	return ok({ since: String(last), held: left, isCaughtUp: isCaughtUp || isEnd });
}

interface Change {
	readonly id: string;
	readonly deleted?: boolean;
	readonly changes: readonly { readonly rev: string }[];
	readonly doc: object;
}

const isDeleted = ({ deleted }: Change): boolean => deleted === true;

/** A deletion stands on the revision it deletes: without its history it would stand beside that one. */
async function withHistory(couch: CouchServer, database: string, changes: readonly Change[]): Asked<object[]> {
	if (changes.length === 0) return ok([]);
	const docs = changes.map(({ id, changes: [first] }) => ({ id, rev: first?.rev }));
	const found = await couch.ask('POST', `/${database}/_bulk_get?revs=true`, { docs });
	if (!found.ok) return found;
	const { results } = found.value as { results: readonly { docs: readonly { ok?: object }[] }[] };
	const documents = results.flatMap(({ docs: [first] }) => first?.ok ?? []);
	// What is passed over here would stay in the copy for good, and it was erased.
	if (documents.length < docs.length) return err({ status: 0, reason: 'a deletion cannot be read at the moment' });
	return ok(documents);
}

function* chunks(documents: readonly object[]): Generator<object[]> {
	let chunk: object[] = [];
	let bytes = 0;
	for (const document of documents) {
		const size = Buffer.byteLength(JSON.stringify(document));
		if (chunk.length > 0 && bytes + size > CHUNK) {
			yield chunk;
			[chunk, bytes] = [[], 0];
		}
		chunk.push(document);
		bytes += size;
	}
	if (chunk.length > 0) yield chunk;
}
