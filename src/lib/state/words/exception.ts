import type { ExceptionRule } from '#domain/kernel/view.ts';

/** What two devices' histories left for a lead to decide, in a sentence each. */
export const EXCEPTION_SENTENCES: Readonly<Record<ExceptionRule, string>> = {
	code: 'Two batches carry this code. The first keeps it; the other needs a new label.',
	init: 'Two devices started this batch at different places. The first start counts until a lead decides.',
	standing: 'This batch was voided on one device and used on another. A lead decides whether it exists.',
	cycle: 'By the records this batch would be made from itself. A lead has to say what happened.',
	over: 'More was taken than was there. A lead has to say what happened.',
	left: 'The whole batch was taken, and something is left by the records.',
	taken: 'Two devices took the same goods. The first counts until a lead decides.',
	closed: 'It was used after another device had closed it.',
	corrected: 'It was used by somebody who did not know of a correction.',
	correction: 'Two devices corrected it differently. Both are kept until a lead chooses.',
	undo: 'An undo came too late: what it undoes was used already.',
	hold: 'It was used by somebody who did not know that it is on hold.',
	lot: 'More of a lot was used than there was.',
	countersign: 'A record needs a lead: its device or person had no right to make it at that time.',
	field: 'Two devices changed the same thing differently. The later change shows.',
	order: 'The sales order changed meanwhile.'
};

export const exceptionText = (rule: ExceptionRule): string => EXCEPTION_SENTENCES[rule];
