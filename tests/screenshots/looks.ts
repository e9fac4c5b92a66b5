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

/**
 * Changes the look of the open page, as its settings do, and holds it: whenever the page notes who works where, it wears what
 * it remembers of its settings again. The language needs a page of its own.
 */
export async function wear(page: Page, { theme, text }: Look): Promise<void> {
	await page.evaluate(
		([chosen, size]) => {
			const held = globalThis as { look?: MutationObserver };
			const { documentElement: root } = document;
			held.look?.disconnect();
			held.look = new MutationObserver(put);
			put();
			held.look.observe(root, { attributeFilter: ['data-theme', 'data-text'] });
			// What measures its room chooses its form only then, and is laid out anew in the frame after.
			return new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

			function put(): void {
				if (root.dataset.theme !== chosen) root.dataset.theme = chosen;
				if (root.dataset.text !== size) root.dataset.text = size;
			}
		},
		[theme, text] as const
	);
}
