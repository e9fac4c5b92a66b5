import { BatchesTransformed, type BatchesTransformedData } from '#domain/batch/batch.ts';
import { LabelBound } from '#domain/batch/label-facts.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import { readData, type EventSpec } from '#domain/kernel/view.ts';
import type { Recorded } from '#engine/submit.ts';

/** What the only event of this type says, as every device reads it. */
function dataOf<Data>({ events }: Recorded, spec: EventSpec<string, Data, unknown>): Data {
	const [event, ...more] = events.filter(({ type }) => type === spec.type);
	const read = event && readData(spec, event);
	if (!read || more.length > 0) throw new Error(`recorded ${events.map(({ type }) => type).join(', ') || 'nothing'}`);
	return read.data;
}

/** What a move, split, merge or rework took and made. */
export const transformedBy = (recorded: Recorded): BatchesTransformedData => dataOf(recorded, BatchesTransformed);

/** The batches that it made, in the order of the record. */
export const allMadeBy = (recorded: Recorded): Code[] =>
	transformedBy(recorded).makes.map(({ batch }) => batch as Code);

/** The one batch that it made. */
export function madeBy(recorded: Recorded): Code {
	const [made, ...more] = allMadeBy(recorded);
	if (!made || more.length > 0) throw new Error(`made ${more.length + (made ? 1 : 0)} batches`);
	return made;
}

/** The second label that a batch was given. */
export const boundBy = (recorded: Recorded): Code => dataOf(recorded, LabelBound).code as Code;

/** The event that a command recorded, the first where there are several. */
export function eventOf({ events: [event] }: Recorded): FloorEvent {
	if (!event) throw new Error('nothing was recorded');
	return event;
}

export const idOf = (recorded: Recorded): EventId => eventOf(recorded)._id;
