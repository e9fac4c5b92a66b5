import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createCouchWitness } from '#adapters/couch/witness.ts';
import { createMemoryDeviceKey } from '#adapters/memory/device-key.ts';
import { createMemoryStore, type MemoryStore, type Snapshot } from '#adapters/memory/memory-store.ts';
import type { Command } from '#domain/catalog.ts';
import type { DeviceNumber } from '#domain/kernel/code.ts';
import type { PublicKey } from '#domain/kernel/signature.ts';
import { announceKey } from '#engine/announce-key.ts';
import type { Origin } from '#engine/commit.ts';
import { enrol } from '#engine/enrol.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { pushChunk, refillServer } from '#engine/push.ts';
import { submit, type Recorded, type SubmitDeps } from '#engine/submit.ts';
import { allTables, meta, type Account, type Confirmed, type Identity } from '#engine/tables.ts';
import { vouch, type VouchDeps, type Vouched } from '#engine/vouch.ts';
import type { DeviceKey } from '#ports/device-key.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import { createTestClock, createTestRandom, type TestClock } from './floor.ts';
import type { TestApp } from './sync-app.ts';

/** A device with the app's own engine, at a server in this process; nothing between them is lost. */
export interface SiteDevice {
	readonly number: DeviceNumber;
	readonly authorization: string;
	readonly store: MemoryStore;
	readonly deps: SubmitDeps;
	readonly clock: TestClock;
	readonly key: DeviceKey;
	readonly record: (command: Command, origin?: Origin) => Promise<Recorded>;
	/** Sends everything; what the server refuses stays in the quarantine. */
	readonly send: () => Promise<void>;
	/** Asks how much of its own chain the server holds, and puts the rest into the outbox again. Answers how many that are. */
	readonly refill: () => Promise<number>;
	/** Takes in everything that the server holds. */
	readonly receive: () => Promise<void>;
	readonly vouching: () => VouchDeps;
	readonly vouch: () => Promise<Vouched>;
	readonly identity: () => Promise<Identity>;
	readonly confirmed: () => Promise<Confirmed | undefined>;
}

export interface SiteDeviceOptions {
	readonly seed?: number;
	readonly key?: DeviceKey;
	/** Not said yet what it signs with. */
	readonly isSilent?: boolean;
	/** Changes the server's answers on their way, or puts another server's in their place. */
	readonly tamper?: (path: string, answer: unknown) => unknown;
	readonly serverKey?: PublicKey;
}

export async function joinSite(test: TestApp, options: SiteDeviceOptions = {}): Promise<SiteDevice> {
	const { seed = 1 } = options;
	const { device, authorization, roles } = await test.enrol();
	const store = createMemoryStore({ tables: allTables });
	const joined = connect(test, device as DeviceNumber, authorization, store, options);
	const account = {
		user: `device-${device}`,
		password: '',
		roles,
		uuid: test.storage.uuid,
		database: 'floorbook',
		...(options.serverKey && { serverKey: options.serverKey })
	};
	await enrol(joined.deps, { device: joined.number, ...account }, { name: `Tablet ${seed}`, profile: 'phone' });
	if (!options.isSilent) await announceKey(joined.deps, joined.key);
	return joined;
}

/** The same device with the storage that it had once: what it recorded since then it does not know of. */
export async function restoreDevice(
	test: TestApp,
	{ number, authorization, key }: SiteDevice,
	once: Snapshot,
	seed: number
): Promise<SiteDevice> {
	const store = createMemoryStore({ tables: allTables });
	await store.write(async (writer) => {
		for (const table of allTables) await writer.put(table, (once[table.name] ?? []) as never[]);
	});
	return connect(test, number, authorization, store, { seed, key });
}

function connect(
	test: TestApp,
	number: DeviceNumber,
	authorization: string,
	store: MemoryStore,
	{ seed = 1, key = createMemoryDeviceKey(), tamper = (_path, answer) => answer }: SiteDeviceOptions
): SiteDevice {
	const clock = createTestClock(test.now);
	const deps: SubmitDeps = { store, clock, random: createTestRandom(seed) };
	const { signal } = new AbortController();
	const account = async () => (await store.read((reader) => reader.get(meta, 'account'))) as Account | undefined;
	const fetch = async (url: string, init: RequestInit): Promise<Response> => {
		const headers = new Headers(init.headers);
		headers.set('authorization', authorization);
		const { method = 'GET', body = null } = init;
		const answered = await test.app.handle(new Request(`http://site.test${url}`, { method, headers, body }));
		const answer = tamper(new URL(url, 'http://site.test').pathname, JSON.parse(await answered.text()));
		return answer instanceof Response ? answer : Response.json(answer, { status: answered.status });
	};
	const peer = createCouchPeer({ base: '/couchdb', account, fetch });
	const witness = createCouchWitness({ base: '', fetch });
	const nowhere: OutboxCopy = {
		keep: () => Promise.resolve(),
		drop: () => Promise.resolve(),
		all: () => Promise.resolve([]),
		close: () => undefined
	};

	return {
		number,
		authorization,
		store,
		deps,
		clock,
		key,
		async record(command, origin = { by: [], source: null }) {
			clock.advance(1_000);
			const recorded = await submit(deps, command, origin);
			if (!recorded.ok) throw new Error(JSON.stringify(recorded.error));
			return recorded.value;
		},
		async send() {
			for (let more = true; more;) {
				const pushed = await pushChunk({ store, peer, clock, copy: nowhere }, 100, signal);
				if (!pushed.ok) throw new Error(JSON.stringify(pushed.error));
				({ more } = pushed.value);
			}
		},
		async refill() {
			const again = await refillServer({ store, peer, clock, copy: nowhere }, signal);
			if (!again.ok) throw new Error(JSON.stringify(again.error));
			return again.value;
		},
		async receive() {
			const page = await peer.changes({ since: '0', limit: 1_000, live: false }, signal);
			if (!page.ok) throw new Error(JSON.stringify(page.error));
			await ingest(deps, readIncoming(page.value.documents, clock.now()), null);
		},
		vouching: () => ({ store, clock, key, witness }),
		vouch: () => vouch({ store, clock, key, witness }, signal),
		identity: async () => (await store.read((reader) => reader.get(meta, 'identity'))) as Identity,
		confirmed: async () => (await store.read((reader) => reader.get(meta, 'receipt'))) as Confirmed | undefined
	};
}
