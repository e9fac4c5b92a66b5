import { BatchInitialised } from '#domain/batch/batch.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { events, meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

export interface OwnScan {
	readonly event: FloorEvent;
	readonly batch: Code;
	readonly row: BatchRow | undefined;
}

/** Events looked at: planning a run makes many that are no scans. */
const LOOKED_AT = 100;
const SHOWN = 5;

/** What this device scanned into process last, the newest first. */
export async function readOwnScans(reader: Reader): Promise<OwnScan[]> {
	const identity = (await reader.get(meta, 'identity')) as Identity | undefined;
	if (!identity) return [];
	const { device, epoch } = identity;
	const newest = await reader.range(events, {
		index: '[device+epoch+seq]',
		from: [device, epoch],
		to: [device, `${epoch}\u0000`],
		reverse: true,
		limit: LOOKED_AT
	});
	const scans = newest
		.filter(({ type, source }) => type === BatchInitialised.type && source !== null)
		.slice(0, SHOWN)
		.map((event) => ({ event, batch: event.touches[0] as Code }));
	const rows = await reader.getMany(
		batches,
		scans.map(({ batch }) => batch)
	);
	return scans.map((scan, index) => ({ ...scan, row: rows[index] }));
}
