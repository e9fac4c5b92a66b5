import { err } from '#domain/kernel/result.ts';
import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { rebuild } from '#engine/rebuild.ts';
import { submit } from '#engine/submit.ts';
import { allTables, meta } from '#engine/tables.ts';
import type { Store } from '#ports/store.ts';
import type { Floor } from '#state/floor.ts';
import { DATABASE } from '../names.ts';
import { recallDevice } from '../real-device.ts';
import { startReplication } from '../replication.ts';
import { holdScanner } from '../scanner-lock.ts';
import { callOthersOut, demoMemory, setDemoState, stayInDemo } from './demo-place.ts';
import { fillDemo, openDemoStore } from './fill-demo.ts';

/**
 * The sample factory behind the same screens as the real site. What is recorded in it is never sent, and goes when it is left.
 * The real work of this device goes on being sent meanwhile, by the same worker as ever.
 */
export async function openDemoFloor(): Promise<Floor> {
	stayInDemo(() => location.replace('/'));
	const store = await openDemoStore();
	// The browser may have thrown the database away under pressure.
	if ((await store.read((reader) => reader.get(meta, 'identity'))) === undefined) await fillDemo(store);
	const isEnrolled = recallDevice() !== null;
	const sendNow = isEnrolled ? startReplication() : () => undefined;
	const deps = { store, clock: browserClock, random: browserRandom };
	let realStore: Promise<Store> | undefined;

	return {
		store,
		prepare: async (progress) => void (await rebuild(store, progress)),
		lost: null,
		sendNow,
		holdScanner,
		memory: demoMemory,
		submit: (command, origin) => submit(deps, command, origin),
		enrol: () => Promise.resolve(err({ type: 'NotAllowed' })),
		registrar: {
			issueCode: () => Promise.resolve(err({ type: 'NotAllowed' })),
			useOf: () => Promise.resolve(err({ type: 'NotAllowed' })),
			site: () => Promise.resolve(err({ type: 'NotAllowed' }))
		},
		sendAgain: () => Promise.resolve(),
		backup: () => Promise.resolve(JSON.stringify({ floorbook: 'backup', version: 1, documents: [] })),
		bringIn: () => Promise.resolve(err({ type: 'NotEnrolled' })),
		demo: {
			inside: true,
			leave() {
				setDemoState('leaving');
				callOthersOut();
				// The page that opens next removes the rest: it has nothing of it open.
				location.replace('/');
			},
			realStore: isEnrolled
				? () => (realStore ??= createDexieStore({ name: DATABASE, durability: 'relaxed', tables: allTables }))
				: null
		}
	};
}
