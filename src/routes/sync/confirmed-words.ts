import type { Confirmed } from '#engine/tables.ts';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#state/words/time.ts';
import { warning, type Words } from '#state/words/words.ts';

/** What the server has signed that it holds; null before it signed anything. */
export function confirmedSentence(confirmed: Confirmed | undefined, now = Date.now()): string | null {
	const receipt = confirmed?.kept.at(-1)?.receipt;
	if (receipt === undefined) return null;
	// The server's zone is not the one that people here live in.
	return m.sync_confirmed({ number: receipt.seq, time: clockTime(Date.parse(receipt.received), now) });
}

/** Why nothing newer is confirmed; null while nothing is wrong. Nothing is lost by it: it is told, and that is all. */
export function confirmedTrouble(confirmed: Confirmed | undefined, now = Date.now()): Words | null {
	if (!confirmed?.trouble) return null;
	const time = clockTime(confirmed.trouble.since, now);
	switch (confirmed.trouble.type) {
		case 'ReceiptWrong':
			return warning(m.sync_receipt_wrong_title(), m.sync_receipt_wrong_line({ time }));
		case 'ServerKeyOther':
			return warning(m.sync_server_key_title(), m.sync_server_key_line({ time }));
		case 'KeyOther':
			return warning(m.sync_key_other_title(), m.sync_key_other_line({ time }));
	}
}
