import type { ProgressRow, RunState } from '#domain/batch/views.ts';
import { printCode, type Code } from '#domain/kernel/code.ts';
import type { LineFault, RunRefusal } from '#domain/run/decide.ts';
import { isFinished } from '#domain/run/milestones.ts';
import type { Mark } from './batch.ts';
import { clockTime } from './time.ts';
import { stop, warning, type Words } from './words.ts';

export function runMark(state: RunState): Mark {
	switch (state) {
		case 'pending':
			return { shape: 'circle', word: 'Pending', tone: 'neutral' };
		case 'in progress':
			return { shape: 'half', word: 'In progress', tone: 'neutral' };
		case 'completed':
			return { shape: 'full', word: 'Completed', tone: 'neutral' };
		case 'cancelled':
			return { shape: 'struck', word: 'Cancelled', tone: 'neutral' };
	}
}

/** The state, and beside Completed (every batch started) whether every batch is closed as well. */
export const runMarks = (state: RunState, sum: ProgressRow | undefined): readonly Mark[] => [
	runMark(state),
	...(state !== 'cancelled' && sum && isFinished(sum)
		? [{ shape: 'square', word: 'Finished', tone: 'neutral' } as const]
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
		...(started === null ? [] : [{ name: 'Started', value: clockTime(started) }]),
		...(completed === null
			? []
			: [
					{ name: 'Completed', value: `${clockTime(completed)} (every batch started)` },
					{ name: 'Finished', value: isFinished(sum) ? 'every batch closed' : `${closed} of ${planned} closed` }
				])
	];
}

export function runRefusalWords(refusal: RunRefusal): Words {
	switch (refusal.type) {
		case 'NoLines':
			return warning('The run has no line', 'Add at least one line with an item. Nothing was created yet.');
		case 'TooManyLines':
			return warning('Too many lines', `A run has ${refusal.most} lines at most. Make a second run of the rest.`);
		case 'TooManyBatches':
			return warning('Too many batches', `A run has ${refusal.most} batches at most. Make a second run of the rest.`);
		case 'LineWrong':
			return warning(`Look at line ${refusal.line}`, `${LINE_FAULTS[refusal.fault]} Nothing was created yet.`);
		case 'PersonUnknown':
			return warning('Person not known here', 'Choose another responsible person. Nothing was created yet.');
		case 'DueWrong':
			return warning('Due date not readable', 'Write it as year, month and day. Nothing was created yet.');
		case 'PriorityWrong':
			return warning('Priority not readable', 'Choose 1 (most urgent) to 9. Nothing was created yet.');
		case 'RunUnknown':
			return stop(
				'Run not here yet',
				`${printCode(refusal.run)} has not arrived on this device. Nothing was recorded.`
			);
		case 'RunAlreadyCancelled':
			return warning('Already cancelled', `Run ${printCode(refusal.run as Code)} was cancelled before.`);
		case 'ReasonMissing':
			return warning('Reason missing', 'Say why in a few words. Nothing was recorded yet.');
	}
}

export const LINE_FAULTS: Readonly<Record<LineFault, string>> = {
	item: 'Choose an item that is in use.',
	unit: 'The unit does not fit the item.',
	quantity: 'The quantity has to be above zero.',
	batches: 'The number of batches has to be 1 or more.',
	machine: 'A machine is not known here.',
	flow: 'The flow is not known here.'
};
