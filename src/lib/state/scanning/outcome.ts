import type { Refusal } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import type { NotRecorded } from '#engine/submit.ts';
import type { Feedback } from '../feedback.svelte.ts';
import type { Words } from '../words/words.ts';

/** What became of one scan. Every scan ends in exactly one of these, in a question, in a place to look at, or not saved. */
export interface Outcome {
	/** Counts up: two outcomes that read alike are still two. */
	readonly number: number;
	readonly kind: Feedback;
	/** Asked for where they are shown: they follow the language and the names, and what was read of a record meanwhile. */
	readonly words: () => Words;
	/** False while the words may still be added to: whoever has them read out waits until then. */
	readonly isWhole: () => boolean;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The code on the label; null when it named no batch. */
	readonly code: Code | null;
	/** The batch it was about, which after a move is the one that was made; null when the label named none. */
	readonly batch: Code | null;
	/** Stations that would take it. */
	readonly places: readonly { readonly id: Code; readonly name: string }[];
	/** What was recorded; null when nothing was. */
	readonly event: FloorEvent | null;
	/** A record that can be taken back from here: its own, or the earlier one it met. */
	readonly undo: { readonly batch: Code; readonly fact: EventId } | null;
	/** What was recorded has been taken back. */
	readonly undone: boolean;
}

/** What an outcome is about, as far as it is about something. */
export type About = Partial<Omit<Outcome, 'number' | 'kind' | 'words'>>;

export const aboutRecord = (event: FloorEvent, batch: Code, code: Code): About => ({
	at: Date.parse(event.at),
	code,
	batch,
	event,
	undo: { batch, fact: event._id }
});

/** Where it would be taken, what it was about, and the earlier record it met, as long as nobody used what that made. */
export function aboutRefusal(refusal: Refusal | NotRecorded, scanned: Code): About {
	const places = 'valid' in refusal ? refusal.valid : [];
	if (!('batch' in refusal) || typeof refusal.batch === 'string') return { batch: scanned, places };
	const { id: batch, began, lastUse } = refusal.batch;
	const isRepeat = refusal.type === 'BatchAlreadyInitialised' || refusal.type === 'BatchAlreadyMoved';
	const undo = isRepeat && began && lastUse === null ? { batch, fact: began.event } : null;
	return { batch, places, undo };
}
