import * as v from 'valibot';
import { entityIdSchema, type EntityId } from '../kernel/event.ts';
import { eventSpec } from '../kernel/view.ts';

/**
 * Touches both codes, so that whoever mints anew knows what was given out. A label was scanned at a station (the event's) before anything of its batch had arrived here. The check character says that
 * it is ours; the record itself is made, naming the note, once the batch is known.
 */
export interface ScanNotedData {
	/** The code on the label. */
	readonly code: EntityId;
	/** What the record will make, should it make a batch: minted beforehand, so that whoever records it makes the same one. */
	readonly output: EntityId;
}

export const ScanNoted = eventSpec<'ScanNoted', ScanNotedData>(
	'ScanNoted',
	1,
	v.object({ code: entityIdSchema, output: entityIdSchema }),
	({ code }) => code
);
