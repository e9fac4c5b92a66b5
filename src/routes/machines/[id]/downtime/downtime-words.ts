import type { DowntimeRefusal } from '#domain/downtime/decide.ts';
import type { NotDone } from '#state/record.ts';
import { clockTime } from '#state/words/time.ts';
import { sentences, stop, warning, type Words } from '#state/words/words.ts';
import { m } from '#paraglide/messages.js';

/** What people say most when a machine stands. */
export const usualReasons = (): string[] => [
	m.downtime_jam(),
	m.downtime_tool(),
	m.downtime_fault(),
	m.downtime_material(),
	m.downtime_changeover(),
	m.downtime_cleaning(),
	m.downtime_nobody(),
	m.downtime_quality()
];

/** `Down since 14:05: Jam` */
export const downText = (since: string, reason: string | null, now: number): string => {
	const at = clockTime(since, now);
	return reason === null ? m.downtime_since({ at }) : m.downtime_since_because({ at, reason });
};

/** Why nothing was recorded: a rule of downtimes, or whatever keeps any command from being recorded. */
export const notDoneWords = ({ words, refusal }: NotDone): Words =>
	refusal && 'feature' in refusal && refusal.feature === 'downtime' ? refusalWords(refusal) : words;

function refusalWords(refusal: DowntimeRefusal): Words {
	const nothing = m.words_nothing_recorded();
	switch (refusal.type) {
		case 'MachineUnknown':
			return stop(m.downtime_unknown_title(), nothing);
		case 'AlreadyDown':
			return warning(
				m.downtime_already_title(),
				sentences(m.downtime_already_line({ at: clockTime(refusal.since) }), nothing)
			);
		case 'NotDown':
			return warning(m.downtime_not_down_title(), nothing);
	}
}
