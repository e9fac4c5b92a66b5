import { browserClock } from '#adapters/browser/browser-clock.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createRegistrar } from '#adapters/couch/registrar.ts';
import { createCouchWitness } from '#adapters/couch/witness.ts';
import { createMemoryDeviceKey } from '#adapters/memory/device-key.ts';
import { createMemoryStore, type MemoryStore } from '#adapters/memory/memory-store.ts';
import type { Command } from '#domain/catalog.ts';
import { announceKey } from '#engine/announce-key.ts';
import { enrol } from '#engine/enrol.ts';
import { createPace } from '#engine/pace.ts';
import { createReplication } from '#engine/replicate.ts';
import { submit, type SubmitDeps } from '#engine/submit.ts';
import {
	allTables,
	meta,
	outbox,
	type Account,
	type Confirmed,
	type Identity,
	type SyncStatus
} from '#engine/tables.ts';
import type { DeviceProfile } from '#domain/device/device.ts';
import type { OutboxCopy } from '#ports/outbox-copy.ts';
import { random } from './sync-app.ts';

/** A device as the app is one: its engine, replicating by itself over real HTTP, with a browser's cookies. */
export interface ReplicatingDevice {
	readonly number: string;
	readonly store: MemoryStore;
	readonly record: (command: Command) => Promise<void>;
	/** As the page does when it becomes visible. */
	readonly nudge: () => void;
	readonly unsent: () => Promise<number>;
	readonly status: () => Promise<SyncStatus | undefined>;
	readonly confirmed: () => Promise<Confirmed | undefined>;
	/** Asks the server with its cookies. */
	readonly ask: (path: string, body?: object) => Promise<Response>;
	readonly stop: () => Promise<void>;
}

const nowhere: OutboxCopy = {
	keep: () => Promise.resolve(),
	drop: () => Promise.resolve(),
	all: () => Promise.resolve([]),
	close: () => undefined
};

export async function startReplicatingDevice(
	/** Read anew for each request: a server may come back somewhere else. */
	server: () => string,
	request: { readonly code: string; readonly name: string; readonly profile: DeviceProfile }
): Promise<ReplicatingDevice> {
	let cookie = '';
	const fetchHere = async (path: string, init: RequestInit): Promise<Response> => {
		const headers = new Headers(init.headers);
		if (cookie !== '') headers.set('cookie', cookie);
		const answer = await fetch(server() + path, { ...init, headers });
		for (const set of answer.headers.getSetCookie()) cookie = set.split(';')[0] ?? '';
		return answer;
	};
	const store = createMemoryStore({ tables: allTables });
	const deps: SubmitDeps = { store, clock: browserClock, random };
	const key = createMemoryDeviceKey();
	const registrar = createRegistrar({ base: '', fetch: fetchHere });
	const joined = await registrar.enrol({ ...request, replaces: null, key: await key.renew() });
	if (!joined.ok) throw new Error(JSON.stringify(joined.error));
	await enrol(deps, joined.value, request);
	await announceKey(deps, key);
	const replication = createReplication({
		...deps,
		copy: nowhere,
		pace: createPace(() => false),
		peer: createCouchPeer({
			base: '/couchdb',
			account: async () => (await store.read((reader) => reader.get(meta, 'account'))) as Account | undefined,
			fetch: fetchHere
		}),
		vouching: { key, witness: createCouchWitness({ base: '', fetch: fetchHere }) }
	});
	const stopping = new AbortController();
	const running = replication.run(stopping.signal);
	const row = (name: string) => store.read((reader) => reader.get(meta, name));

	return {
		number: ((await row('identity')) as Identity).device,
		store,
		async record(command) {
			const recorded = await submit(deps, command, { by: [], source: null });
			if (!recorded.ok) throw new Error(JSON.stringify(recorded.error));
		},
		nudge: replication.nudge,
		unsent: () => store.read((reader) => reader.count(outbox)),
		status: async () => (await row('sync')) as SyncStatus | undefined,
		confirmed: async () => (await row('receipt')) as Confirmed | undefined,
		ask: (path, body) =>
			fetchHere(path, {
				method: body ? 'POST' : 'GET',
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				...(body && { body: JSON.stringify(body) })
			}),
		async stop() {
			stopping.abort();
			await running;
		}
	};
}
