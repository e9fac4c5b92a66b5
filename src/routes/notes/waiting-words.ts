import { m } from '#paraglide/messages.js';
import { isQuestion } from '#state/scanning/question.ts';
import type { WaitingScan } from '#state/waiting-scans.ts';
import { batchRefusalWords } from '#state/words/batch.ts';
import type { NameOf } from '#state/words/words.ts';

/** Why a noted scan is not recorded yet. */
export function waitingText({ why, wasRecorded }: Pick<WaitingScan, 'why' | 'wasRecorded'>, nameOf: NameOf): string {
	if (why === null) return wasRecorded ? m.notes_taken_back() : m.notes_soon();
	if (why.type === 'BatchUnknown') return m.notes_not_here();
	const { title } = batchRefusalWords(why, nameOf);
	return isQuestion(why) ? m.notes_ask({ question: title }) : m.notes_refused({ why: title });
}
