import type { DeviceNumber } from '#domain/kernel/code.ts';
import { ok } from '#domain/kernel/result.ts';
import { browserClock } from '#adapters/browser/browser-clock.ts';
import { browserRandom } from '#adapters/browser/browser-random.ts';
import { createRegistrar } from '#adapters/couch/registrar.ts';
import { createDexieStore } from '#adapters/dexie/dexie-store.ts';
import { createOutboxCopy } from '#adapters/dexie/outbox-copy.ts';
import { enrol } from '#engine/enrol.ts';
import { rebuild } from '#engine/rebuild.ts';
import { recover } from '#engine/recover.ts';
import { retryRefused } from '#engine/push.ts';
import { submit } from '#engine/submit.ts';
import { allTables, meta, type Identity } from '#engine/tables.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Floor } from '#state/floor.ts';
import { DATABASE, NUDGE_CHANNEL, SCANNER_LOCK } from './names.ts';

/** Beside IndexedDB, to notice that it was emptied. */
const MEMORY = 'floorbook';

export async function openFloor(): Promise<Floor> {
	const store = await createDexieStore({ name: DATABASE, durability: 'strict', tables: allTables });
	const copy = createOutboxCopy({ name: DATABASE });
	const deps = { store, clock: browserClock, random: browserRandom };
	const identity = (await store.read((reader) => reader.get(meta, 'identity'))) as Identity | undefined;
	const remembered = recall();
	const lost =
		remembered !== null && (identity === undefined || remembered.mark !== store.mark)
			? { device: remembered.device, unsent: (await copy.all().catch(() => [])).length }
			: null;
	if (lost === null && identity) remember({ device: identity.device, mark: store.mark });

	void rebuild(store, () => undefined);
	void navigator.storage?.persist?.();
	const registrar = createRegistrar({ base: '', fetch: (url, init) => fetch(url, init) });
	const nudges = new BroadcastChannel(NUDGE_CHANNEL);
	const sendNow = (): void => nudges.postMessage('nudge');
	startReplication(sendNow);

	return {
		store,
		lost,
		sendNow,
		issueCode: registrar.issueCode,
		async submit(command, origin) {
			const recorded = await submit(deps, command, origin);
			if (recorded.ok) {
				void copy.keep([...recorded.value.texts, ...recorded.value.events]);
				sendNow();
			}
			return recorded;
		},
		async enrol({ code, name, profile }) {
			const replaces = lost?.device ?? null;
			const answer = await registrar.enrol({ code, name, profile, replaces });
			if (!answer.ok) return answer;
			await enrol(deps, answer.value, { name, profile });
			remember({ device: answer.value.device, mark: store.mark });
			if (lost) await recover(deps, (await copy.all()) as readonly WireDocument[]);
			sendNow();
			return ok(answer.value.device);
		},
		sendAgain: async (ids) => {
			await retryRefused(deps, ids);
			sendNow();
		},
		backup: async () => JSON.stringify({ floorbook: 'backup', version: 1, documents: await copy.all() }),
		holdScanner() {
			let release = (): void => undefined;
			const released = new Promise<void>((resolve) => (release = resolve));
			void navigator.locks.request(SCANNER_LOCK, { mode: 'shared' }, () => released);
			return release;
		}
	};
}

/** The worker of every page queues for the one lock; the page's own signs of life wake whichever has it. */
function startReplication(sendNow: () => void): void {
	new Worker(new URL('./replication.worker.ts', import.meta.url), { type: 'module' });
	addEventListener('online', sendNow);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') sendNow();
	});
}

interface Memory {
	readonly device: DeviceNumber;
	readonly mark: string;
}

function recall(): Memory | null {
	try {
		return JSON.parse(localStorage.getItem(MEMORY) ?? 'null') as Memory | null;
	} catch {
		return null;
	}
}

const remember = (memory: Memory): void => localStorage.setItem(MEMORY, JSON.stringify(memory));
