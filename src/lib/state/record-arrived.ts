import type { Store } from '#ports/store.ts';
import type { Floor } from './floor.ts';
import { createTurns } from './scanning/turns.ts';
import { readArrivedScans, recordingOf, type WaitingScan } from './waiting-scans.ts';
import { watchWithRests, type Later } from './watch-with-rests.ts';

export interface RecordArrivedDeps {
	readonly store: Store;
	readonly submit: Floor['submit'];
	/** One of them is recorded now. */
	readonly onrecorded: () => void;
}

/** While a first sync comes in there is something new every moment. */
const REST_MS = 2_000;

/**
 * Records this device's noted scans as their batches arrive, one after the other. What the rules refuse or would ask about waits:
 * it is looked at again when something it depends on has changed. Two tabs may both try; only one succeeds. Returns the stop.
 */
export function recordArrived({ store, submit, onrecorded }: RecordArrivedDeps, later?: Later): () => void {
	const inTurn = createTurns();

	async function record({ note, code }: WaitingScan): Promise<void> {
		const recorded = await submit(recordingOf(code, note.id), { by: [], source: note.source });
		if (recorded.ok) onrecorded();
	}

	return watchWithRests(
		store,
		{
			work: readArrivedScans,
			rest: REST_MS,
			listener: (arrived) => arrived.forEach((scan) => void inTurn(() => record(scan)).catch(() => undefined)),
			trouble: (error) => console.error(error)
		},
		later
	);
}
