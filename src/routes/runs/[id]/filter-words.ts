import { m } from '#paraglide/messages.js';
import { gradeText } from '#state/words/grade.ts';
import type { NameOf } from '#state/words/words.ts';
import type { BatchQuery, ListState } from './batch-list.ts';

const STATE_WORDS: Readonly<Record<ListState, () => string>> = {
	all: m.runs_all,
	created: m.runs_created,
	open: m.runs_open,
	closed: m.runs_closed,
	voided: m.runs_void
};

export const stateText = (state: ListState): string => STATE_WORDS[state]();

/** What a list is narrowed to, in words: none of the whole list. */
export const filterWords = (query: BatchQuery, nameOf: NameOf): string[] => [
	...(query.state === 'all' ? [] : [stateText(query.state)]),
	...(query.grade === '' ? [] : [gradeText(query.grade)]),
	...(query.step === '' ? [] : [nameOf(query.step)]),
	...(query.machine === '' ? [] : [nameOf(query.machine)]),
	...(query.held ? [m.runs_held()] : []),
	...(query.undecided ? [m.runs_needs_lead()] : []),
	...(query.text.trim() === '' ? [] : [m.exports_search({ query: query.text.trim() })])
];
