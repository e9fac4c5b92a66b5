import type { StationOperation } from '#domain/station/station.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { count, stop, warning, type Words } from './words.ts';

/** What happens at a station, as a list shows it. */
export const OPERATION_WORDS: Readonly<Record<StationOperation, string>> = {
	init: 'Starts batches',
	move: 'Moves batches on',
	split: 'Splits batches',
	merge: 'Merges batches'
};

export const unknownStationWords = (id: string): Words =>
	stop('Station not known here', `${printCode(id as Code)} has not arrived on this device. Pick another station.`);

export const notYetWords = (name: string, operation: StationOperation): Words =>
	warning(
		`${name}: not in this version`,
		`${OPERATION_WORDS[operation]}: this version starts batches only. Scans here look things up and record nothing.`
	);

export const startedText = (started: number, planned: number): string =>
	`${started} of ${count(planned, 'batch', 'batches')} started`;
