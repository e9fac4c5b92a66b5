import { printCode, type Code } from '#domain/kernel/code.ts';
import type { EntityId, FloorEvent } from '#domain/kernel/event.ts';
import type { Sending } from './history.ts';
import { clockTime } from './time.ts';
import { stop, warning, type NameOf, type Words } from './words.ts';

type Scanned = Pick<FloorEvent, 'at' | 'station' | 'machine'>;

/** What was recorded, when the disk has it; a machine that is not the planned one is told. */
export function recordedWords({ station, machine }: Scanned, planned: EntityId | null, nameOf: NameOf): Words {
	const where = [station, machine].filter((id) => id !== null).map(nameOf);
	const started = where.length === 0 ? 'Started' : `Started at ${where.join(' · ')}`;
	return planned === null || planned === machine
		? { title: 'Recorded', line: `${started}.`, tone: 'ok' }
		: warning('Recorded', `${started}, planned for ${nameOf(planned)}.`);
}

/** What this device recorded before the page was opened: never to be taken for the tick of a scan just made. */
export const earlierWords = (scanned: Scanned, planned: EntityId | null, nameOf: NameOf): Words => ({
	...recordedWords(scanned, planned, nameOf),
	title: `Scanned at ${clockTime(scanned.at)}`
});

/** Where a record is safe. */
export const SAFE_SENTENCES: Readonly<Record<Sending, string>> = {
	saved: 'Saved on this device.',
	sent: 'Sent.',
	refused: 'The server refused it; it is kept on this device.'
};

export const personWords = (person: Code, nameOf: NameOf): Words => ({
	title: `${nameOf(person)} works here now`,
	line: 'Your name goes on every record from now on.',
	tone: 'neutral'
});

/** A station's or a person's code that is sound, and means nothing here yet. */
export const strangerWords = (code: Code): Words =>
	stop(
		'Not on this phone yet',
		`${printCode(code)} is a good code. Its data has not arrived here. Nothing was changed.`
	);

/** Another label while a question about a batch is open. */
export const unansweredWords = (asked: 'step' | 'machine', batch: Code, scanned: Code): Words =>
	warning('Answer first', `Which ${asked} for ${printCode(batch)}? Nothing was recorded for ${printCode(scanned)}.`);

/** A label that would lead to another screen, while something is being written on this one. */
export const writingWords = (code: Code): Words =>
	warning('Finish writing first', `${printCode(code)} was read. Nothing was recorded. Scan it again afterwards.`);

export const twiceWords: Words = { title: 'Read twice', line: 'Counted once.', tone: 'neutral' };
