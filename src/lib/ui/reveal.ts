import type { Attachment } from 'svelte/attachments';

/** Brings what has just appeared into view: an answer below the fold is no answer. */
export const reveal: Attachment<HTMLElement> = (element) => element.scrollIntoView({ block: 'center' });
