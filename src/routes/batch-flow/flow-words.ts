import { m } from '#paraglide/messages.js';
import { batchMark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import { FLOW_STATES, type FlowState } from './filter-flow.ts';
import type { FlowChoices } from './flow-view.svelte.ts';

export const stateText = (state: FlowState): string =>
	state === 'voided' ? m.words_batch_void() : batchMark({ state, voided: null }).word;

/** What is left out, in words: for the stamp of a file. */
export function filterTexts(choices: FlowChoices, lineOf: string | null): string[] {
	const { picture, grades, states, isFiltered } = choices;
	return [
		...(lineOf === null ? [] : [m.flow_line_of({ batch: lineOf })]),
		...(isFiltered ? [grades.map(gradeText).join(', ')] : []),
		...(states.length < FLOW_STATES.length ? [states.map(stateText).join(', ')] : []),
		...(picture?.collapsed === 'chains' ? [m.flow_collapse_chains()] : []),
		...(picture?.collapsed === 'steps' ? [m.flow_collapse_steps()] : [])
	];
}
