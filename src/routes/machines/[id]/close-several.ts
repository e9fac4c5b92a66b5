import type { BatchRow } from '#domain/batch/views.ts';
import type { Command } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EventId } from '#domain/kernel/event.ts';
import type { Result } from '#domain/kernel/result.ts';
import type { Recorded } from '#engine/submit.ts';
import type { Words } from '#state/words/words.ts';

/** A batch, and the code on its paper. */
export type Ticked = Pick<BatchRow, 'id' | 'label'>;

/** What became of one of several batches. */
export interface Closing {
	readonly batch: Code;
	/** The code on its paper. */
	readonly label: Code;
	/** What was recorded; null when nothing was. */
	readonly event: EventId | null;
	/** Why nothing was recorded. */
	readonly trouble: Words | null;
}

type Record = (command: Command) => Promise<Result<Recorded, Words>>;

/** Closes one after the other. Each stands for itself: what one meets keeps no other from being recorded. */
export async function closeSeveral(batches: readonly Ticked[], reason: string, record: Record): Promise<Closing[]> {
	const closings: Closing[] = [];
	for (const { id, label } of batches) {
		const recorded = await record({ type: 'CloseBatch', batch: id, reason });
		closings.push({
			batch: id,
			label: label as Code,
			event: recorded.ok ? (recorded.value.events[0]?._id ?? null) : null,
			trouble: recorded.ok ? null : recorded.error
		});
	}
	return closings;
}

/** Takes back the closings that were recorded, the last one first. What could not be taken back comes back with the reason. */
export async function undoClosings(closings: readonly Closing[], record: Record): Promise<Closing[]> {
	const left: Closing[] = [];
	for (const closing of closings.toReversed()) {
		if (closing.event === null) continue;
		const undone = await record({ type: 'UndoFact', batch: closing.batch, fact: closing.event });
		if (!undone.ok) left.push({ ...closing, trouble: undone.error });
	}
	return left;
}
