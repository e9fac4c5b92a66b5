import { count, warning, type Words } from '#state/words/words.ts';

/** What a browser that has not promised to keep its data means for this device; a warning only while something is nowhere else. */
export const storageWords = (unsent: number): Words =>
	unsent === 0
		? {
				title: 'Saved in this browser',
				line: 'The browser may clear it when the disk is full. The server has everything that was recorded here.',
				tone: 'neutral'
			}
		: warning(
				`${count(unsent, 'record is', 'records are')} only here`,
				'The browser may clear its data when the disk is full. Let it keep them, or save a backup file.'
			);

/** What the browser answered to “Keep data”. */
export const protectionWords = (isKept: boolean): Words =>
	isKept
		? {
				title: 'Data is kept',
				line: 'The browser clears it only when somebody tells it to.',
				tone: 'ok'
			}
		: {
				title: 'The browser did not agree',
				line: 'Most browsers agree after Floorbook was installed as an app on this device. Install it, then ask again.',
				tone: 'neutral'
			};
