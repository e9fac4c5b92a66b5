import { partsOf, siteNeeds } from '#domain/batch/place.ts';
import { station, type StationRow } from '#domain/station/station.ts';
import { step } from '#domain/step/step.ts';
import { neededRows } from '#engine/submit.ts';
import type { Reader } from '#ports/store.ts';

/** A station, and what its scans do: each is recorded, one is laid out in lanes, or several are put to a tray. */
export interface StationAtWork extends StationRow {
	readonly desk: 'scan' | 'lanes' | 'tray';
}

export async function readStation(reader: Reader, id: string): Promise<StationAtWork | undefined> {
	const row = await reader.get(station.table, id);
	return row && { ...row, desk: await deskOf(reader, row) };
}

async function deskOf(reader: Reader, { operation, steps }: StationRow): Promise<StationAtWork['desk']> {
	if (operation === 'init') return 'scan';
	if (operation === 'split') return 'lanes';
	if (operation === 'merge') return 'tray';
	const rows = await neededRows(reader, (known) => siteNeeds(null, known));
	const joins = rows.all(step.table).some((one) => steps.includes(one.id) && partsOf(one, rows).length > 1);
	return joins ? 'tray' : 'scan';
}
