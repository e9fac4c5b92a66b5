import { isCode, type Code } from '#domain/kernel/code.ts';
import type { Leave } from '#domain/batch/leave.ts';

/** What was put into a station's tray, as this tab keeps it: a reload must not cost anybody the scans. */
export interface KeptTray {
	/** The scanned codes, in the order of scanning. */
	readonly batches: readonly Code[];
	/** The batch that was chosen where a label stands for several, by scanned code. */
	readonly sources: { readonly [scanned: string]: Code };
	/** A lead lets batches of several runs go together. */
	readonly leave: Leave | null;
}

export const EMPTY_TRAY: KeptTray = { batches: [], sources: {}, leave: null };

const keyOf = (station: Code): string => `floorbook.tray.${station}`;

/** What a storage that is full or forbidden loses is a few scans of labels that still lie there. */
export function keepTray(storage: Pick<Storage, 'setItem'>, station: Code, tray: KeptTray): void {
	try {
		storage.setItem(keyOf(station), JSON.stringify(tray));
	} catch {
		return;
	}
}

export function recallTray(storage: Pick<Storage, 'getItem'>, station: Code): KeptTray {
	try {
		const { batches, sources, leave } = {
			...EMPTY_TRAY,
			...(JSON.parse(storage.getItem(keyOf(station)) ?? '{}') as Partial<KeptTray>)
		};
		return { batches: batches.filter(isCode), sources, leave };
	} catch {
		return EMPTY_TRAY;
	}
}
