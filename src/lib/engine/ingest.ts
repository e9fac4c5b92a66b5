import { decodeNumber, encodeBytes } from '#domain/kernel/base32.ts';
import { codeCounter, codeDevice, isCode, type Code } from '#domain/kernel/code.ts';
import {
	EPOCH_WIDTH,
	isReservedId,
	readEvent,
	type Epoch,
	type FloorEvent,
	type Malformed
} from '#domain/kernel/event.ts';
import { isPersonalId, readPersonal, type PersonalText } from '#domain/kernel/personal.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Clock } from '#ports/clock.ts';
import type { WireDocument } from '#ports/peer.ts';
import type { Random } from '#ports/random.ts';
import type { Store, Writer } from '#ports/store.ts';
import { commitReceived } from './commit.ts';
import {
	events,
	meta,
	personalTexts,
	quarantine,
	type Checkpoint,
	type Identity,
	type QuarantineRow
} from './tables.ts';

export interface IngestDeps {
	readonly store: Store;
	readonly clock: Clock;
	readonly random: Random;
}

/** Documents from outside, sorted into what they turned out to be. */
export interface Incoming {
	readonly events: readonly FloorEvent[];
	readonly texts: readonly PersonalText[];
	/** Ids of personal texts that were erased. */
	readonly erased: readonly string[];
	/** What is neither: kept with its bytes, and shown. */
	readonly stuck: readonly QuarantineRow[];
}

/** Reads a page of documents. The costly part (hashes) is done here, before any transaction is open. */
export function readIncoming(documents: readonly WireDocument[], now: number): Incoming {
	const incoming = {
		events: [] as FloorEvent[],
		texts: [] as PersonalText[],
		erased: [] as string[],
		stuck: [] as QuarantineRow[]
	};
	for (const document of documents) {
		const id = String((document as Partial<WireDocument>)._id);
		if (id.startsWith('_design/')) continue;
		if (isPersonalId(id)) {
			if (document._deleted) incoming.erased.push(id);
			else sortInto(incoming.texts, readPersonal(document), incoming.stuck, document, now);
		} else if (!isReservedId(id)) {
			sortInto(incoming.events, readEvent(document), incoming.stuck, document, now);
		}
	}
	return incoming;
}

function sortInto<Document>(
	sound: Document[],
	read: Result<Document, Malformed>,
	stuck: QuarantineRow[],
	document: WireDocument,
	now: number
): void {
	if (read.ok) sound.push(read.value);
	else stuck.push(quarantined(document, read.error.reason, now));
}

const quarantined = (document: WireDocument, reason: string, now: number): QuarantineRow => ({
	id: `received ${document._id} ${document._rev ?? ''}`,
	direction: 'received',
	reason,
	document: asText(document),
	since: now
});

/** `JSON.stringify` gives up on what is nested too deep: such a document is not worth more than its beginning. */
function asText(document: WireDocument): string {
	try {
		return JSON.stringify(document);
	} catch (error) {
		return `${document._id} ${document._rev ?? ''}: ${String(error)}`;
	}
}

/**
 * Takes documents in: known ones are skipped, sound events go through the same commit as this device's own, and `checkpoint`
 * moves in the very transaction that holds the data. Returns how many events were new.
 */
export function ingest(
	{ store, clock, random }: IngestDeps,
	incoming: Incoming,
	checkpoint: Checkpoint | null
): Promise<number> {
	return store.write(async (writer) => {
		const stored = await writer.getMany(
			events,
			incoming.events.map(({ _id }) => _id)
		);
		const fresh = new Map<string, FloorEvent>();
		const stuck = [...incoming.stuck];
		for (const [index, event] of incoming.events.entries()) {
			const known = stored[index] ?? fresh.get(event._id);
			if (known === undefined) fresh.set(event._id, event);
			else if (known._rev !== event._rev) {
				stuck.push(quarantined(event, 'another document with the same id is here', clock.now()));
			}
		}
		if (stuck.length > 0) await writer.put(quarantine, stuck);
		if (fresh.size > 0 || incoming.texts.length > 0) {
			await notePossibleClone(writer, [...fresh.values()], random);
			await commitReceived(writer, [...fresh.values()], incoming.texts, clock.now());
		}
		if (incoming.erased.length > 0) await writer.remove(personalTexts, incoming.erased);
		if (checkpoint !== null) await writer.put(meta, [checkpoint]);
		return fresh.size;
	});
}

/**
 * Events of this device's own chain that it never made: its profile was copied, or came back from a backup. It goes on under
 * a new epoch, so that the two chains stay apart, past every code the other one is known to have minted and a good way
 * further, and says so.
 */
export async function notePossibleClone(writer: Writer, fresh: readonly FloorEvent[], random: Random): Promise<void> {
	const identity = (await writer.get(meta, 'identity')) as Identity | undefined;
	const foreign = fresh.filter(({ device, epoch }) => device === identity?.device && epoch === identity.epoch);
	if (identity === undefined || foreign.length === 0) return;
	const minted = foreign
		.flatMap(({ touches }) => touches)
		.filter((id) => isCode(id) && codeDevice(id) === identity.device)
		.map((id) => codeCounter(id as Code) + 1);
	const leap = decodeNumber(encodeBytes(random.bytes(3), 4));
	await writer.put(meta, [
		{
			...identity,
			epoch: encodeBytes(random.bytes(4), EPOCH_WIDTH) as Epoch,
			seq: 0,
			counter: Math.max(identity.counter, ...minted) + leap,
			cloned: true
		}
	]);
}
