import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createCouchPeer } from '#adapters/couch/couch-peer.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { createOutboxCopy } from '#adapters/dexie/outbox-copy.ts';
import { createPace } from '#engine/pace.ts';
import { createReplication } from '#engine/replicate.ts';
import { allTables, events, personalTexts } from '#engine/tables.ts';
import type { Peer } from '#ports/peer.ts';
import type { PullFailure, PullOrder, PullReport } from './pull.ts';

/** The product's replication, as its worker sets it up, until it has nothing more to ask for and waits for the live feed. */
addEventListener('message', ({ data }: MessageEvent<PullOrder>) => {
	const { account, database, scannerOpen } = data;
	const began = performance.now();
	const work = async (): Promise<PullReport> => {
		const store = await createDexieStore({ name: database, durability: 'relaxed', tables: allTables });
		const abort = new AbortController();
		let milliseconds = 0;
		const peer = createCouchPeer({
			base: '/couchdb',
			account: () => Promise.resolve(account),
			fetch: (url, init) => fetch(url, init)
		});
		const watched: Peer = {
			...peer,
			changes(request, signal) {
				if (request.live) {
					milliseconds = performance.now() - began;
					abort.abort();
				}
				return peer.changes(request, signal);
			}
		};
		await createReplication({
			store,
			peer: watched,
			clock: browserClock,
			random: browserRandom,
			copy: createOutboxCopy({ name: database }),
			pace: createPace(() => scannerOpen)
		}).run(abort.signal);
		const documents = await store.read(
			async (reader) => (await reader.count(events)) + (await reader.count(personalTexts))
		);
		store.close();
		return { milliseconds, documents };
	};
	void work().then(postMessage, (error: unknown) => postMessage({ error: String(error) } satisfies PullFailure));
});
