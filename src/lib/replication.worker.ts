import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createCouchWitness } from '#adapters/couch/witness.ts';
import { createDexieDeviceKey } from '#adapters/dexie/device-key.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { createOutboxCopy } from '#adapters/dexie/outbox-copy.ts';
import { createPace } from '#engine/pace.ts';
import { createReplication } from '#engine/replicate.ts';
import { allTables, meta, type Account } from '#engine/tables.ts';
import { isHeld, withLock } from './locks.ts';
import { DATABASE, NUDGE_CHANNEL, REPLICATION_LOCK, SCANNER_LOCK } from './names.ts';

/** Milliseconds between looks at whether a scanner is open somewhere. */
const LOOK_EVERY = 500;

/** Every page starts one of these; the one that holds the lock replicates for all, and the next takes over when its page closes. */
void withLock(REPLICATION_LOCK, {}, async () => {
	const store = await createDexieStore({ name: DATABASE, durability: 'relaxed', tables: allTables });
	let scannerOpen = true;
	const look = async (): Promise<void> => {
		scannerOpen = await isHeld(SCANNER_LOCK);
	};
	setInterval(() => void look(), LOOK_EVERY);

	const fetchHere = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
	const replication = createReplication({
		store,
		clock: browserClock,
		random: browserRandom,
		copy: createOutboxCopy({ name: DATABASE }),
		pace: createPace(() => scannerOpen),
		peer: createCouchPeer({
			base: '/couchdb',
			account: async () => (await store.read((reader) => reader.get(meta, 'account'))) as Account | undefined,
			fetch: fetchHere
		}),
		vouching: {
			key: createDexieDeviceKey({ name: DATABASE }),
			witness: createCouchWitness({ base: '', fetch: fetchHere })
		}
	});
	new BroadcastChannel(NUDGE_CHANNEL).addEventListener('message', replication.nudge);
	await replication.run(new AbortController().signal);
});
