import { count, type Words } from './words.ts';

export const COUNTS_SENTENCE = 'Both records are kept, and count as shown until a lead decides.';

export const LATER_SENTENCE = 'Deciding comes with a later version of Floorbook.';

/** What the merge of histories left for a lead: seen by everybody, and in nobody’s way. */
export const decisionsWords = (decisions: number): Words => ({
	title: `${count(decisions, 'decision waits', 'decisions wait')} for a lead`,
	line: COUNTS_SENTENCE,
	tone: 'neutral'
});
