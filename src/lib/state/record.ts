import type { Command, Refusal } from '#domain/catalog.ts';
import { err, type Result } from '#domain/kernel/result.ts';
import type { Origin } from '#engine/commit.ts';
import type { NotRecorded, Recorded } from '#engine/submit.ts';
import { StoreTrouble } from '#ports/store.ts';
import type { Floor } from './floor.ts';
import { refusalWords } from './words/refusal.ts';
import { notSavedWords } from './words/store.ts';
import type { NameOf, Words } from './words/words.ts';

/** Why a command was not recorded. */
export interface NotDone {
	readonly words: Words;
	/** The rule's answer; null where the storage failed. */
	readonly refusal: Refusal | NotRecorded | null;
}

/** Submits a command and puts whatever keeps it from being recorded into words: the rules' refusals and a failing storage. */
export async function recordOrNot(
	submit: Floor['submit'],
	command: Command,
	origin: Origin,
	nameOf: NameOf
): Promise<Result<Recorded, NotDone>> {
	try {
		const recorded = await submit(command, origin);
		if (recorded.ok) return recorded;
		return err({ words: refusalWords(recorded.error, nameOf), refusal: recorded.error });
	} catch (error) {
		console.error(error);
		return err({ words: notSavedWords(error instanceof StoreTrouble ? error.kind : 'failed', null), refusal: null });
	}
}

/** The same, for whoever only has to say it. */
export async function recordOrWords(...asked: Parameters<typeof recordOrNot>): Promise<Result<Recorded, Words>> {
	const recorded = await recordOrNot(...asked);
	return recorded.ok ? recorded : err(recorded.error.words);
}
