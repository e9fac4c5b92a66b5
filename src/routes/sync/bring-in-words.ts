import { m } from '#paraglide/messages.js';
import type { Result } from '#domain/kernel/result.ts';
import type { BackupTrouble, BroughtIn } from '#engine/bring-in.ts';
import { allOf, sentences, warning, type Words } from '#state/words/words.ts';

/** What came of a backup file that somebody chose. */
export function bringInWords(answer: Result<BroughtIn, BackupTrouble>): Words {
	if (!answer.ok) return troubleWords(answer.error);
	const { taken, known, unread } = answer.value;
	const unsound = unread > 0 && m.backup_unread({ count: unread });
	const here = known > 0 && m.backup_known({ count: known });
	if (taken === 0) {
		const line = sentences(here, unsound, m.backup_nothing_line());
		return unread > 0 ? warning(m.backup_nothing(), line) : { title: m.backup_nothing(), line, tone: 'neutral' };
	}
	const line = sentences(m.backup_taken_line(), here, unsound);
	const title = m.backup_taken({ count: taken });
	return unread > 0 ? warning(title, line) : { title, line, tone: 'ok' };
}

function troubleWords(trouble: BackupTrouble): Words {
	switch (trouble.type) {
		case 'NotEnrolled':
			return warning(m.backup_not_enrolled(), m.backup_not_enrolled_line());
		case 'NoBackup':
			return warning(m.backup_no_backup(), m.backup_no_backup_line());
		case 'NewerBackup':
			return warning(m.backup_newer(), m.backup_newer_line());
		case 'OtherSite':
			return warning(m.backup_other_site(), m.backup_other_site_line());
		case 'NotCourier': {
			const devices = allOf(trouble.devices.map((device) => device.toUpperCase()));
			return warning(m.backup_not_courier(), m.backup_not_courier_line({ devices }));
		}
	}
}
