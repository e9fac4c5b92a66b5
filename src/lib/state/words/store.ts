import type { StoreTroubleKind } from '#ports/store.ts';
import type { NotRecorded } from '#engine/submit.ts';
import { stop, type Words } from './words.ts';

/** A record that was not stored. `what` is what to write down: the code that was scanned, or the thing that was edited. */
export function notSavedWords(kind: StoreTroubleKind, what: string): Words {
	const note = `This was not stored. Write down ${what} and call the lead.`;
	switch (kind) {
		case 'full':
			return stop('NOT SAVED', `The storage is full. ${note}`);
		case 'gone':
			return stop('NOT SAVED', `The storage of this browser was emptied. ${note}`);
		case 'closed':
			return stop('NOT SAVED', `The storage was closed. ${note}`);
		case 'failed':
			return stop('NOT SAVED', `The storage failed. ${note}`);
	}
}

/** The app cannot go on: what is safe, and what to do. */
export function storeTroubleWords(kind: StoreTroubleKind): Words {
	switch (kind) {
		case 'full':
			return stop('The storage is full', 'What was recorded is kept. Free space on this device, then reload.');
		case 'gone':
			return stop('The storage was emptied', 'What was sent is safe on the server. Reload to enrol this device again.');
		case 'closed':
			return stop('The storage was closed', 'What was recorded is kept. Reload to go on.');
		case 'failed':
			return stop(
				'The storage does not open',
				'What was recorded is kept. Reload; if it stays like this, restart the device and call the lead.'
			);
	}
}

export function notRecordedWords(refusal: NotRecorded): Words {
	switch (refusal.type) {
		case 'NotEnrolled':
			return stop('This device is not enrolled', 'Nothing was recorded. Enrol it first, once, with a network.');
		case 'NotRecordable':
			return stop('This text cannot be stored', `Nothing was recorded: ${refusal.reason}.`);
	}
}
