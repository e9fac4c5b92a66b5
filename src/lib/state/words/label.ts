import { printCode, type CodeKind } from '#domain/kernel/code.ts';
import type { Label, UnreadableLabel } from '#domain/label/label.ts';
import { m } from '#paraglide/messages.js';
import { stop, warning, type Words } from './words.ts';

export function unreadableWords(trouble: UnreadableLabel): Words {
	switch (trouble.type) {
		case 'LabelEmpty':
			return stop(m.words_label_empty_title(), m.words_label_empty_line());
		case 'LabelTooLong':
			return stop(m.words_label_unknown_title(), m.words_label_too_long_line());
		case 'LabelForeign':
			return stop(m.words_label_unknown_title(), m.words_label_foreign_line({ shown: trouble.shown }));
		case 'LabelNewer':
			return stop(m.words_label_newer_title(), m.words_label_newer_line({ shown: trouble.shown }));
		case 'LabelDamaged':
			return stop(m.words_label_damaged_title(), m.words_label_damaged_line({ shown: trouble.shown }));
	}
}

/** A code of ours that nothing can be done with here. */
export const unusedWords = ({ kind, code }: Label): Words =>
	warning(KINDS[kind](), m.words_unused_line({ code: printCode(code) }));

const KINDS: Readonly<Record<CodeKind, () => string>> = {
	hold: m.words_unused_hold,
	item: m.words_unused_item,
	batch: m.words_unused_batch,
	command: m.words_unused_command,
	department: m.words_unused_department,
	device: m.words_unused_device,
	flow: m.words_unused_flow,
	lot: m.words_unused_lot,
	machine: m.words_unused_machine,
	order: m.words_unused_order,
	person: m.words_unused_person,
	run: m.words_unused_run,
	station: m.words_unused_station,
	step: m.words_unused_step
};
