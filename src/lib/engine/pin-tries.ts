import type { EntityId } from '#domain/kernel/event.ts';
import type { Reader, Writer } from '#ports/store.ts';
import { pinTries, type PinTriesRow } from './tables.ts';

/** How a person stands with one PIN on this device; `verifier`: the personal text's reference that it is checked by. */
export async function readPinTries(reader: Reader, person: EntityId, verifier: string): Promise<PinTriesRow> {
	const row = await reader.get(pinTries, person);
	const changes = row?.changes ?? 0;
	return row?.verifier === verifier ? row : { person, verifier, failed: 0, changes };
}

/**
 * Counts a try as wrong before it is checked: whoever ends the app in the middle has used it up. To be called in the transaction
 * that looked whether there may be another one.
 */
export async function countPinTry(writer: Writer, tries: PinTriesRow): Promise<PinTriesRow> {
	const counted = { ...tries, failed: tries.failed + 1, changes: tries.changes + 1 };
	await writer.put(pinTries, [counted]);
	return counted;
}

/** It could not be checked after all: nothing was learned by it. A wait begins anew, so that none gets shorter by this. */
export async function uncountPinTry(writer: Writer, { person, verifier }: PinTriesRow): Promise<void> {
	const row = await writer.get(pinTries, person);
	if (row?.verifier !== verifier || row.failed === 0) return;
	await writer.put(pinTries, [{ ...row, failed: row.failed - 1, changes: row.changes + 1 }]);
}

/** The PIN was right, or somebody who may has freed the person. */
export async function clearPinTries(writer: Writer, person: EntityId): Promise<void> {
	const row = await writer.get(pinTries, person);
	if (row) await writer.put(pinTries, [{ ...row, failed: 0, changes: row.changes + 1 }]);
}
