import type { Feedback } from '#state/feedback.svelte.ts';
import type { IconName } from '#ui/icons.ts';

/** One shape for one meaning, wherever what became of a scan is shown. */
export const FEEDBACK_ICONS: Readonly<Record<Feedback, IconName>> = {
	recorded: 'tick',
	warning: 'look',
	refused: 'stop',
	choose: 'question',
	notSaved: 'barred',
	duplicate: 'twins'
};
