import type { EnrolmentTrouble } from '#ports/registrar.ts';
import { stop, warning, type Words } from './words.ts';

export function enrolmentWords(trouble: EnrolmentTrouble): Words {
	switch (trouble.type) {
		case 'Unreachable':
			return warning(
				'The server does not answer',
				'Nothing is lost. Check the network of this device; if it has a login page, sign in there. Then try again.'
			);
		case 'CodeWrong':
			return stop('This code does not work', 'It is mistyped, used or too old. Ask for a new one.');
		case 'NotAllowed':
			return stop('This device may not do that', 'Only an admin device can let other devices in.');
	}
}

/** A browser that once held records, and whose storage was emptied since. */
export function lostStorageWords(unsent: number): Words {
	const sent = 'What was sent is safe on the server.';
	if (unsent === 0)
		return warning('The storage was emptied', `${sent} Nothing else waits here. Enrol this device again.`);
	const waiting = unsent === 1 ? '1 unsent record survived' : `${unsent} unsent records survived`;
	return warning(
		'The storage was emptied',
		`${sent} ${waiting} in a second copy. Enrol this device again and they will be sent.`
	);
}
