import type { Page } from '@playwright/test';
import { DATABASE } from '../../src/lib/names.ts';

const FILLER = 'filler';

/**
 * Gives an origin so little room that a test can use it up. Has to be called before the origin stores anything: Chromium asks
 * for the limit once and keeps the answer for as long as there seems to be room.
 */
export async function limitStorage(page: Page, origin: string, bytes: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
}

/** Uses up what room is left, to less than a kilobyte, in a database of its own. */
export function fillStorage(page: Page): Promise<void> {
	return page.evaluate(async (name) => {
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const opening = indexedDB.open(name);
			opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
			opening.onsuccess = () => resolve(opening.result);
			opening.onerror = () => reject(opening.error ?? new Error('IndexedDB failed'));
		});
		const fits = (bytes: number): Promise<boolean> =>
			new Promise((resolve) => {
				const noise = new Uint8Array(bytes);
				for (let from = 0; from < bytes; from += 65_536) {
					crypto.getRandomValues(noise.subarray(from, Math.min(bytes, from + 65_536)));
				}
				const transaction = database.transaction('bytes', 'readwrite');
				transaction.objectStore('bytes').put(noise);
				transaction.oncomplete = () => resolve(true);
				transaction.onabort = () => resolve(false);
			});
		for (let bytes = 4 << 20; bytes >= 512; bytes >>= 1) while (await fits(bytes));
		database.close();
	}, FILLER);
}

/** Makes the room again. */
export const freeStorage = (page: Page): Promise<void> => deleteDatabase(page, FILLER);

/** The app's database is gone, whoever has it open: what a browser does that mends a broken store. */
export const emptyStorage = (page: Page): Promise<void> => deleteDatabase(page, DATABASE);

/** A tab that belongs to the origin of `page`, and on which no app runs. */
export async function openBlankTab(page: Page): Promise<Page> {
	const [opened] = await Promise.all([
		page.context().waitForEvent('page'),
		page.evaluate(() => void window.open('about:blank'))
	]);
	return opened;
}

function deleteDatabase(page: Page, name: string): Promise<void> {
	return page.evaluate(
		(database) =>
			new Promise<void>((resolve, reject) => {
				const deleting = indexedDB.deleteDatabase(database);
				deleting.onsuccess = () => resolve();
				deleting.onerror = () => reject(deleting.error ?? new Error('IndexedDB failed'));
			}),
		name
	);
}
