import type { StationOperation } from '#domain/station/station.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import { stop, warning, type Words } from './words.ts';

/** What happens at a station, as a list shows it. */
export function operationText(operation: StationOperation): string {
	switch (operation) {
		case 'init':
			return m.words_operation_init();
		case 'move':
			return m.words_operation_move();
		case 'split':
			return m.words_operation_split();
		case 'merge':
			return m.words_operation_merge();
	}
}

export const unknownStationWords = (id: string): Words =>
	stop(m.words_station_unknown_title(), m.words_station_stranger_line({ code: printCode(id as Code) }));

export const notYetWords = (name: string, operation: StationOperation): Words =>
	warning(
		m.words_station_not_yet_title({ station: name }),
		m.words_station_not_yet_line({ operation: operationText(operation) })
	);

export const startedText = (started: number, planned: number): string => m.words_started_of({ started, planned });
