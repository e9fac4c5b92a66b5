import { err } from '#domain/kernel/result.ts';
import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createRegistrar } from '#adapters/couch/registrar.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { createOutboxCopy } from '#adapters/dexie/outbox-copy.ts';
import { writeBackup } from '#engine/backup.ts';
import { rebuild } from '#engine/rebuild.ts';
import { submit } from '#engine/submit.ts';
import { allTables, meta, type Identity } from '#engine/tables.ts';
import type { Floor } from '#state/floor.ts';
import { clearDemo, demoState } from './demo/demo-place.ts';
import { DATABASE } from './names.ts';
import { recallDevice, rememberDevice } from './real-device.ts';
import { startReplication } from './replication.ts';
import { holdScanner } from './scanner-lock.ts';

/** What can wait does, until the first screen is read. */
const FIRST_SCREEN_MS = 1_000;

/** The site this browser belongs to, or the sample factory while somebody is in it. */
export async function openFloor(): Promise<Floor> {
	const demo = demoState();
	if (demo === 'in') return (await import('./demo/demo-floor.ts')).openDemoFloor();
	if (demo === 'leaving') await clearDemo();
	return openRealFloor();
}

async function openRealFloor(): Promise<Floor> {
	const store = await createDexieStore({ name: DATABASE, durability: 'strict', tables: allTables });
	const copy = createOutboxCopy({ name: DATABASE });
	const deps = { store, clock: browserClock, random: browserRandom };
	const identity = (await store.read((reader) => reader.get(meta, 'identity'))) as Identity | undefined;
	const remembered = recallDevice();
	const lost =
		remembered !== null && (identity === undefined || remembered.mark !== store.mark)
			? { device: remembered.device, unsent: (await copy.all().catch(() => [])).length }
			: null;
	if (lost === null && identity) rememberDevice({ device: identity.device, mark: store.mark });

	const registrar = createRegistrar({ base: '', fetch: (url, init) => fetch(url, init) });
	const sendNow = startReplication();

	/** For a device that enrolled before there were keys, and one that lost its key. */
	async function announce(): Promise<void> {
		const site = await import('./announce-device-key.ts').catch(() => null);
		if (await site?.announceDeviceKey(deps, copy)) sendNow();
	}

	return {
		store,
		async prepare(progress) {
			await rebuild(store, progress);
			setTimeout(() => void announce(), FIRST_SCREEN_MS);
		},
		lost,
		sendNow,
		holdScanner,
		registrar,
		async submit(command, origin) {
			const recorded = await submit(deps, command, origin);
			if (recorded.ok) {
				void copy.keep([...recorded.value.texts, ...recorded.value.events]);
				sendNow();
			}
			return recorded;
		},
		async enrol(device) {
			// Once in a device's life, and never without a network.
			const site = await import('./join-site.ts').catch(() => null);
			if (site === null) return err({ type: 'Unreachable' });
			const joined = await site.joinSite({ ...deps, registrar, copy, mark: store.mark, lost }, device);
			if (joined.ok) sendNow();
			return joined;
		},
		async sendAgain(ids) {
			const { retryRefused } = await import('#engine/push.ts');
			await retryRefused(deps, ids);
			sendNow();
		},
		backup: () => writeBackup({ store, copy }),
		async bringIn(file) {
			const { bringIn } = await import('#engine/bring-in.ts');
			const brought = await bringIn({ ...deps, copy }, file);
			if (brought.ok) sendNow();
			return brought;
		},
		memory: localStorage,
		demo: {
			inside: false,
			enter: async (progress) => (await import('./demo/enter-demo.ts')).enterDemo(progress)
		}
	};
}
