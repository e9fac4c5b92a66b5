import { printCode, type Code } from '#domain/kernel/code.ts';
import type { RunRefusal } from '#domain/run/decide.ts';
import type { LineFault } from '#domain/run/plan.ts';
import { isFinished } from '#domain/run/milestones.ts';
import type { ProgressRow, RunState } from '#domain/run/progress.ts';
import { MAX_LINE_MACHINES } from '#domain/run/run.ts';
import { m } from '#paraglide/messages.js';
import type { Mark } from './batch.ts';
import { clockTime } from './time.ts';
import { sentences, stop, warning, type Words } from './words.ts';

export function runMark(state: RunState): Mark {
	switch (state) {
		case 'pending':
			return { shape: 'circle', word: m.words_run_pending(), tone: 'neutral' };
		case 'in progress':
			return { shape: 'half', word: m.words_run_in_progress(), tone: 'neutral' };
		case 'completed':
			return { shape: 'full', word: m.words_run_completed(), tone: 'neutral' };
		case 'cancelled':
			return { shape: 'struck', word: m.words_run_cancelled(), tone: 'neutral' };
	}
}

/** The state, and beside Completed (every batch started) whether every batch is closed as well. */
export const runMarks = (state: RunState, sum: ProgressRow | undefined): readonly Mark[] => [
	runMark(state),
	...(state !== 'cancelled' && sum && isFinished(sum)
		? [{ shape: 'square', word: m.words_run_finished(), tone: 'neutral' } as const]
		: [])
];

export interface Milestone {
	readonly name: string;
	readonly value: string;
}

/** How far a run has come; none for a cancelled one. */
export function milestones(state: RunState, sum: ProgressRow | undefined): readonly Milestone[] {
	if (sum === undefined || state === 'cancelled') return [];
	const { started, completed, closed, planned } = sum;
	return [
		...(started === null ? [] : [{ name: m.words_run_started(), value: clockTime(started) }]),
		...(completed === null
			? []
			: [
					{ name: m.words_run_completed(), value: m.words_run_completed_at({ time: clockTime(completed) }) },
					{
						name: m.words_run_finished(),
						value: isFinished(sum)
							? m.words_run_every_batch_closed()
							: m.words_run_closed_of_planned({ closed, planned })
					}
				])
	];
}

export function runRefusalWords(refusal: RunRefusal): Words {
	switch (refusal.type) {
		case 'NoLines':
			return warning(m.words_run_no_lines_title(), m.words_run_no_lines_line());
		case 'TooManyLines':
			return warning(m.words_run_too_many_lines_title(), m.words_run_too_many_lines_line({ most: refusal.most }));
		case 'TooManyBatches':
			return warning(m.words_run_too_many_batches_title(), m.words_run_too_many_batches_line({ most: refusal.most }));
		case 'TooManySteps':
			return warning(m.words_run_too_many_steps_title(), m.words_run_too_many_steps_line({ most: refusal.most }));
		case 'LineWrong':
			return warning(
				m.words_run_line_wrong_title({ line: refusal.line }),
				sentences(lineFaultText(refusal.fault), m.words_nothing_created_yet())
			);
		case 'PersonUnknown':
			return warning(m.words_run_person_unknown_title(), m.words_run_person_unknown_line());
		case 'DueWrong':
			return warning(m.words_run_due_wrong_title(), m.words_run_due_wrong_line());
		case 'PriorityWrong':
			return warning(m.words_run_priority_wrong_title(), m.words_run_priority_wrong_line());
		case 'RunUnknown':
			return stop(m.words_run_unknown_title(), m.words_run_unknown_line({ run: printCode(refusal.run) }));
		case 'RunAlreadyCancelled':
			return warning(
				m.words_run_already_cancelled_title(),
				m.words_run_already_cancelled_line({ run: printCode(refusal.run as Code) })
			);
		case 'ReasonMissing':
			return warning(m.words_reason_missing_title(), m.words_reason_missing_line());
	}
}

const LINE_FAULTS: Readonly<Record<LineFault, () => string>> = {
	item: m.words_line_item,
	unit: m.words_line_unit,
	quantity: m.words_line_quantity,
	batches: m.words_line_batches,
	machine: m.words_line_machine,
	machines: () => m.words_line_machines({ most: MAX_LINE_MACHINES }),
	flow: m.words_line_flow
};

export const lineFaultText = (fault: LineFault): string => LINE_FAULTS[fault]();
