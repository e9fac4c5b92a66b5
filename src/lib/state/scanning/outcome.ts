import { canPass } from '#domain/batch/leave.ts';
import type { BatchRefusal } from '#domain/batch/refusal.ts';
import type { Refusal } from '#domain/catalog.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { EventId, FloorEvent } from '#domain/kernel/event.ts';
import type { NotRecorded } from '#engine/submit.ts';
import type { Feedback } from '../feedback.svelte.ts';
import type { Words } from '../words/words.ts';
import { subjectOf, type Attempt, type ScanAttempt } from './attempt.ts';

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
	/** The scan that was refused, where a lead may let it pass. */
	readonly passable: ScanAttempt | null;
	/** What kept a record from being taken back, where all of it can be taken back together. */
	readonly chain: UndoChain | null;
}

/** A record, and all that stands on it. */
export interface UndoChain {
	readonly batch: Code;
	readonly fact: EventId;
	/** The newest first, the record itself last. */
	readonly records: readonly EventId[];
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
export function aboutRefusal(refusal: Refusal | NotRecorded, attempt: Attempt): About {
	const { command, source, code } = attempt;
	const places = refusal.type !== 'NotAnEarlierStep' && 'valid' in refusal ? refusal.valid : [];
	if (command.type === 'UndoFact') {
		const records = refusal.type === 'UndoBlocked' ? refusal.chain : [];
		const chain = records.length === 0 ? null : { batch: command.batch, fact: command.fact, records };
		return { code, batch: command.batch, chain };
	}
	if (command.type === 'NoteScan') {
		const undo = refusal.type === 'AlreadyNoted' ? { batch: command.batch, fact: refusal.note } : null;
		return { code, batch: command.batch, places, undo };
	}
	const passable = isPassable(refusal, command) ? { command: { ...command, leave: null }, source, code } : null;
	const about = { code, places, passable };
	if (!('batch' in refusal) || typeof refusal.batch === 'string' || refusal.batch === null)
		return { ...about, batch: subjectOf(attempt) };
	const { id: batch, began, lastUse } = refusal.batch;
	const isRepeat = refusal.type === 'BatchAlreadyInitialised' || refusal.type === 'BatchAlreadyMoved';
	const undo = isRepeat && began && lastUse === null ? { batch, fact: began.event } : null;
	return { ...about, batch, undo };
}

/** Whether a lead may let it be recorded all the same; a leave that was no good may be followed by one that is. */
const isPassable = (refusal: Refusal | NotRecorded, { leave }: ScanAttempt['command']): boolean =>
	leave ? refusal.type === 'NotALead' : refusal.type === 'BatchOnHold' || canPass(refusal as BatchRefusal);
