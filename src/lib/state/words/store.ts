import type { StoreTroubleKind } from '#ports/store.ts';
import type { NotPermitted } from '#domain/person/guard.ts';
import type { NotRecorded } from '#engine/submit.ts';
import { m } from '#paraglide/messages.js';
import { stop, type Words } from './words.ts';

/** A record that was not stored. `code` is what was scanned, to be written down; null for what was entered on a screen. */
export function notSavedWords(kind: StoreTroubleKind, code: string | null): Words {
	const what = code ?? m.words_what_was_entered();
	const title = m.words_not_saved_title();
	switch (kind) {
		case 'full':
			return stop(title, m.words_not_saved_full({ what }));
		case 'gone':
			return stop(title, m.words_not_saved_gone({ what }));
		case 'closed':
			return stop(title, m.words_not_saved_closed({ what }));
		case 'failed':
			return stop(title, m.words_not_saved_failed({ what }));
	}
}

/** The app cannot go on: what is safe, and what to do. */
export function storeTroubleWords(kind: StoreTroubleKind): Words {
	switch (kind) {
		case 'full':
			return stop(m.words_storage_full_title(), m.words_storage_full_line());
		case 'gone':
			return stop(m.words_storage_emptied_title(), m.words_storage_gone_line());
		case 'closed':
			return stop(m.words_storage_closed_title(), m.words_storage_closed_line());
		case 'failed':
			return stop(m.words_storage_failed_title(), m.words_storage_failed_line());
	}
}

export function notRecordedWords(refusal: Exclude<NotRecorded, NotPermitted>): Words {
	switch (refusal.type) {
		case 'NotEnrolled':
			return stop(m.words_not_enrolled_title(), m.words_not_enrolled_line());
		case 'OnlyShows':
			return stop(m.enrol_only_shows(), m.enrol_only_shows_line());
		case 'NotRecordable':
			return stop(m.words_not_recordable_title(), m.words_not_recordable_line({ reason: refusal.reason }));
	}
}
