import type { BatchInitialisedData } from '#domain/batch/batch.ts';
import { eventHash, readEvent, type FloorEvent } from '#domain/kernel/event.ts';

/**
 * What is wrong with the chain of one device that never changed its epoch: documents that are no sound events, gaps and
 * repeats in the sequence, links to another event than the one before. Empty when nothing is.
 */
export function chainFaults(own: readonly FloorEvent[]): string[] {
	const faults: string[] = [];
	const inOrder = own.toSorted((a, b) => a.seq - b.seq);
	for (const [index, event] of inOrder.entries()) {
		const before = inOrder[index - 1];
		const read = readEvent(event);
		if (!read.ok) faults.push(`${event._id}: ${read.error.reason}`);
		if (event.seq !== index + 1) faults.push(`${event._id} has the sequence ${event.seq} and is number ${index + 1}`);
		if (event.prev !== (before ? eventHash(before) : null)) faults.push(`${event._id} follows another event`);
	}
	return faults;
}

/** How often each batch was taken into process by these events. */
export function initialisations(events: readonly FloorEvent[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { type, data } of events) {
		if (type !== 'BatchInitialised') continue;
		const { batch } = data as unknown as BatchInitialisedData;
		counts.set(batch, (counts.get(batch) ?? 0) + 1);
	}
	return counts;
}
