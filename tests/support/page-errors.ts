import type { BrowserContext } from '@playwright/test';

let heard: string[] = [];

/** What pages of this context throw, and nobody catches, is kept from now on. */
export const watchPageErrors = (context: BrowserContext): void =>
	void context.on('weberror', (thrown) => {
		const error = thrown.error();
		heard.push(error.stack ?? error.message);
	});

/** What was kept since this was asked last. */
export function takePageErrors(): readonly string[] {
	const taken = heard;
	heard = [];
	return taken;
}
