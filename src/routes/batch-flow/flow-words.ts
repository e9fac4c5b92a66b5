import { printCode, type Code } from '#domain/kernel/code.ts';
import { m } from '#paraglide/messages.js';
import { batchMark } from '#state/words/batch.ts';
import { gradeText } from '#state/words/grade.ts';
import { EVERYTHING, type FlowState } from './filter-flow.ts';
import type { FlowChoices } from './flow-choices.svelte.ts';

export const stateText = (state: FlowState): string =>
	state === 'voided' ? m.words_batch_void() : batchMark({ state, voided: null }).word;

/** What is left out, in words: for the stamp of a file. */
export function filterTexts({ chosen, picture }: FlowChoices): string[] {
	const { line, filter } = chosen;
	return [
		...(line === null ? [] : [m.flow_line_of({ batch: printCode(line as Code) })]),
		...(filter.grades.length < EVERYTHING.grades.length ? [filter.grades.map(gradeText).join(', ')] : []),
		...(filter.states.length < EVERYTHING.states.length ? [filter.states.map(stateText).join(', ')] : []),
		...(picture.collapsed === 'chains' ? [m.flow_collapse_chains()] : []),
		...(picture.collapsed === 'steps' ? [m.flow_collapse_steps()] : [])
	];
}
