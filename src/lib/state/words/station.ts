import type { StationOperation, StationRow } from '#domain/station/station.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { StepRow } from '#domain/step/step.ts';
import { m } from '#paraglide/messages.js';
import { anyOf, stop, type NameOf, type Words } from './words.ts';

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

/** More names than that are no help. */
const NAMED_STEPS = 2;

/** The next physical action at a station. `before`: the steps that its batches come from. */
export function instructionText(
	{ operation }: Pick<StationRow, 'operation'>,
	machine: Code | null,
	before: readonly StepRow[],
	nameOf: NameOf
): string {
	switch (operation) {
		case 'init':
			return machine ? m.stations_scan_init_at({ machine: nameOf(machine) }) : m.stations_scan_init();
		case 'move':
			return before.length > 0 && before.length <= NAMED_STEPS
				? m.stations_scan_move_from({ steps: anyOf(before.map(({ name }) => name)) })
				: m.stations_scan_move();
		case 'split':
			return m.collect_scan_parent();
		case 'merge':
			return m.collect_scan_first();
	}
}

export const unknownStationWords = (id: string): Words =>
	stop(m.words_station_unknown_title(), m.words_station_stranger_line({ code: printCode(id as Code) }));

export const startedText = (started: number, planned: number): string => m.words_started_of({ started, planned });
