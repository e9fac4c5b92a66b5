import type { ScanCommand } from '#domain/batch/decide.ts';
import type { UndoFact } from '#domain/batch/undo.ts';
import type { Code } from '#domain/kernel/code.ts';
import type { NoteCommand, RecordNoted } from '#domain/note/decide.ts';
import type { RecordSource } from '../session.svelte.ts';

/** Something to be recorded. */
export interface Attempt {
	readonly command: ScanCommand | NoteCommand | UndoFact;
	/** Null: it was done on a screen. */
	readonly source: RecordSource | null;
	/** The code on the label. */
	readonly code: Code;
}

/** What a scan at a station asks for. */
export interface ScanAttempt extends Attempt {
	readonly command: ScanCommand | RecordNoted;
}

/** The batch that an attempt is about; of several that were gathered the one whose label was named. */
export const subjectOf = ({ command, code }: Attempt): Code => ('batch' in command ? command.batch : code);

/**
 * What keeps a scan until its batch arrives; null where there is nothing to keep: what was entered from paper or counted would lose
 * what was said beside it, and the paper stays.
 */
export function notingOf({ command, ...attempt }: Attempt): Attempt | null {
	if (command.type !== 'InitialiseBatch' && command.type !== 'MoveBatch') return null;
	if (command.happened || command.counted) return null;
	const { batch, station, machine, usual } = command;
	return { ...attempt, command: { type: 'NoteScan', batch, station, machine, usual } };
}
