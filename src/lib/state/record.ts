import type { Command } from '#domain/catalog.ts';
import { err, type Result } from '#domain/kernel/result.ts';
import type { Origin } from '#engine/commit.ts';
import type { Recorded } from '#engine/submit.ts';
import { StoreTrouble } from '#ports/store.ts';
import type { Floor } from './floor.ts';
import { refusalWords } from './words/refusal.ts';
import { notSavedWords } from './words/store.ts';
import type { NameOf, Words } from './words/words.ts';

/** Submits a command and turns whatever keeps it from being recorded into words: the rules' refusals and a failing storage. */
export async function recordOrWords(
	submit: Floor['submit'],
	command: Command,
	origin: Origin,
	nameOf: NameOf
): Promise<Result<Recorded, Words>> {
	try {
		const recorded = await submit(command, origin);
		return recorded.ok ? recorded : err(refusalWords(recorded.error, nameOf));
	} catch (error) {
		console.error(error);
		return err(notSavedWords(error instanceof StoreTrouble ? error.kind : 'failed', null));
	}
}
