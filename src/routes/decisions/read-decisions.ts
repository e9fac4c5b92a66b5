import { compareEvents, type EventId, type FloorEvent } from '#domain/kernel/event.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { events } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** One of the records that do not go together. */
export interface Side {
	readonly id: EventId;
	/** Undefined while the record is not on this device. */
	readonly event: FloorEvent | undefined;
}

export interface OpenDecision {
	readonly exception: Exception;
	/** The oldest first. */
	readonly sides: readonly Side[];
}

export interface OpenDecisions {
	/** The oldest first, `MOST_DECISIONS` at most. */
	readonly shown: readonly OpenDecision[];
	readonly total: number;
}

export const MOST_DECISIONS = 50;

export async function readDecisions(reader: Reader): Promise<OpenDecisions> {
	const raised = (await reader.range(exceptions)).sort((a, b) => compareEvents(losing(a), losing(b)));
	const shown: OpenDecision[] = [];
	for (const exception of raised.slice(0, MOST_DECISIONS)) {
		const ids = [...exception.events].sort(compareEvents);
		const found = await reader.getMany(events, ids);
		shown.push({ exception, sides: ids.map((id, index) => ({ id, event: found[index] })) });
	}
	return { shown, total: raised.length };
}

const losing = ({ events: [first = ''] }: Exception): EventId => first;
