import {
	BatchClosed,
	BatchesTransformed,
	BatchInitialised,
	BatchVoided,
	FactUndone,
	type BatchesTransformedData,
	type BatchInitialisedData
} from '#domain/batch/batch.ts';
import { countingIn } from '#domain/batch/life.ts';
import { batches, type BatchRow } from '#domain/batch/views.ts';
import type { Code } from '#domain/kernel/code.ts';
import { ExceptionResolved } from '#domain/kernel/decision.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { threads } from '#domain/kernel/thread.ts';
import { ScanNoted, type ScanNotedData } from '#domain/note/note.ts';
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
	// A kept scan may stand beside its record, and only one of the two is shown.
	const scans = newest.filter((event) => subjectOf(event) !== undefined).slice(0, 2 * SHOWN);
	const counting = await readCounting(reader, scans);
	const own = await Promise.all(
		scans.map(async (event) => ({ ...(await readOwnScan(reader, event)), undone: !counting.includes(event) }))
	);
	const isShown = ({ event, row, undone }: OwnScan): boolean =>
		event.type !== ScanNoted.type || undone || (row?.notes.includes(event._id) ?? false);
	return own.filter(isShown).slice(0, SHOWN);
}

/** `event` is one that this device just recorded about one batch. */
export async function readOwnScan(reader: Reader, event: FloorEvent): Promise<OwnScan> {
	const scan = scanOf(event);
	const [row, from] = await Promise.all([reader.get(batches, scan.batch), reader.get(batches, takenIn(event) ?? '')]);
	return { ...scan, row, from };
}

/** What a record says itself, before any row was read. */
export const scanOf = (event: FloorEvent): OwnScan => ({
	event,
	batch: subjectOf(event) ?? (event.touches[0] as Code),
	row: undefined,
	from: undefined,
	undone: false
});

/**
 * Those records of a device that still count: not taken back and not made void, here or elsewhere. What is about no batch
 * counts.
 */
export async function readCounting(reader: Reader, records: readonly FloorEvent[]): Promise<FloorEvent[]> {
	const subjects = records.map((event) => subjectOf(event) ?? '');
	const known = await reader.getMany(threads, subjects);
	const counting = await Promise.all(
		records.map(async (event, index) => {
			const thread = known[index];
			// The family is asked only where something stands against a record: most days that is nowhere.
			if (!thread?.facts.some(({ type }) => ENDING.includes(type))) return true;
			return countingIn(await readFamily(reader, thread.entity))(thread.entity, event._id);
		})
	);
	return records.filter((_, index) => counting[index]);
}

/** Facts that end what another one says. */
const ENDING: readonly string[] = [FactUndone.type, BatchVoided.type, ExceptionResolved.type];

/** The batch whose start, making, end or noted scan an event is; undefined for everything else. */
function subjectOf({ type, touches, data }: FloorEvent): Code | undefined {
	if (type === BatchInitialised.type) return (data as unknown as BatchInitialisedData).batch as Code;
	if (type === BatchClosed.type) return touches[0] as Code | undefined;
	if (type === ScanNoted.type) return (data as unknown as ScanNotedData).code as Code;
	return type === BatchesTransformed.type ? (transformed(data).makes[0]?.batch as Code | undefined) : undefined;
}

/** The batch that was moved on, as the record has it; undefined when none was. */
export const takenIn = ({ type, data }: FloorEvent): Code | undefined =>
	type === BatchesTransformed.type ? (transformed(data).takes[0]?.batch as Code | undefined) : undefined;

/** This device's own events were checked when they were recorded. */
const transformed = (data: unknown): BatchesTransformedData => data as BatchesTransformedData;
