import { m } from '#paraglide/messages.js';
import type { Words } from './words.ts';

export const countsSentence = (): string => m.words_decisions_count();

/** What the merge of histories left for a lead: seen by everybody, and in nobody’s way. */
export const decisionsWords = (decisions: number): Words => ({
	title: m.words_decisions_wait({ count: decisions }),
	line: countsSentence(),
	tone: 'neutral'
});
