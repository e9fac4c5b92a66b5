import type { Code } from '#domain/kernel/code.ts';
import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { enrol } from '#engine/enrol.ts';
import { ingest, readIncoming } from '#engine/ingest.ts';
import { rebuild } from '#engine/rebuild.ts';
import { allTables } from '#engine/tables.ts';
import type { Store } from '#ports/store.ts';
import { m } from '#paraglide/messages.js';
import { DEMO_DATABASE } from '../names.ts';
import { createMillDevices, VISITOR } from './mill-devices.ts';
import { tellStory } from './sample-story.ts';

/** Relaxed: nobody waits for the disk in a game. */
export const openDemoStore = (): Promise<Store> =>
	createDexieStore({ name: DEMO_DATABASE, durability: 'relaxed', tables: allTables });

/** Screens wide enough for the office's lists. */
const OFFICE_WIDTH = 900;

/**
 * Fills an empty store with the sample factory: its devices' history comes in as a site's does, and this device joins them.
 * `progress` hears the share that is done, 0 to 1. Returns who the visitor begins as.
 */
export async function fillDemo(store: Store, progress: (share: number) => void = () => undefined): Promise<Code> {
	const deps = { store, clock: browserClock, random: browserRandom };
	const now = browserClock.now();
	// An empty store notes that its rows are of this version.
	await rebuild(store, () => undefined);
	const devices = createMillDevices(now, browserClock.offsetMinutes(), browserRandom, async (made) => {
		progress(Math.min(made / STORY_COMMANDS, 1) * 0.8);
		// Lets the browser draw.
		await new Promise((resolve) => setTimeout(resolve));
	});
	const { mill } = await tellStory(devices, now, browserClock.offsetMinutes());
	progress(0.8);
	const incoming = readIncoming(await devices.documents(), now);
	await ingest(deps, incoming, { name: 'checkpoint', since: '0', first: null });
	const account = { user: '', password: '', roles: [], uuid: '', database: '' };
	const profile = innerWidth < OFFICE_WIDTH ? 'phone' : 'office';
	await enrol(deps, { ...account, device: VISITOR }, { name: m.demo_device_visitor(), profile });
	progress(1);
	return mill.people.ana;
}

/** About how many commands the story takes: the measure of progress. */
const STORY_COMMANDS = 100;
