import { m } from '#paraglide/messages.js';
import { sentences, type Words } from './words.ts';

/** A device that has just joined: the site's data is on its way. */
export const waitingForSiteWords = (pending: number, isOffline: boolean): Words => ({
	title: m.words_site_data_title(),
	line: isOffline
		? m.words_site_data_offline()
		: pending > 0
			? m.words_site_data_pending({ count: pending })
			: m.words_site_data_now(),
	tone: 'neutral'
});

/** What only somebody at this device can look after. */
export const needsYouWords = (refused: number, received: number): Words => ({
	title: m.words_needs_you({ count: refused + received }),
	line: sentences(
		refused > 0 && m.words_needs_you_refused({ count: refused }),
		received > 0 && m.words_needs_you_received({ count: received })
	),
	tone: 'choose'
});
