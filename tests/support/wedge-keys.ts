import type { Page } from '@playwright/test';

/** A hardware scanner at the keyboard of one tab: key events through the browser's own input, ended by Enter. */
export interface WedgeScanner {
	/** Resolves when the browser has handed every key to the page. */
	scan(text: string): Promise<void>;
}

/** Milliseconds between two keys: what a scanner on a USB cable takes. */
const KEY_GAP = 5;

export async function plugInWedge(page: Page): Promise<WedgeScanner> {
	const session = await page.context().newCDPSession(page);
	return {
		async scan(text) {
			const keys = [...[...text].map((key) => ({ key, text: key })), { key: 'Enter', text: '\r' }];
			const start = Date.now();
			// The keys carry the times at which the scanner pressed them, as those of an operating system do, however late a busy
			// browser comes to them; and none waits until the one before was dealt with.
			const pressed = keys.map(async (key, index) => {
				const timestamp = (start + index * KEY_GAP) / 1000;
				await Promise.all([
					session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, unmodifiedText: key.text, timestamp }),
					session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key, timestamp })
				]);
			});
			await Promise.all(pressed);
		}
	};
}
