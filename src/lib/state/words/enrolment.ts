import type { EnrolmentTrouble } from '#ports/registrar.ts';
import { m } from '#paraglide/messages.js';
import { sentences, stop, warning, type Words } from './words.ts';

export function enrolmentWords(trouble: EnrolmentTrouble): Words {
	switch (trouble.type) {
		case 'Unreachable':
			return warning(m.words_enrol_unreachable_title(), m.words_enrol_unreachable_line());
		case 'CodeWrong':
			return stop(m.words_enrol_code_wrong_title(), m.words_enrol_code_wrong_line());
		case 'NotAllowed':
			return stop(m.words_enrol_not_allowed_title(), m.words_enrol_not_allowed_line());
	}
}

/** A browser that once held records, and whose storage was emptied since. */
export const lostStorageWords = (unsent: number): Words =>
	warning(
		m.words_storage_emptied_title(),
		sentences(
			m.words_storage_emptied_sent(),
			unsent === 0 ? m.words_storage_emptied_nothing() : m.words_storage_emptied_unsent({ count: unsent })
		)
	);
