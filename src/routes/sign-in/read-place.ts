import { personalId, type PersonalRef } from '#domain/kernel/personal.ts';
import { handovers, type Handover } from '#domain/handover/handover.ts';
import { definitions } from '#domain/catalog.ts';
import { personalTexts } from '#engine/tables.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { Reader } from '#ports/store.ts';
import { readStationWork } from '../stations/read-work.ts';

/** How a place stands, for whoever comes to it. */
export interface PlaceStatus {
	readonly open: { readonly count: number; readonly oldest: string | null };
	/** What goes on here next: batches, or runs to start. */
	readonly next: number;
	/** Null where nothing was handed over, and none is left to be read. */
	readonly handover: (Handover & { readonly words: string }) | null;
}

export const readPlace =
	(station: Code | null) =>
	async (reader: Reader): Promise<PlaceStatus | null> => {
		const row = station === null ? undefined : await reader.get(definitions.station.table, station);
		if (row === undefined) return null;
		const work = await readStationWork(row)(reader);
		const last = (await reader.get(handovers, row.id))?.last ?? null;
		return {
			open: work.open,
			next: work.batches.length + work.runs.length,
			handover: last && { ...last, words: await noteOf(reader, last.note) }
		};
	};

const noteOf = async (reader: Reader, note: PersonalRef | null): Promise<string> =>
	note === null ? '' : ((await reader.get(personalTexts, personalId(note)))?.text ?? '');
