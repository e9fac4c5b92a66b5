import { streamRange } from '#domain/kernel/event.ts';
import { ok, type Result } from '#domain/kernel/result.ts';
import type { StopSignal } from '#ports/clock.ts';
import type { Peer, PeerTrouble, WireDocument } from '#ports/peer.ts';
import { ingest, readIncoming, type Incoming, type IngestDeps } from './ingest.ts';
import type { Pace } from './pace.ts';
import { meta, personalTexts, type Checkpoint } from './tables.ts';

export interface PullDeps extends IngestDeps {
	readonly peer: Peer;
	readonly pace: Pace;
}

export interface Pulled {
	/** Events that were new here. */
	readonly received: number;
	/** How many changes are still to come, as far as the server says. */
	readonly pending: number;
}

/** Documents a request asks for. */
export const PAGE = 1_000;

/**
 * What the first sync takes in before the feed, in this order: definitions and people, the runs, what was scanned of batches that
 * were unknown there (the records of these scans stand on it), then the runs' batches, then the rest. By id range each entity's events come together and in fold order, which costs a third of what the feed's order does.
 */
const FIRST_RANGES: readonly { readonly from: string; readonly to: string }[] = [
	streamRange('site'),
	streamRange('runs'),
	streamRange('unfiled'),
	{ from: 'run.', to: 'run/' },
	{ from: '', to: 'run.' },
	{ from: 'run/', to: 'runs:' },
	{ from: 'runs;', to: 'site:' },
	{ from: 'site;', to: 'unfiled:' },
	{ from: 'unfiled;', to: '\uffff' }
];

/** One page of whatever is due: the first sync's next range, or the feed. `live`: the feed waits for a change. */
export type Pull = (live: boolean, signal: StopSignal) => Promise<Result<Pulled, PeerTrouble>>;

export function createPull(deps: PullDeps): Pull {
	const ranges = createRangeReader(deps);
	return async (live, signal) => {
		const checkpoint = await findStart(deps, signal);
		if (!checkpoint.ok) return checkpoint;
		const { first } = checkpoint.value;
		return first === null
			? pullFeed(deps, checkpoint.value, live, signal)
			: pullRange(deps, ranges, checkpoint.value, signal);
	};
}

/**
 * The checkpoint; on a device that has none, where the feed stands now. To be settled before anything is sent: a text of
 * this device that is erased at the server is then erased later than that, and the feed tells.
 */
export async function findStart(deps: PullDeps, signal: StopSignal): Promise<Result<Checkpoint, PeerTrouble>> {
	const checkpoint = await readCheckpoint(deps);
	if (checkpoint !== undefined) return ok(checkpoint);
	const position = await deps.peer.position(signal);
	if (!position.ok) return position;
	const start: Checkpoint = { name: 'checkpoint', since: position.value, first: { range: 0, from: '' } };
	await deps.store.write((writer) => writer.put(meta, [start]));
	return ok(start);
}

export const readCheckpoint = async ({ store }: Pick<PullDeps, 'store'>): Promise<Checkpoint | undefined> =>
	(await store.read((reader) => reader.get(meta, 'checkpoint'))) as Checkpoint | undefined;

async function pullFeed(
	deps: PullDeps,
	checkpoint: Checkpoint,
	live: boolean,
	signal: StopSignal
): Promise<Result<Pulled, PeerTrouble>> {
	const page = await deps.peer.changes({ since: checkpoint.since, limit: PAGE, live }, signal);
	if (!page.ok) return page;
	const { documents, last, pending } = page.value;
	const received = last === checkpoint.since ? 0 : await takeIn(deps, documents, { ...checkpoint, since: last });
	return ok({ received, pending });
}

async function pullRange(
	deps: PullDeps,
	ranges: RangeReader,
	checkpoint: Checkpoint,
	signal: StopSignal
): Promise<Result<Pulled, PeerTrouble>> {
	const position = checkpoint.first ?? { range: 0, from: '' };
	if (FIRST_RANGES[position.range] === undefined) return dropErased(deps, checkpoint, position, signal);
	const page = await ranges.read(position, signal);
	if (!page.ok) return page;
	const { documents, incoming, next } = page.value;
	// With nobody scanning, the next page comes in and is read while this one is being stored.
	const hurried = deps.pace.size() < PAGE;
	if (FIRST_RANGES[next.range] !== undefined && !hurried) ranges.readAhead(next, signal);
	const moved = { ...checkpoint, first: next };
	const received = hurried ? await takeIn(deps, documents, moved) : await ingest(deps, incoming, moved);
	return ok({ received, pending: 1 });
}

/**
 * The end of the first sync: texts that this device held before it, and that were erased before it. No range lists what is
 * deleted, and the feed from here on does not tell of it any more.
 */
async function dropErased(
	deps: PullDeps,
	checkpoint: Checkpoint,
	{ range, from }: Position,
	signal: StopSignal
): Promise<Result<Pulled, PeerTrouble>> {
	const texts = await deps.store.read((reader) => reader.range(personalTexts, { from, limit: PAGE }));
	const ids = texts.map(({ _id }) => _id);
	const erased = ids.length === 0 ? ok([]) : await deps.peer.erased(ids, signal);
	if (!erased.ok) return erased;
	const last = ids.length < PAGE ? undefined : ids.at(-1);
	const first = last === undefined ? null : { range, from: `${last}\u0000` };
	await ingest(deps, { events: [], texts: [], stuck: [], erased: erased.value }, { ...checkpoint, first });
	return ok({ received: 0, pending: first === null ? 0 : 1 });
}

/** Where the first sync stands. */
type Position = NonNullable<Checkpoint['first']>;

interface RangePageRead {
	readonly documents: readonly WireDocument[];
	readonly incoming: Incoming;
	/** After the last range: what comes after all ranges. */
	readonly next: Position;
}

interface RangeReader {
	readonly read: (position: Position, signal: StopSignal) => Promise<Result<RangePageRead, PeerTrouble>>;
	/** Starts on a page that `read` will be asked for. */
	readonly readAhead: (position: Position, signal: StopSignal) => void;
}

function createRangeReader({ peer, clock }: PullDeps): RangeReader {
	let ahead: { readonly position: Position; readonly page: ReturnType<RangeReader['read']> } | null = null;

	const ask: RangeReader['read'] = async ({ range, from }, signal) => {
		const bounds = FIRST_RANGES[range] ?? { from: '', to: '' };
		const page = await peer.range({ from: from || bounds.from, to: bounds.to, limit: PAGE }, signal);
		if (!page.ok) return page;
		const { documents, more } = page.value;
		const last = documents.at(-1);
		// A space sorts before every character of an id: the first key after the last document.
		const next = more && last ? { range, from: `${last._id} ` } : { range: range + 1, from: '' };
		return ok({ documents, incoming: readIncoming(documents, clock.now()), next });
	};

	return {
		read(position, signal) {
			const known = ahead;
			ahead = null;
			const isNext = known?.position.range === position.range && known.position.from === position.from;
			return isNext ? known.page : ask(position, signal);
		},
		readAhead(position, signal) {
			const page = ask(position, signal);
			ahead = { position, page };
			// When the session ends nobody may come for it. What failed is asked for anew.
			const forget = (): void => {
				if (ahead?.page === page) ahead = null;
			};
			page.then((read) => read.ok || forget(), forget);
		}
	};
}

/** In chunks; the checkpoint moves with the last one. What was taken in before a crash is skipped the next time. */
async function takeIn(deps: PullDeps, documents: readonly WireDocument[], checkpoint: Checkpoint): Promise<number> {
	let received = 0;
	let from = 0;
	do {
		const chunk = documents.slice(from, from + deps.pace.size());
		from += chunk.length;
		const incoming = readIncoming(chunk, deps.clock.now());
		const began = deps.clock.now();
		received += await ingest(deps, incoming, from >= documents.length ? checkpoint : null);
		deps.pace.took(chunk.length, deps.clock.now() - began);
	} while (from < documents.length);
	return received;
}
