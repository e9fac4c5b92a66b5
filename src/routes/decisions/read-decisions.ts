import { batches, type BatchRow } from '#domain/batch/views.ts';
import { compareEvents, type EntityId, type EventId } from '#domain/kernel/event.ts';
import { exceptions, type Exception } from '#domain/kernel/view.ts';
import { orders, type OrderRow } from '#domain/order/views.ts';
import { events } from '#engine/tables.ts';
import type { Reader } from '#ports/store.ts';

/** A case in the list. */
export interface OpenDecision {
	readonly exception: Exception;
	/** Of what it is about, where that is a batch. */
	readonly batch: BatchRow | undefined;
	/** The same, where that is an order. */
	readonly order: OrderRow | undefined;
	/** When the record was made that raised it; null while that is not on this device. */
	readonly at: string | null;
}

export interface OpenDecisions {
	/** The oldest first, `MOST_DECISIONS` at most. */
	readonly shown: readonly OpenDecision[];
	/** Of the run that is looked at; all of them where none is. */
	readonly total: number;
	/** The runs that have some, each with how many. */
	readonly runs: readonly { readonly run: EntityId; readonly count: number }[];
	/** The ids of all that wait, the oldest first: of the run that is looked at first. */
	readonly queue: readonly string[];
}

const MOST_DECISIONS = 50;

/** `run`: only its cases; null for all. */
export const readDecisions =
	(run: EntityId | null) =>
	async (reader: Reader): Promise<OpenDecisions> => {
		const raised = (await reader.range(exceptions)).sort((a, b) => compareEvents(losing(a), losing(b)));
		const wanted = run === null ? raised : raised.filter((one) => one.run === run);
		const shown = wanted.slice(0, MOST_DECISIONS);
		const entities = shown.map(({ entity }) => entity);
		const [batchRows, orderRows, records] = await Promise.all([
			reader.getMany(batches, entities),
			reader.getMany(orders, entities),
			reader.getMany(events, shown.map(losing))
		]);
		const counts = new Map<EntityId, number>();
		for (const { run: of } of raised) if (of !== null) counts.set(of, (counts.get(of) ?? 0) + 1);
		return {
			shown: shown.map((exception, index) => ({
				exception,
				batch: batchRows[index],
				order: orderRows[index],
				at: records[index]?.at ?? null
			})),
			total: wanted.length,
			runs: [...counts].map(([of, count]) => ({ run: of, count })),
			queue: [...new Set([...wanted, ...raised])].map(({ id }) => id)
		};
	};

const losing = ({ events: [first = ''] }: Exception): EventId => first;
