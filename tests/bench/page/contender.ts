import type { InitialiseBatch } from '#domain/batch/initialise.ts';
import type { Origin } from '#engine/commit.ts';

/** One way to record a scan. */
export interface Contender {
	/** Resolves when the event and everything that follows from it is committed. */
	readonly scan: (command: InitialiseBatch, origin: Origin) => Promise<void>;
}
