import { definitions } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Reader } from '#ports/store.ts';
import { readWaitingScans, type WaitingScans } from '#state/waiting-scans.ts';

/** Milliseconds between two readings: thousands of batches come in with a first sync. */
export const WAITING_REST = 1_000;

export interface ListedScans extends WaitingScans {
	/** Whoever works here may record those of other devices, too. */
	readonly isLead: boolean;
}

export const readWaitingFor =
	(person: Code | null) =>
	async (reader: Reader): Promise<ListedScans> => {
		const roles = person === null ? [] : ((await reader.get(definitions.person.table, person))?.roles ?? []);
		return { ...(await readWaitingScans(reader)), isLead: roles.includes('lead') };
	};
