import { slices, tallies } from '#domain/catalog.ts';
import { canonicalJson } from '#domain/kernel/canonical.ts';
import { threads } from '#domain/kernel/thread.ts';
import { exceptions } from '#domain/kernel/view.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createMemoryStore, type MemoryStore, type Snapshot } from '#adapters/memory/memory-store.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { createPace } from '#engine/pace.ts';
import { createPull, readCheckpoint } from '#engine/pull.ts';
import { allTables, events, personalTexts, type Account } from '#engine/tables.ts';
import type { Clock } from '#ports/clock.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Store } from '#ports/store.ts';
import type { Dice } from './random.ts';
import type { SiteServer } from './server.ts';
import type { Timeline } from './timeline.ts';

/** Everything that has to be the same wherever the same events are: the log, the texts, and every row folded from them. */
export const COMMON_TABLES: readonly string[] = [
	events,
	personalTexts,
	threads,
	exceptions,
	...slices.map((slice) => slice.table),
	...tallies.map((tally) => tally.table)
].map((table) => table.name);

/**
 * Holds replicas against a reference: answers where they part, the first such row of each table. `ignored` are ids of the log
 * that one of them has and that are no events.
 */
export function compareWith(reference: Snapshot, ignored: ReadonlySet<string>): (snapshot: Snapshot) => string[] {
	const rowsOf = (snapshot: Snapshot, table: string): readonly object[] => {
		const rows = snapshot[table] ?? [];
		if (ignored.size === 0 || table !== events.name) return rows;
		return rows.filter((row) => !ignored.has((row as { readonly _id: string })._id));
	};
	const expected = new Map(
		COMMON_TABLES.map((table) => {
			const rows = rowsOf(reference, table);
			return [table, { rows, texts: rows.map((row) => JSON.stringify(row)) }];
		})
	);
	return (snapshot) =>
		[...expected].flatMap(([table, { rows, texts }]) => {
			const others = rowsOf(snapshot, table);
			for (let index = 0; index < Math.max(rows.length, others.length); index++) {
				const [row, other] = [rows[index], others[index]];
				// Two rows that are written in the same order need no sorting to be compared.
				if (row && other && (JSON.stringify(other) === texts[index] || canonical(other) === canonical(row))) continue;
				return [`${table} (${others.length} and ${rows.length} rows): ${shown(other)} and ${shown(row)}`];
			}
			return [];
		});
}

function canonical(row: object): string {
	const text = canonicalJson(row);
	if (!text.ok) throw new Error(`a row without canonical form: ${text.error.reason}`);
	return text.value;
}

const shown = (row: object | undefined): string =>
	row === undefined ? 'nothing' : JSON.stringify(row).slice(0, 1_500);

/** Between the engine and the rows of every replica. */
type Fold = (store: Store) => Store;

const unhurried = createPace(() => false);

/** A replica that knows nothing yet takes everything in from the server, by the way of a first sync. */
export async function joinFresh(
	timeline: Timeline,
	server: SiteServer,
	dice: Dice,
	account: Account,
	fold: Fold
): Promise<MemoryStore> {
	const memory = createMemoryStore({ tables: allTables });
	const store = fold(memory);
	const signal = new AbortController().signal;
	let cookie = '';
	const peer = createCouchPeer({
		base: '/couchdb',
		account: () => Promise.resolve(account),
		async fetch(url, init) {
			const headers = new Headers(init.headers);
			if (cookie !== '') headers.set('cookie', cookie);
			const body = (init.body as string | undefined) ?? null;
			const response = server.handle(new Request(`http://floor.test${url}`, { ...pick(init), headers, body }));
			if (response === undefined) throw new TypeError('nobody listens');
			cookie = (await response).headers.get('set-cookie')?.split(';')[0] ?? cookie;
			return response;
		}
	});
	const deps = { store, peer, pace: unhurried, clock: steadyClock(timeline), random: { bytes: dice.bytes } };
	const opened = await peer.open(signal);
	if (!opened.ok) throw new Error(`a fresh replica may not join: ${JSON.stringify(opened.error)}`);
	const pull = createPull(deps);
	for (;;) {
		const pulled = await pull(false, signal);
		if (!pulled.ok) throw new Error(`a fresh replica cannot pull: ${JSON.stringify(pulled.error)}`);
		if (pulled.value.pending === 0 && (await readCheckpoint(deps))?.first === null) return memory;
	}
}

const pick = ({ method }: RequestInit): { readonly method: string } => ({ method: method ?? 'GET' });

/** The whole log in reversed order, in chunks of any size, into an empty store. */
export async function refoldReversed(timeline: Timeline, dice: Dice, from: Snapshot, fold: Fold): Promise<MemoryStore> {
	const memory = createMemoryStore({ tables: allTables });
	const deps = { store: fold(memory), clock: steadyClock(timeline), random: { bytes: dice.bytes } };
	const documents = [...(from[events.name] ?? []), ...(from[personalTexts.name] ?? [])].reverse() as WireDocument[];
	for (let start = 0; start < documents.length;) {
		const chunk = documents.slice(start, start + dice.between(1, 40));
		start += chunk.length;
		await ingest(deps, readIncoming(chunk, timeline.now()), null);
	}
	return memory;
}

const steadyClock = ({ now }: Timeline): Clock => ({ now, offsetMinutes: () => 0, sleep: () => Promise.resolve() });
