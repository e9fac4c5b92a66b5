import { needsYouText } from './sync.ts';
import { count, type Words } from './words.ts';

/** A device that has just joined: the site's data is on its way. */
export const waitingForSiteWords = (pending: number, isOffline: boolean): Words => ({
	title: 'Waiting for the site’s data',
	line: isOffline
		? 'It comes when the server answers. What you record here is saved meanwhile.'
		: pending > 0
			? `${count(pending, 'record is', 'records are')} still to come.`
			: 'It comes now.',
	tone: 'neutral'
});

/** What only somebody at this device can look after. */
export const needsYouWords = (refused: number, received: number): Words => ({
	title: needsYouText(refused + received),
	line: [
		...(refused > 0 ? [`${count(refused, 'record was', 'records were')} not taken by the server and kept here.`] : []),
		...(received > 0
			? [
					`${count(received, 'document', 'documents')} came from elsewhere and ${received === 1 ? 'is' : 'are'} not understood here.`
				]
			: [])
	].join(' '),
	tone: 'choose'
});
