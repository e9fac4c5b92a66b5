import type { Attachment } from 'svelte/attachments';

/** Of the screen's height: what is higher is read from its top. */
const MOST_CENTERED = 0.6;

/** Brings what has just appeared into view: an answer below the fold is no answer. */
export const reveal: Attachment<HTMLElement> = (element) =>
	element.scrollIntoView({ block: element.offsetHeight > MOST_CENTERED * innerHeight ? 'start' : 'center' });
