import { codeKind, printCode, type Code } from '#domain/kernel/code.ts';
import { err, ok, type Result } from '#domain/kernel/result.ts';
import { parseLabel } from '#domain/label/label.ts';
import { m } from '#paraglide/messages.js';
import { wallTimeOf } from '#state/words/time.ts';
import { typedCodeWords, unfinishedCodeWords } from '#state/words/typed.ts';

/** What somebody copies from a sheet of paper, as it stands in the fields. */
export interface PaperEntry {
	readonly code: string;
	/** Of the device's own zone, as its field has it: `2026-11-20`. */
	readonly day: string;
	/** `14:10` */
	readonly time: string;
}

/** What is wrong beside each field, in words; empty where nothing is. */
export interface PaperFaults {
	readonly code: string;
	readonly time: string;
}

export interface PaperScan {
	readonly code: Code;
	/** Wall time with zone. */
	readonly happened: string;
}

const CODE_LENGTH = 10;

/** `now`: milliseconds since 1970. */
export function readPaperEntry({ code, day, time }: PaperEntry, now: number): Result<PaperScan, PaperFaults> {
	const label = parseLabel(code);
	const at = new Date(`${day}T${time}`).getTime();
	const faults = { code: codeFault(code), time: timeFault(at, now) };
	if (!label.ok || faults.code !== '' || faults.time !== '') return err(faults);
	return ok({ code: label.value.code, happened: wallTimeOf(at) });
}

function codeFault(text: string): string {
	const typed = text.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
	const label = parseLabel(text);
	if (!label.ok) {
		if (typed.length < CODE_LENGTH) return unfinishedCodeWords(typed, CODE_LENGTH);
		return typedCodeWords(CODE_LENGTH, CODE_LENGTH, label);
	}
	const { code } = label.value;
	return codeKind(code) === 'batch' ? '' : m.notes_paper_not_batch({ code: printCode(code) });
}

function timeFault(at: number, now: number): string {
	if (Number.isNaN(at)) return m.notes_paper_no_time();
	return at > now ? m.notes_paper_future() : '';
}

/** A moment as the fields for day and time take it. */
export function fieldsOf(milliseconds: number): Pick<PaperEntry, 'day' | 'time'> {
	const wall = wallTimeOf(milliseconds);
	return { day: wall.slice(0, 10), time: wall.slice(11, 16) };
}
