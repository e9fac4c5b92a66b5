import { BatchClosed, BatchInitialised, type BatchesTransformedData } from '#domain/batch/batch.ts';
import type { BatchRow } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { FloorEvent } from '#domain/kernel/event.ts';
import { ScanNoted } from '#domain/note/note.ts';
import { m } from '#paraglide/messages.js';
import type { OwnScan } from '../own-scans.ts';
import type { Outcome } from '../scanning/outcome.ts';
import { gradeText } from './grade.ts';
import { gatheredText, separateText } from './collect.ts';
import { countText, doneIn, factText, happenedIn, type Sending } from './history.ts';
import { quantityText } from './quantity.ts';
import { clockTime } from './time.ts';
import { sentences, stop, warning, type NameOf, type Words } from './words.ts';

/** What was recorded, when the disk has it; a machine that is not the planned one is told. */
export function recordedWords(scan: OwnScan, nameOf: NameOf): Words {
	if (scan.event.type === ScanNoted.type) return warning(m.notes_kept_title(), m.notes_kept_line());
	const done = sentences(doneText(scan, nameOf), lateSentence(scan.event));
	const planned = scan.event.type === BatchInitialised.type ? (scan.row?.machine ?? null) : null;
	return planned === null || planned === scan.event.machine
		? { title: m.words_recorded_title(), line: done, tone: 'ok' }
		: warning(m.words_recorded_title(), sentences(done, m.words_recorded_planned_for({ machine: nameOf(planned) })));
}

function doneText({ event, from }: OwnScan, nameOf: NameOf): string {
	if (event.type === BatchClosed.type) return m.scan_closed_by_hand();
	const { station, machine } = event;
	if (event.type === BatchInitialised.type) {
		const place = [station, machine]
			.filter((id) => id !== null)
			.map(nameOf)
			.join(' · ');
		return place ? m.words_recorded_started_at({ place }) : m.words_recorded_started();
	}
	const transformed = event.data as unknown as BatchesTransformedData;
	if (transformed.operation === 'split') return splitText(transformed);
	const gathered = gatheredText(event, nameOf);
	if (gathered) return gathered;
	const place = nameOf(machine ?? station);
	const before = whereWas(from, nameOf);
	const isEnd = transformed.ends.length > 0;
	if (isEnd) return before ? m.scan_finished_at({ from: before, place }) : m.scan_finished();
	return before ? m.scan_moved_from_to({ from: before, place }) : m.scan_moved_to({ place });
}

/** `117 pcs firsts, 3 pcs waste`. */
const splitText = ({ makes }: BatchesTransformedData): string =>
	m.scan_split_into({
		parts: makes.map(({ quantity, grade }) => `${quantityText(quantity)} ${gradeText(grade)}`).join(', ')
	});

/** The step a batch had been brought to, else the place. */
const whereWas = (row: BatchRow | undefined, nameOf: NameOf): string =>
	nameOf(row?.began?.step?.id ?? row?.began?.station ?? null);

/** What this device recorded before the page was opened: never to be taken for the tick of a scan just made. */
export function earlierWords(scan: OwnScan, nameOf: NameOf): Words {
	const time = clockTime(scan.event.at);
	if (scan.event.type === ScanNoted.type)
		return { ...recordedWords(scan, nameOf), title: m.notes_kept_before_title({ time }) };
	const title = scan.event.type === BatchClosed.type ? m.scan_closed_at({ time }) : m.words_scanned_at_title({ time });
	return { ...recordedWords(scan, nameOf), title };
}

/** One of the last scans in a word or two: what was done, or why nothing was. */
export function happenedText({ event, undone, words }: Pick<Outcome, 'event' | 'undone' | 'words'>): string {
	if (undone) return m.scan_undone();
	if (event === null) return words().title;
	return [factText(event.type, doneIn(event.data)), countText(event.data), lateText(event)].filter(Boolean).join(' · ');
}

/** A record was taken back: what holds now. */
export const undoneWords = (scan: OwnScan, nameOf: NameOf): Words => ({
	title: m.scan_undone(),
	line: holdsAgain(scan, nameOf),
	tone: 'ok'
});

function holdsAgain({ event, from }: OwnScan, nameOf: NameOf): string {
	switch (event.type) {
		case BatchInitialised.type:
			return m.scan_undone_start();
		case ScanNoted.type:
			return m.notes_undone_line();
		case BatchClosed.type:
			return m.scan_undone_close();
		default: {
			const separate = separateText(event);
			if (separate) return separate;
			const place = nameOf(from?.began?.machine ?? from?.began?.station ?? null);
			return place ? m.scan_undone_move_at({ place }) : m.scan_undone_move();
		}
	}
}

/** Of what was entered late: from what, and when it happened. */
function lateSentence(event: FloorEvent): string | null {
	const happened = happenedIn(event);
	return happened && m.notes_late_sentence({ time: clockTime(happened) });
}

function lateText(event: FloorEvent): string | null {
	const happened = happenedIn(event);
	return happened && m.notes_late_short({ time: clockTime(happened) });
}

/** Where a record is safe. */
export function safeSentence(sending: Sending): string {
	switch (sending) {
		case 'saved':
			return m.words_safe_saved();
		case 'sent':
			return m.words_safe_sent();
		case 'refused':
			return m.words_safe_refused();
	}
}

export const personWords = (person: Code, nameOf: NameOf): Words => ({
	title: m.words_works_here_title({ name: nameOf(person) }),
	line: m.words_works_here_line(),
	tone: 'neutral'
});

/** A station's or a person's code that is sound, and means nothing here yet. */
export const strangerWords = (code: Code): Words =>
	stop(m.words_not_here_title(), m.words_not_here_other({ code: printCode(code) }));

/** The badge of somebody who left. */
export const goneWords = (person: Code, nameOf: NameOf): Words =>
	stop(m.words_left_title(), m.words_left_line({ name: nameOf(person) }));

/** Another label while a question about a batch is open. */
export function unansweredWords(question: 'batch' | 'step' | 'machine', batch: Code, scanned: Code): Words {
	const codes = { asked: printCode(batch), scanned: printCode(scanned) };
	switch (question) {
		case 'batch':
			return warning(m.words_answer_first_title(), m.words_answer_first_batch(codes));
		case 'step':
			return warning(m.words_answer_first_title(), m.words_answer_first_step(codes));
		case 'machine':
			return warning(m.words_answer_first_title(), m.words_answer_first_machine(codes));
	}
}

/** A label that would lead to another screen, while something is being written on this one. */
export const writingWords = (code: Code): Words =>
	warning(m.words_writing_title(), m.words_writing_line({ code: printCode(code) }));

export const twiceWords = (): Words => ({ title: m.words_twice_title(), line: m.words_twice_line(), tone: 'neutral' });
