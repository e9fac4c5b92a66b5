import type { Page } from '@playwright/test';

/** How a device shows what it shows: chosen in its settings, never by a screen. */
export interface Look {
	readonly name: LookName;
	readonly theme: 'light' | 'dark';
	/** Per cent. */
	readonly text: '100' | '150';
	readonly locale: Locale;
}

export type LookName = 'light' | 'dark' | 'large' | 'german';
export type Locale = 'en' | 'de';

export const LOOKS: readonly Look[] = [
	{ name: 'light', theme: 'light', text: '100', locale: 'en' },
	{ name: 'dark', theme: 'dark', text: '100', locale: 'en' },
	{ name: 'large', theme: 'light', text: '150', locale: 'en' },
	{ name: 'german', theme: 'light', text: '100', locale: 'de' }
];

/** Changes the look of the open page, as its settings do; the language needs a page of its own. */
export async function wear(page: Page, { theme, text }: Look): Promise<void> {
	await page.evaluate(
		([chosen, size]) => {
			document.documentElement.dataset.theme = chosen;
			document.documentElement.dataset.text = size;
		},
		[theme, text] as const
	);
}
