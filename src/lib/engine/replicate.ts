import { err, ok, type Result } from '#domain/kernel/result.ts';
import type { StopSignal } from '#ports/clock.ts';
import type { PeerTrouble } from '#ports/peer.ts';
import { createPull, findStart, readCheckpoint, type PullDeps } from './pull.ts';
import { pushChunk, refillServer, tidyCopy, type PushDeps } from './push.ts';
import { createStop, type Stop } from './stop.ts';
import { meta, outbox, type SyncStatus } from './tables.ts';
import { createVouchLoop, type Vouching } from './vouch.ts';

export interface ReplicationDeps extends PushDeps, PullDeps {
	/** Missing where nothing is signed. */
	readonly vouching?: Vouching;
}

export interface Replication {
	/** Replicates until `signal` aborts. One per browser: the caller holds the lock. */
	readonly run: (signal: StopSignal) => Promise<void>;
	/** Something changed for the better (network, visibility, a person asks): try at once. */
	readonly nudge: () => void;
}

const FIRST_CHUNK = 100;
const LARGEST_CHUNK = 500;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** A chunk that took longer than this (milliseconds) is halved: the next loss costs less. */
const SLOW = 5_000;

/**
 * Two loops beside each other, one sending and one receiving, for as long as the server answers; then a wait that doubles up
 * to a minute, and from the start again. The steps they take live in `push` and `pull`; each is safe to repeat.
 */
export function createReplication(deps: ReplicationDeps): Replication {
	let waiting = createStop();
	let failures = 0;
	const chunk: Chunk = { limit: FIRST_CHUNK };

	return {
		nudge() {
			// Also when a session is still hanging on the old line: the wait after it is a short one.
			failures = 0;
			waiting.stop();
		},
		async run(signal) {
			while (!signal.aborted) {
				const outcome = await session(deps, chunk, signal, () => {
					failures = 0;
				}).catch(storageFailed);
				if (signal.aborted) break;
				const trouble = outcome.ok ? {} : { trouble: detailOf(outcome.error) };
				await note(deps, { phase: 'offline', ...trouble }).catch(() => undefined);
				failures += 1;
				waiting = createStop(signal);
				await deps.clock.sleep(waitFor(failures, outcome, deps), waiting.signal);
				waiting.stop();
			}
		}
	};
}

/** A full or lost storage ends a session like a lost line does: it is tried again, and nothing stays stuck when space is back. */
const storageFailed = (error: unknown): Result<null, PeerTrouble> =>
	err({ type: 'Storage', detail: error instanceof Error ? error.message : String(error) });

async function session(
	deps: ReplicationDeps,
	chunk: Chunk,
	signal: StopSignal,
	met: () => void
): Promise<Result<null, PeerTrouble>> {
	const opened = await deps.peer.open(signal);
	if (!opened.ok) return opened;
	met();
	const refilled = await refillServer(deps, signal);
	if (!refilled.ok) return refilled;
	await tidyCopy(deps);
	const start = await findStart(deps, signal);
	if (!start.ok) return start;
	const both = createStop(signal);
	const vouching = deps.vouching ? createVouchLoop({ ...deps, ...deps.vouching }, both.signal) : null;
	const loops = [sending(deps, chunk, both, () => vouching?.wake()), receiving(deps, both)];
	try {
		const [outcomes] = await Promise.all([Promise.all(loops), vouching?.run()]);
		return outcomes.find((outcome) => !outcome.ok) ?? ok(null);
	} finally {
		both.stop();
	}
}

/** Events that are sent at once: kept from session to session, so that a line that carries little is not tried with too much for ever. */
interface Chunk {
	limit: number;
}

/** Sends while there is something to send, then waits for the next scan. Ends, and ends the other loop, on trouble. */
async function sending(
	deps: PushDeps & PullDeps,
	chunk: Chunk,
	stop: Stop,
	sent: () => void
): Promise<Result<null, PeerTrouble>> {
	const halve = (): void => {
		chunk.limit = Math.max(1, Math.floor(chunk.limit / 2));
	};
	while (!stop.signal.aborted) {
		await outboxFilled(deps, stop.signal);
		if (stop.signal.aborted) break;
		await note(deps, { phase: 'sending' });
		const began = deps.clock.now();
		const pushed = await pushChunk(deps, chunk.limit, stop.signal);
		if (!pushed.ok) {
			const { type } = pushed.error;
			const again = type === 'TooLarge' && chunk.limit > 1;
			if (type === 'TooLarge' || type === 'Unreachable') halve();
			if (again) continue;
			stop.stop();
			return pushed;
		}
		if (deps.clock.now() - began > SLOW) halve();
		else chunk.limit = Math.min(LARGEST_CHUNK, chunk.limit * 2);
		await note(deps, { phase: 'idle', lastSuccess: deps.clock.now(), trouble: null });
		if (!pushed.value.more) sent();
	}
	return ok(null);
}

/** Catches up, then follows the live feed. */
async function receiving(deps: PushDeps & PullDeps, stop: Stop): Promise<Result<null, PeerTrouble>> {
	const pull = createPull(deps);
	let behind = true;
	while (!stop.signal.aborted) {
		const pulled = await pull(!behind, stop.signal);
		if (stop.signal.aborted) break;
		if (!pulled.ok) {
			stop.stop();
			return pulled;
		}
		const { pending } = pulled.value;
		behind = pending > 0 || (await readCheckpoint(deps))?.first !== null;
		await note(deps, {
			phase: behind ? 'receiving' : 'idle',
			pending,
			lastSuccess: deps.clock.now(),
			trouble: null
		});
	}
	return ok(null);
}

/** Resolves when the outbox has a row, or the signal aborts. */
function outboxFilled({ store }: PushDeps, signal: StopSignal): Promise<void> {
	return new Promise((resolve) => {
		const finish = (): void => {
			stopWatching();
			signal.removeEventListener('abort', finish);
			resolve();
		};
		const stopWatching = store.watch(
			(reader) => reader.count(outbox, { limit: 1 }),
			(count) => {
				if (count > 0) finish();
			},
			finish
		);
		signal.addEventListener('abort', finish, { once: true });
		if (signal.aborted) finish();
	});
}

/** Milliseconds to wait before the next session: what the server asked for, else doubling, with a quarter of chance. */
function waitFor(failures: number, outcome: Result<null, PeerTrouble>, { random }: PullDeps): number {
	if (!outcome.ok && outcome.error.type === 'Busy' && outcome.error.retryAfter !== null) {
		return Math.min(outcome.error.retryAfter * 1_000, LONGEST_WAIT);
	}
	const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
	const chance = (random.bytes(1)[0] ?? 0) / 255;
	return wait * (0.75 + chance / 2);
}

const detailOf = ({ type, detail }: PeerTrouble): SyncStatus['trouble'] => ({ type, detail });

/** Keeps the status row that the sync chip shows; written only when it says something new. */
async function note({ store }: PushDeps, change: Partial<SyncStatus>): Promise<void> {
	await store.write(async (writer) => {
		const before = (await writer.get(meta, 'sync')) as SyncStatus | undefined;
		const status: SyncStatus = {
			phase: 'offline',
			lastSuccess: null,
			trouble: null,
			pending: 0,
			...before,
			...change,
			name: 'sync'
		};
		if (JSON.stringify(status) !== JSON.stringify(before)) await writer.put(meta, [status]);
	});
}
