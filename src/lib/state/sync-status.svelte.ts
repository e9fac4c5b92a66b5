import { exceptions } from '#domain/kernel/view.ts';
import { meta, outbox, quarantine, type Checkpoint, type Identity, type SyncStatus } from '#engine/tables.ts';
import type { Reader, Store } from '#ports/store.ts';
import { live } from './live.svelte.ts';
import { createNow } from './now.svelte.ts';
import { demoChipWords } from './words/demo.ts';
import { chipWords, type ChipWords } from './words/sync.ts';

/** How safe this device's work is, as every screen shows it. */
export interface SyncState {
	readonly ready: boolean;
	readonly identity: Identity | undefined;
	readonly status: SyncStatus | undefined;
	/** Facts saved here and not sent. */
	readonly waiting: number;
	/** When the oldest of them was saved, in milliseconds since 1970. */
	readonly oldest: number | null;
	/** What the server refused. */
	readonly refused: number;
	/** What came from elsewhere and is not understood here. */
	readonly received: number;
	/** What somebody at this device can look after. */
	readonly needsYou: number;
	/** What a lead has to decide: it concerns the site, and hides nothing of this device. */
	readonly decisions: number;
	/** The site's data has not arrived whole for the first time. */
	readonly firstSync: boolean;
	readonly chip: ChipWords;
	/** What made the storage stop answering; undefined while it answers. */
	readonly error: unknown;
}

/** `isDemo`: nothing of this store is ever sent, so that nothing waits either. */
export function createSyncState(store: Store, isNotSaving: () => boolean, isDemo = false): SyncState {
	const now = createNow();
	const figures = live(store, () => readFigures);
	let online = $state(navigator.onLine);

	$effect(() => {
		const look = (): void => void (online = navigator.onLine);
		addEventListener('online', look);
		addEventListener('offline', look);
		return () => {
			removeEventListener('online', look);
			removeEventListener('offline', look);
		};
	});

	const current = $derived(figures.current ?? NOTHING);
	const needsYou = $derived(current.refused + current.received);

	return {
		get ready() {
			return figures.ready;
		},
		get identity() {
			return current.identity;
		},
		get status() {
			return current.status;
		},
		get waiting() {
			return isDemo ? 0 : current.waiting;
		},
		get oldest() {
			return isDemo ? null : current.oldest;
		},
		get refused() {
			return current.refused;
		},
		get received() {
			return current.received;
		},
		get needsYou() {
			return needsYou;
		},
		get decisions() {
			return current.decisions;
		},
		get firstSync() {
			return current.identity !== undefined && (current.checkpoint === undefined || current.checkpoint.first !== null);
		},
		get chip() {
			if (isDemo && !isNotSaving()) return demoChipWords();
			const { status, waiting, oldest } = current;
			return chipWords({ status, waiting, oldest, needsYou, notSaving: isNotSaving(), online }, now.current);
		},
		get error() {
			return figures.error;
		}
	};
}

interface Figures {
	readonly identity: Identity | undefined;
	readonly status: SyncStatus | undefined;
	readonly checkpoint: Checkpoint | undefined;
	readonly waiting: number;
	readonly oldest: number | null;
	readonly refused: number;
	readonly received: number;
	readonly decisions: number;
}

const NOTHING: Figures = {
	identity: undefined,
	status: undefined,
	checkpoint: undefined,
	waiting: 0,
	oldest: null,
	refused: 0,
	received: 0,
	decisions: 0
};

async function readFigures(reader: Reader): Promise<Figures> {
	// All at once: no screen is shown before they are known.
	const [identity, status, checkpoint, waiting, [oldest], refused, quarantined, decisions] = await Promise.all([
		reader.get(meta, 'identity'),
		reader.get(meta, 'sync'),
		reader.get(meta, 'checkpoint'),
		reader.count(outbox),
		reader.range(outbox, { index: 'since', limit: 1 }),
		reader.count(quarantine, { index: 'direction', from: 'refused', to: 'refused\u0000' }),
		reader.count(quarantine),
		reader.count(exceptions)
	]);
	return {
		identity: identity as Identity | undefined,
		status: status as SyncStatus | undefined,
		checkpoint: checkpoint as Checkpoint | undefined,
		waiting,
		oldest: oldest?.since ?? null,
		refused,
		received: quarantined - refused,
		decisions
	};
}
