import type { ExceptionRule } from '#domain/kernel/view.ts';
import { m } from '#paraglide/messages.js';

const SENTENCES: Readonly<Record<ExceptionRule, () => string>> = {
	code: m.words_exception_code,
	init: m.words_exception_init,
	standing: m.words_exception_standing,
	cycle: m.words_exception_cycle,
	over: m.words_exception_over,
	left: m.words_exception_left,
	taken: m.words_exception_taken,
	closed: m.words_exception_closed,
	corrected: m.words_exception_corrected,
	correction: m.words_exception_correction,
	undo: m.words_exception_undo,
	hold: m.words_exception_hold,
	lot: m.words_exception_lot,
	countersign: m.words_exception_countersign,
	field: m.words_exception_field,
	order: m.words_exception_order,
	swap: m.words_exception_swap
};

/** What two devices' histories left for a lead to decide, in a sentence. */
export const exceptionText = (rule: ExceptionRule): string => SENTENCES[rule]();
