import { BatchClosed, BatchesTransformed, BatchInitialised, type BatchesTransformedData } from '#domain/batch/batch.ts';
import { countingIn } from '#domain/batch/family.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { readFamily } from '#engine/family.ts';
import { events, meta, type Identity } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** A record of this device about a batch, with what is known of it now. */
export interface OwnScan {
	readonly event: FloorEvent;
	/** The batch it made, or what it started or closed. */
	readonly batch: Code;
	readonly row: BatchRow | undefined;
	/** What was moved on; undefined when nothing was. */
	readonly from: BatchRow | undefined;
	/** It counts no more: taken back or made void, here or elsewhere. */
	readonly undone: boolean;
}

/** Events looked at: planning a run makes many that are no scans. */
const LOOKED_AT = 100;
const SHOWN = 5;

/** What this device did to batches last, the newest first. */
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
	const scans = newest.filter((event) => subjectOf(event) !== undefined).slice(0, SHOWN);
	return Promise.all(
		scans.map(async (event) => {
			const scan = await readOwnScan(reader, event);
			const counts = countingIn(await readFamily(reader, scan.batch));
			return { ...scan, undone: !counts(scan.batch, event._id) };
		})
	);
}

/** `event` is one that this device just recorded about one batch. */
export async function readOwnScan(reader: Reader, event: FloorEvent): Promise<OwnScan> {
	const batch = subjectOf(event) ?? (event.touches[0] as Code);
	const [row, from] = await Promise.all([reader.get(batches, batch), reader.get(batches, sourceOf(event) ?? '')]);
	return { event, batch, row, from, undone: false };
}

/** The batch whose start, making or end an event is; undefined for everything else. */
function subjectOf({ type, touches, data }: FloorEvent): Code | undefined {
	if (type === BatchInitialised.type || type === BatchClosed.type) return touches[0] as Code | undefined;
	return type === BatchesTransformed.type ? (transformed(data).makes[0]?.batch as Code | undefined) : undefined;
}

const sourceOf = ({ type, data }: FloorEvent): string | undefined =>
	type === BatchesTransformed.type ? transformed(data).takes[0]?.batch : undefined;

/** This device's own events were checked when they were recorded. */
const transformed = (data: unknown): BatchesTransformedData => data as BatchesTransformedData;
